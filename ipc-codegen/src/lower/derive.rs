//! Whether a type derives the serde trait that its use needs.

use super::crossing::Crossing;
use super::overrides::type_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::report::Problem;
use crate::resolve::{DataRef, Found, Opaque, Ty};
use crate::schema::Type;
use crate::tree::{Path, TypeExprKind};

impl Direction {
    /// The trait of serde for this direction.
    pub(super) const fn serde_trait(self) -> &'static str {
        match self {
            Self::Output => "Serialize",
            Self::Input => "Deserialize",
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Output => "sent to JavaScript",
            Self::Input => "received from JavaScript",
        }
    }
}

impl<'a> TypeLowerer<'a> {
    /// Reports a type that does not derive the trait that `user` needs.
    pub(super) fn check_derive(
        &mut self,
        data: DataRef<'a>,
        user: &Ty<'a>,
    ) -> Result<(), Box<Problem>> {
        let wanted = self.direction.serde_trait();
        if type_override(data, self.direction).is_some() {
            return Ok(());
        }
        if let Some(condition) = &data.data.unresolved_cfg {
            let cfg = &self.resolver.program.krate(data.module.krate).cfg;
            return Err(Box::new(cfg.unresolved_cfg_problem(condition, &data.module.file)));
        }
        self.check_macros(data)?;
        // A path that ends in the trait's name is most likely it, and resolving the others takes time.
        let (likely, others): (Vec<_>, Vec<_>) =
            data.data.derives.iter().partition(|path| path.ends_with(wanted));
        if likely.into_iter().chain(others).any(|path| self.is_serde_trait(data, path, wanted)) {
            return Ok(());
        }
        if self.repr_crossing(data).is_some() || self.handwritten_crossing(data).is_some() {
            return Ok(());
        }
        let name = data.rust_name();
        let verb = self.direction.verb();
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
        let is_foreign = self.resolver.program.is_external(data.module.krate);
        Err(Box::new(match by_hand {
            Some((module, item)) if is_foreign => {
                let location = module.file.location(item.this.span);
                problem.related(location, "implemented by hand here, in a form that is not read")
            }
            Some((module, item)) => problem
                .help(
                    "a hand-written implementation cannot be read: derive it instead, or \
                     declare the shape: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`",
                )
                .related(module.file.location(item.this.span), "implemented by hand here"),
            None if is_foreign => problem
                .help(format!(
                    "if `{}` has a feature that derives it, often `serde`, turn it on",
                    self.resolver.program.krate(data.module.krate).name
                ))
                .related(data.location(), "defined here"),
            None => problem
                .help(format!("add `#[derive(serde::{wanted})]`"))
                .related(data.location(), "defined here"),
        }))
    }

    /// What crosses for an enum that derives the trait of `serde_repr` for this direction.
    pub(super) fn repr_crossing(&mut self, data: DataRef<'a>) -> Option<Crossing<'a>> {
        let repr = data.data.repr.as_deref()?;
        let wanted = format!("{}_repr", self.direction.serde_trait());
        let is_it = data.data.derives.iter().any(|path| {
            path.ends_with(&wanted)
                && match self.resolver.resolve(data.module, path) {
                    Ok(Found::Opaque(Opaque { path: found, .. })) => found[0] == "serde_repr",
                    _ => false,
                }
        });
        if !is_it {
            return None;
        }
        Some(match (self.direction, repr.other) {
            (Direction::Input, Some(true)) => Crossing::Shape(Type::BigInt),
            (Direction::Input, Some(false)) => Crossing::Shape(Type::Integer),
            _ => Crossing::TypeScript(&repr.numbers),
        })
    }

    /// Whether a path in a `derive` is this trait of serde. If the path cannot be resolved, its name
    /// decides.
    fn is_serde_trait(&mut self, data: DataRef<'a>, path: &Path, wanted: &str) -> bool {
        match self.resolver.resolve(data.module, path) {
            Ok(Found::Opaque(Opaque { path: found, .. })) => {
                matches!(found[0].as_str(), "serde" | "serde_derive" | "serde_core")
                    && found.last().is_some_and(|last| last == wanted)
            }
            // A glob of serde leads into its source.
            Ok(Found::Trait(module, _)) => {
                let krate = &self.resolver.program.krate(module.krate).name;
                matches!(krate.as_str(), "serde" | "serde_core") && path.ends_with(wanted)
            }
            Ok(_) => false,
            Err(_) => path.ends_with(wanted),
        }
    }
}
