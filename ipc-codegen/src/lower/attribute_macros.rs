//! Attribute macros that may have rewritten a type before serde reads it.

use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::report::Problem;
use crate::resolve::{DataRef, Found, Opaque};
use crate::tree::Path;

/// Crates whose attribute macros leave the fields of a type and serde's attributes as they are.
const PRESERVING: &[&str] = &["derive_where", "enumflags2", "pyo3", "wasm_bindgen"];

/// Macros that are read, or leave a type as it is, and their crates.
const KNOWN: &[(&str, &str)] = &[
    ("apply", "macro_rules_attribute"),
    ("derive_where", "derive_where"),
    ("serde_as", "serde_with"),
    ("serde_inline_default", "serde_inline_default"),
    ("skip_serializing_none", "serde_with"),
    ("typeshare", "typeshare"),
];

/// Traits whose derives have no attributes of their own, beside those that are read.
const WITHOUT_ATTRIBUTES: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "EnumSetType",
    "Eq",
    "Hash",
    "IpcType",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Serialize",
];

impl<'a> TypeLowerer<'a> {
    /// Reports an attribute macro whose changes to a type are not known.
    pub(super) fn check_macros(&mut self, data: DataRef<'a>) -> Result<(), Box<Problem>> {
        for path in &data.data.macros {
            if let Some(problem) = self.macro_problem(data, path) {
                return Err(Box::new(problem));
            }
        }
        Ok(())
    }

    fn macro_problem(&mut self, data: DataRef<'a>, path: &Path) -> Option<Problem> {
        let DataRef { module, data } = data;
        let names: Vec<_> = path.segments.iter().map(|segment| &*segment.text).collect();
        let written = names.join("::");
        let problem = |message: String| {
            module.file.problem(codes::UNMAPPED_SERDE_ATTRIBUTE, path.span(), message)
        };
        let known = KNOWN.iter().find(|(name, _)| names.last() == Some(name));
        let found = match (self.resolver.resolve(module, path), known, path.segments.last()) {
            // A crate may re-export what another crate defines.
            (Ok(Found::Opaque(opaque)), Some((_, krate)), Some(last))
                if opaque.path[0] != *krate =>
            {
                self.resolver.open(opaque, module, last)
            }
            (found, ..) => found,
        };
        match (found, known) {
            (Ok(Found::Opaque(Opaque { path: found, .. })), Some((_, krate)))
                if found[0] == *krate =>
            {
                return None;
            }
            // It may be of a `#[macro_use] extern crate`.
            (Err(_), Some(_)) => return None,
            (Ok(Found::Opaque(Opaque { path: found, .. })), _) => {
                if PRESERVING.contains(&found[0].as_str()) {
                    return None;
                }
                if found[0] == "serde_with" {
                    let found = found.join("::");
                    let message =
                        format!("`{written}` is `{found}`, which is read only by that name");
                    return Some(problem(message).help(format!("write `#[{found}]`")));
                }
            }
            // A name that is not imported belongs to a derive, if there is one that may have it.
            (Err(_), None) if names.len() == 1 && !module.names.contains_key(names[0]) => {
                let has_attributes =
                    |derive: &&Path| !WITHOUT_ATTRIBUTES.iter().any(|name| derive.ends_with(name));
                if data.derives.iter().any(|derive| has_attributes(&derive)) {
                    return None;
                }
            }
            _ => {}
        }
        Some(
            problem(format!("the macro `{written}` may change this type before serde reads it"))
                .help("move it below the `derive` of serde's traits, if serde need not see its changes")
                .help(
                    "or declare the shape: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`",
                ),
        )
    }
}
