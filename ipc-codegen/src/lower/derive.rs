//! Whether a type derives what its use needs.

use super::Lowering;
use super::said::said_of_type;
use crate::codes;
use crate::direction::Direction;
use crate::report::Problem;
use crate::resolve::{DataRef, Found, Opaque, Ty};
use crate::tree::{Path, TypeExprKind};

impl<'a> Lowering<'a> {
    /// Whether a type derives the trait of serde that a use of it needs.
    pub(super) fn check_derive(
        &mut self,
        data: DataRef<'a>,
        direction: Direction,
        user: &Ty<'a>,
    ) -> Result<(), Box<Problem>> {
        let wanted = direction.serde_trait();
        if said_of_type(data, direction).is_some() {
            return Ok(());
        }
        if let Some(condition) = &data.data.undecided {
            let cfg = &self.resolver.program.krate(data.module.krate).cfg;
            return Err(Box::new(cfg.undecided_problem(condition, &data.module.file)));
        }
        // What has the name most often is it, and saves the look at the others.
        let (likely, others): (Vec<_>, Vec<_>) =
            data.data.derives.iter().partition(|path| path.ends_with(wanted));
        if likely.into_iter().chain(others).any(|path| self.is_serde_trait(data, path, wanted)) {
            return Ok(());
        }
        let name = data.rust_name();
        let verb = direction.verb();
        let problem = user.problem(
            codes::MISSING_DERIVE,
            format!("`{name}` is {verb}, but does not derive `{wanted}`"),
        );
        let by_hand =
            self.resolver.program.modules_read(data.module.krate).into_iter().find_map(|module| {
                let found = module.impls.iter().find(|item| {
                    item.of_trait.path.ends_with(wanted)
                        && matches!(&item.this.kind, TypeExprKind::Path(path, _) if path.ends_with(name))
                })?;
                Some((module, found))
            });
        Err(Box::new(match by_hand {
            Some((module, item)) => problem
                .help(
                    "what a hand-written implementation does cannot be read: derive it instead, or \
                     say what it does: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`",
                )
                .related(module.file.place(item.this.at), "implemented by hand here"),
            None if self.resolver.program.is_external(data.module.krate) => problem
                .help(format!(
                    "turn on the feature of `{}` that derives it, often `serde`, or say what it is \
                     on a field: `#[ipc(as = \"RustType\")]`",
                    self.resolver.program.krate(data.module.krate).name
                ))
                .related(data.place(), "defined here"),
            None => problem
                .help(format!("add `#[derive(serde::{wanted})]`"))
                .related(data.place(), "defined here"),
        }))
    }

    /// Whether a path in a `derive` is this trait of serde: by what it leads to, or by its name
    /// where it leads into what is not read.
    fn is_serde_trait(&mut self, data: DataRef<'a>, path: &Path, wanted: &str) -> bool {
        match self.resolver.resolve(data.module, path) {
            Ok(Found::Opaque(Opaque { path: found, .. })) => {
                matches!(found[0].as_str(), "serde" | "serde_derive" | "serde_core")
                    && found.last().is_some_and(|last| last == wanted)
            }
            Ok(_) => false,
            Err(_) => path.ends_with(wanted),
        }
    }
}
