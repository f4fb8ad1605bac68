//! Fields that a module writes and reads in place of their type: `#[serde(with = "…")]`.

use super::Lowering;
use super::data::{Inside, is_option, is_remote};
use crate::direction::Direction;
use crate::resolve::{DataRef, Found, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Path, TypeExpr, TypeExprKind, With};

impl<'a> Lowering<'a> {
    /// What crosses for a field of type `ty` through a function: `serialize` or `deserialize` of a
    /// known module, or of a type that stands for a remote one.
    pub(super) fn lower_with(
        &mut self,
        inside: &Inside<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Type {
        let Some((function, owner)) = with.path.segments.split_last() else {
            return self.refuse_with(inside, with);
        };
        if with.is_qualified || function != "serialize" && function != "deserialize" {
            return self.refuse_with(inside, with);
        }
        // The type's own function, as in `Option::deserialize`, which asks for the key.
        if let TypeExprKind::Path(own, _) = &ty.kind
            && own.segments.iter().map(|it| &it.text).eq(owner.iter().map(|it| &it.text))
        {
            let ty = self.resolver.resolve_type(ty, &inside.scope, &mut self.problems);
            return self.lower_type(&ty, inside.direction);
        }
        let module = inside.data.module;
        if let Ok(Found::Opaque(found)) = self.resolver.resolve(module, &with.path) {
            let found: Vec<_> = found.path.iter().map(String::as_str).collect();
            let module = found.split_last().map_or(&[][..], |(_, module)| module);
            if module == LONG_ARRAYS {
                let ty = self.resolver.resolve_type(ty, &inside.scope, &mut self.problems);
                return match &ty.kind {
                    TyKind::Array(element, _) => {
                        Type::List(Box::new(self.lower_type(element, inside.direction)))
                    }
                    _ => self.refuse_with(inside, with),
                };
            }
            let Some((shape, is_optional)) = known(module) else {
                return self.refuse_with(inside, with);
            };
            let field = self.resolver.resolve_type(ty, &inside.scope, &mut Vec::new());
            return if is_optional || is_option(&field) {
                Type::Option(Box::new(shape))
            } else {
                shape
            };
        }
        let owner = Path { is_extern: with.path.is_extern, segments: owner.into() };
        match self.resolver.resolve(module, &owner) {
            Ok(Found::Data(module, data)) if is_remote(DataRef { module, data }) => {
                self.lower_remote(inside, DataRef { module, data }, with, ty)
            }
            _ => self.refuse_with(inside, with),
        }
    }

    /// What crosses through a definition that stands for the type `ty` of another crate.
    fn lower_remote(
        &mut self,
        inside: &Inside<'a>,
        data: DataRef<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Type {
        let Some(name) = with.path.segments.iter().nth_back(1) else {
            return self.refuse_with(inside, with);
        };
        let (scope, problems) = (&inside.scope, &mut self.problems);
        let count = data.params().count();
        if count == 0 || !with.arguments.is_empty() {
            let arguments = &with.arguments;
            let definition = self.resolver.resolve_data(data, name, arguments, scope, problems);
            return self.lower_remote_use(&definition, inside.direction);
        }
        // Its parameters are those of the type that it stands for.
        match self.resolver.resolve_arguments(ty, scope, problems) {
            Some(args) if args.len() == count => {
                let definition = Ty::of_data(data, args, name.at, &inside.scope);
                self.lower_remote_use(&definition, inside.direction)
            }
            _ => self.refuse_with(inside, with),
        }
    }

    /// [`Self::lower_type`], which refuses such a definition.
    fn lower_remote_use(&mut self, definition: &Ty<'a>, direction: Direction) -> Type {
        match &definition.kind {
            TyKind::Data(data, args) => self.lower_use(definition, *data, args, direction),
            _ => Type::Unit,
        }
    }

    /// Reports a function whose values are not known.
    pub(super) fn refuse_with(&mut self, inside: &Inside<'a>, with: &With) -> Type {
        let mut name: Vec<_> = with.path.segments.iter().map(|segment| &*segment.text).collect();
        // `with` names the module alone.
        if name.len() > 1 {
            name.pop_if(|last| matches!(*last, "serialize" | "deserialize"));
        }
        let name = name.join("::");
        let at = with.path.segments.first().map(|first| first.at).unwrap_or_default();
        self.refuse(
            inside
                .problem(at, format!("what `{name}` does cannot be read from its source"))
                .help("say what crosses with `#[ipc(ts = \"…\")]` or `#[ipc(as = \"RustType\")]` on the field")
                .help("or give the field a type whose derived shape is the one that is meant"),
        )
    }
}

/// What writes and reads arrays that are longer than those of serde.
const LONG_ARRAYS: &[&str] = &["serde_big_array", "BigArray"];

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
        ["time", "serde", "timestamp"]
        | ["time", "serde", "timestamp", "milliseconds" | "milliseconds_i64"] => Type::SafeInteger,
        ["time", "serde", "timestamp", "microseconds" | "nanoseconds"] => Type::BigInt128,
        _ => return None,
    };
    Some((shape, is_optional))
}
