//! `ipc.schema.json`: the schema itself, for other tools. It is written whatever the formats are.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::files::File;
use crate::header::{NO_DIGITS, Stamper};
use crate::schema::Schema;

const FILE: &str = "ipc.schema.json";

/// The file, whose header contains the hash of the schema.
pub(super) struct SchemaFile<'a> {
    schema: &'a Schema,
    /// The hash, after the first time that the file was printed.
    hash: Mutex<Option<String>>,
}

impl<'a> SchemaFile<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        Self { schema, hash: Mutex::new(None) }
    }

    pub(super) fn file(&self) -> File<'_> {
        // A file that needs the hash waits for the lock, instead of printing the schema again.
        File::new(FILE, |stamper| {
            let mut hash = self.hash.lock().unwrap_or_else(PoisonError::into_inner);
            *hash = Some(self.print(stamper)?);
            Ok(())
        })
    }

    /// The hash of the schema.
    pub(super) fn hash(&self) -> String {
        let mut hash = self.hash.lock().unwrap_or_else(PoisonError::into_inner);
        let print = || {
            let mut nowhere = io::sink();
            let mut stamper = Stamper::new(&mut nowhere, FILE, NO_DIGITS);
            self.print(&mut stamper).expect("nothing is written")
        };
        hash.get_or_insert_with(print).clone()
    }

    fn print(&self, stamper: &mut Stamper<'_>) -> io::Result<String> {
        self.schema.write_json(|piece| stamper.push(piece))?;
        Ok(stamper.digits())
    }
}
