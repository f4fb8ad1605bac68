//! Fields that a module writes and reads in place of their type: `#[serde(with = "…")]`.

use ipc_syntax::unraw;
use syn::{ExprPath, PathArguments, TypePath};

use super::Lowering;
use super::data::{Inside, is_option, is_remote};
use crate::resolve::{DataRef, Found, TyKind};
use crate::schema::Type;
use crate::source::UsePath;

impl<'a> Lowering<'a> {
    /// What crosses for a field of type `ty` through the function at `path`: `serialize` or
    /// `deserialize` of a known module, or of a type that stands for a remote one.
    pub(super) fn lower_with(
        &mut self,
        inside: &Inside<'a, '_>,
        path: &ExprPath,
        ty: &'a syn::Type,
    ) -> Type {
        let segments: Vec<_> =
            path.path.segments.iter().map(|segment| segment.ident.clone()).collect();
        let Some((function, owner)) = segments.split_last() else {
            return self.refuse_with(inside, path);
        };
        if path.qself.is_some() || function != "serialize" && function != "deserialize" {
            return self.refuse_with(inside, path);
        }
        // The type's own function, as in `Option::deserialize`, which asks for the key.
        if let syn::Type::Path(own) = ty
            && own.path.segments.iter().map(|segment| &segment.ident).eq(owner)
        {
            let ty = self.resolver.resolve_type(ty, &inside.scope, &mut self.problems);
            return self.lower_type(&ty, inside.direction);
        }
        let is_extern = path.path.leading_colon.is_some();
        let module = inside.data.module;
        let written = UsePath { is_extern, segments: segments.clone() };
        if let Ok(Found::Opaque(found)) = self.resolver.resolve(module, &written) {
            let found: Vec<_> = found.path.iter().map(String::as_str).collect();
            let Some((shape, is_optional)) = found.split_last().and_then(|(_, it)| known(it))
            else {
                return self.refuse_with(inside, path);
            };
            let field = self.resolver.resolve_type(ty, &inside.scope, &mut Vec::new());
            return if is_optional || is_option(&field) {
                Type::Option(Box::new(shape))
            } else {
                shape
            };
        }
        let written = UsePath { is_extern, segments: owner.to_vec() };
        match self.resolver.resolve(module, &written) {
            Ok(Found::Data(module, data)) if is_remote(DataRef { module, data }) => {
                let mut owner = path.path.clone();
                owner.segments.pop();
                owner.segments.pop_punct();
                // A definition with parameters has those of the type that it stands for.
                if let (Some(last), syn::Type::Path(remote)) = (owner.segments.last_mut(), ty)
                    && last.arguments.is_none()
                    && data.input.generics.type_params().next().is_some()
                {
                    last.arguments = remote
                        .path
                        .segments
                        .last()
                        .map_or(PathArguments::None, |segment| segment.arguments.clone());
                }
                let definition =
                    syn::Type::Path(TypePath { attrs: Vec::new(), qself: None, path: owner });
                let definition = self.resolve_written(inside, definition);
                match &definition.kind {
                    TyKind::Data(data, args) => {
                        self.lower_use(&definition, *data, args, inside.direction)
                    }
                    _ => Type::Unit,
                }
            }
            _ => self.refuse_with(inside, path),
        }
    }

    /// Reports a function whose values are not known.
    pub(super) fn refuse_with(&mut self, inside: &Inside<'a, '_>, path: &ExprPath) -> Type {
        let mut name: Vec<_> =
            path.path.segments.iter().map(|segment| unraw(&segment.ident)).collect();
        // `with` names the module alone.
        if name.len() > 1 {
            name.pop_if(|last| matches!(last.as_str(), "serialize" | "deserialize"));
        }
        let name = name.join("::");
        let tokens = path.path.segments.first().map(|segment| &segment.ident);
        self.refuse(
            inside
                .problem(tokens, format!("what `{name}` does cannot be read from its source"))
                .help("say what crosses with `#[ipc(ts = \"…\")]` or `#[ipc(as = \"RustType\")]` on the field")
                .help("or give the field a type whose derived shape is the one that is meant"),
        )
    }
}

/// What a well-known module writes and reads, and whether in an `Option`.
fn known(module: &[&str]) -> Option<(Type, bool)> {
    let (module, is_optional) = match module {
        [module @ .., "option"] => (module, true),
        module => (module, false),
    };
    let shape = match module {
        ["serde_bytes"] => Type::Bytes,
        ["chrono", "serde", name] | ["chrono", "naive", "serde", name] => {
            let (unit, is_option) = match name.strip_suffix("_option") {
                Some(unit) => (unit, true),
                None => (*name, false),
            };
            let shape = match unit {
                "ts_seconds" | "ts_milliseconds" => Type::SafeInteger,
                "ts_microseconds" | "ts_nanoseconds" => Type::BigInt,
                _ => return None,
            };
            return Some((shape, is_option));
        }
        ["time", "serde", "rfc2822" | "rfc3339" | "iso8601"]
        | ["uuid", "serde", "simple" | "hyphenated" | "urn" | "braced"]
        | ["hex" | "humantime_serde"]
        | ["hex", "serde"] => Type::String,
        ["time", "serde", "timestamp"] | ["time", "serde", "timestamp", "milliseconds"] => {
            Type::SafeInteger
        }
        ["time", "serde", "timestamp", "microseconds" | "nanoseconds"] => Type::BigInt,
        _ => return None,
    };
    Some((shape, is_optional))
}
