//! The output of targets: files that are printed when their texts are needed, piece by piece, so that
//! no long text is in memory as a whole.

use std::fmt;
use std::io;

use crate::header::{Stamper, digits_at, print_stamped};

/// Files, in the order in which to print them.
pub type Files<'a> = Vec<File<'a>>;

/// A generated file.
pub struct File<'a> {
    name: String,
    print: Box<Print<'a>>,
}

/// Prints the body of a file: the same text each time.
type Print<'a> = dyn Fn(&mut Stamper<'_>) -> io::Result<()> + Send + Sync + 'a;

impl<'a> File<'a> {
    /// A file whose body is printed by `print`. Its name is its path from the output folder, with `/`
    /// between the parts.
    pub fn new(
        name: impl Into<String>,
        print: impl Fn(&mut Stamper<'_>) -> io::Result<()> + Send + Sync + 'a,
    ) -> Self {
        Self { name: name.into(), print: Box::new(print) }
    }

    /// The path from the output folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, with its header.
    #[must_use]
    pub fn text(&self) -> String {
        print_stamped(&self.name, |stamper| (self.print)(stamper))
    }

    /// Writes the text to `out`, with `digits` as the hash in its header. Returns the right digits,
    /// which are known only at the end.
    pub(crate) fn write(&self, out: &mut dyn io::Write, digits: &str) -> io::Result<String> {
        let mut stamper = Stamper::new(out, &self.name, digits);
        (self.print)(&mut stamper)?;
        Ok(stamper.digits())
    }

    /// Where the digits are in the text.
    pub(crate) fn digits_start(&self) -> u64 {
        digits_at(&self.name).start as u64
    }
}

impl fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("File").field(&self.name).finish()
    }
}
