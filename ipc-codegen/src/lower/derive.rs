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
        if self.derived_crossing(data).is_some() || self.handwritten_crossing(data).is_some() {
            return Ok(());
        }
        let name = data.rust_name();
        let verb = self.direction.verb();
        let by_hand =
            self.resolver.program.modules_read(data.module.krate).into_iter().find_map(|module| {
                let found = module.impls.iter().find(|item| {
                    item.of_trait.path.ends_with(wanted)
                        && matches!(&item.this.kind, TypeExprKind::Path(path, _) if path.ends_with(name))
                })?;
                Some((module, found))
            });
        let is_foreign = self.resolver.program.is_external(data.module.krate);
        let problem = user.problem(
            codes::MISSING_DERIVE,
            match by_hand {
                Some(_) => {
                    format!("`{name}` is {verb}, but its hand-written `{wanted}` cannot be read")
                }
                None => format!("`{name}` is {verb}, but does not derive `{wanted}`"),
            },
        );
        Err(Box::new(match by_hand {
            Some((module, item)) if is_foreign => {
                let location = module.file.location(item.this.span);
                problem.related(location, "implemented by hand here")
            }
            Some((module, item)) => problem
                .help(
                    "derive it instead, or declare the shape: \
                     `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`",
                )
                .related(module.file.location(item.this.span), "implemented by hand here"),
            None if data.module.is_block => problem.related(data.location(), "defined here"),
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

    /// What crosses for a type that derives the trait of this direction from `serde_repr` or `serde_with`.
    pub(super) fn derived_crossing(&mut self, data: DataRef<'a>) -> Option<Crossing<'a>> {
        let names = match self.direction {
            Direction::Output => ["Serialize_repr", "SerializeDisplay", "SerializeDisplayAlt"],
            Direction::Input => ["Deserialize_repr", "DeserializeFromStr", ""],
        };
        let paths: Vec<&'a Path> = data.data.derives.iter().collect();
        for path in paths {
            if !path.segments.last().is_some_and(|last| names.contains(&&*last.text)) {
                continue;
            }
            let Ok(Found::Opaque(Opaque { path: found, .. })) =
                self.resolver.resolve(data.module, path)
            else {
                continue;
            };
            match found[0].as_str() {
                "serde_with" | "serde_with_macros" => return Some(Crossing::Shape(Type::String)),
                "serde_repr" => {
                    let repr = data.data.repr.as_deref()?;
                    return Some(match (self.direction, repr.other) {
                        (Direction::Input, Some(true)) => Crossing::Shape(Type::BigInt),
                        (Direction::Input, Some(false)) => Crossing::Shape(Type::Integer),
                        _ => Crossing::TypeScript(&repr.numbers),
                    });
                }
                _ => {}
            }
        }
        None
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
