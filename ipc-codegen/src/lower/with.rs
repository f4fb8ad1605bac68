//! Fields that a module serializes and deserializes in place of their type: `#[serde(with = "…")]`.

use super::adapters::UnknownAdapter;
use super::crossing::Crossing;
use super::inside::Inside;
use super::type_lowerer::TypeLowerer;
use super::types::MAX_TUPLE;
use crate::direction::Direction;
use crate::resolve::{DataRef, Found, Opaque, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Argument, Path, Span, TypeExpr, TypeExprKind, With};

impl<'a> TypeLowerer<'a> {
    /// What crosses for a field of type `ty` with a function.
    pub(super) fn with_crossing(
        &mut self,
        inside: &Inside<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Crossing<'a> {
        if with.is_qualified {
            return inside.unknown_with(with);
        }
        if let Some(adapted) = self.adapted_crossing(inside, with, ty) {
            return adapted;
        }
        self.known_crossing(inside, with, ty)
            .or_else(|| self.function_crossing(&inside.scope, &with.path, ty))
            .unwrap_or_else(|| inside.unknown_with(with))
    }

    /// What crosses with `serde_with::As::<Adapter>`.
    fn adapted_crossing(
        &mut self,
        inside: &Inside<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Option<Crossing<'a>> {
        let [Argument::Type(adapter)] = &*with.arguments else { return None };
        match self.resolver.resolve(inside.data.module, &with.path) {
            Ok(Found::Opaque(Opaque { path, .. }))
                if path[..path.len() - 1] == ["serde_with", "As"] => {}
            _ => return None,
        }
        let field = self.resolver.resolve_type(ty, &inside.scope);
        let file = &inside.data.module.file;
        Some(match self.adapted(adapter, &field, &inside.scope) {
            _ if field.has_failed() => Crossing::Type(field),
            Ok(all) => Crossing::Handed(all, file.location(with.path.span())),
            Err(UnknownAdapter(name)) => inside.unknown_shape(&name, with.path.span()),
        })
    }

    /// What crosses with `serialize` or `deserialize` of a known module, or of a remote definition.
    fn known_crossing(
        &mut self,
        inside: &Inside<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Option<Crossing<'a>> {
        let (function, owner) = with.path.segments.split_last()?;
        if function != "serialize" && function != "deserialize" {
            return None;
        }
        // The function of the type itself, as in `Option::deserialize`, which makes the key mandatory.
        if let TypeExprKind::Path(own, _) = &ty.kind
            && own.segments.iter().map(|it| &it.text).eq(owner.iter().map(|it| &it.text))
        {
            let own = self.resolver.resolve_type(ty, &inside.scope);
            return Some(match &own.kind {
                // `remote = "Self"` derives these functions and not the traits.
                TyKind::Data(data, _) if data.is_remote() => Crossing::Remote(own),
                _ => Crossing::Type(own),
            });
        }
        let module = inside.data.module;
        if let Ok(Found::Opaque(found)) = self.resolver.resolve(module, &with.path) {
            let found: Vec<_> = found.path.iter().map(String::as_str).collect();
            let module = found.split_last().map_or(&[][..], |(_, module)| module);
            let field = self.resolver.resolve_type(ty, &inside.scope);
            return match (known_module(module), &field.kind) {
                (_, TyKind::Array(element, length)) if module == LONG_ARRAYS => {
                    let is_long = length.known().is_some_and(|length| length > MAX_TUPLE);
                    Some(Crossing::Type(if is_long { element.list() } else { field }))
                }
                _ if matches!(module, ["serde_with", "rust", _]) => {
                    serde_with_module(module[2], field.clone(), inside.direction)
                }
                (Some((shape, is_optional)), _) if is_optional || field.is_option() => {
                    Some(Crossing::Shape(Type::Option(Box::new(shape))))
                }
                (known, _) => known.map(|(shape, _)| Crossing::Shape(shape)),
            };
        }
        let owner = Path { is_extern: with.path.is_extern, segments: owner.into() };
        match self.resolver.resolve(module, &owner) {
            Ok(Found::Data(module, data)) if (DataRef { module, data }).is_remote() => {
                self.remote_crossing(inside, DataRef { module, data }, with, ty)
            }
            _ => None,
        }
    }

    /// What crosses with a remote definition of the type `ty` of another crate.
    fn remote_crossing(
        &mut self,
        inside: &Inside<'a>,
        data: DataRef<'a>,
        with: &'a With,
        ty: &'a TypeExpr,
    ) -> Option<Crossing<'a>> {
        let name = with.path.segments.iter().nth_back(1)?;
        let scope = &inside.scope;
        let count = data.data.generics.params.len();
        if count == 0 || !with.arguments.is_empty() {
            let arguments = &with.arguments;
            let definition = self.resolver.resolve_data(data, name, arguments, scope);
            return Some(Crossing::Remote(definition));
        }
        // The definition has the same parameters as the remote type.
        match self.resolver.resolve_arguments(ty, scope) {
            Some(args) if args.len() == count => {
                Some(Crossing::Remote(Ty::of_data(data, args, name.span, &scope.module.file)))
            }
            _ => None,
        }
    }

    /// Lowers a remote definition, which [`Self::lower_type`] refuses.
    pub(super) fn lower_remote(&mut self, definition: &Ty<'a>) -> Type {
        match &definition.kind {
            TyKind::Data(data, args) => self.lower_use(definition, *data, args),
            _ => self.lower_type(definition),
        }
    }
}

impl<'a> Inside<'a> {
    /// The error for a function whose values are not known.
    pub(super) fn unknown_with(&self, with: &With) -> Crossing<'a> {
        let mut name: Vec<_> = with.path.segments.iter().map(|segment| &*segment.text).collect();
        // `with` names only the module.
        if name.len() > 1 {
            name.pop_if(|last| matches!(*last, "serialize" | "deserialize"));
        }
        let span = with.path.segments.first().map(|first| first.span).unwrap_or_default();
        self.unknown_shape(&name.join("::"), span)
    }

    /// The error for values that are not known.
    fn unknown_shape(&self, name: &str, span: Span) -> Crossing<'a> {
        let problem = self
            .problem(span, format!("the shape of `{name}` on the wire cannot be read from its source"))
            .help("declare the shape on the field: `#[ipc(ts = \"…\")]` or `#[ipc(as = \"RustType\")]`")
            .help("or give the field a type that derives the intended shape");
        Crossing::Type(Ty::failed(problem, span, &self.data.module.file))
    }
}

/// What crosses with a module of `serde_with::rust`.
fn serde_with_module<'a>(name: &str, field: Ty<'a>, direction: Direction) -> Option<Crossing<'a>> {
    match (name, direction) {
        // `None` is left out, or `null`.
        ("unwrap_or_skip", Direction::Input) => match field.kind {
            TyKind::Known(known, mut args) if known.is_option() => args.pop().map(Crossing::Type),
            _ => None,
        },
        (
            "double_option"
            | "unwrap_or_skip"
            | "maps_duplicate_key_is_error"
            | "maps_first_key_wins"
            | "sets_duplicate_value_is_error"
            | "sets_last_value_wins",
            _,
        ) => Some(Crossing::Type(field)),
        _ => None,
    }
}

/// The path of a type that serializes arrays beyond the lengths that serde supports.
const LONG_ARRAYS: &[&str] = &["serde_big_array", "BigArray"];

/// The shape of the values of a well-known module, and whether these are in an `Option`.
pub(super) fn known_module(module: &[&str]) -> Option<(Type, bool)> {
    let (module, is_optional) = match module {
        [module @ .., "option"] => (module, true),
        ["jiff", .., "optional"] => (&module[..module.len() - 1], true),
        ["jiff", .., "required"] => (&module[..module.len() - 1], false),
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
        ["time", "serde", "timestamp"] | ["time", "serde", "timestamp", "milliseconds_i64"] => {
            Type::SafeInteger
        }
        ["time", "serde", "timestamp", "milliseconds"] => Type::SafeInteger128,
        ["jiff", "fmt", "serde", "timestamp", "second" | "millisecond"] => Type::SafeInteger,
        ["jiff", "fmt", "serde", "timestamp", "microsecond"] => Type::BigInt,
        ["jiff", "fmt", "serde", "timestamp", "nanosecond"]
        | ["time", "serde", "timestamp", "microseconds" | "nanoseconds"] => Type::BigInt128,
        _ => return None,
    };
    Some((shape, is_optional))
}
