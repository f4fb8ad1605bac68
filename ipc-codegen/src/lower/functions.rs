//! What crosses through functions that serialize or deserialize: those of `#[serde(with = "…")]`, and those
//! of hand-written implementations.

use std::collections::BTreeSet;

use super::crossing::Crossing;
use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::known::KnownShape;
use crate::resolve::{DataRef, FoundFunction, Scope, Ty, TyKind};
use crate::schema::Type;
use crate::source::returns_text;
use crate::tree::{Body, FieldStyle, FunctionRole, Path, Transfer, TypeExpr, TypeExprKind};

/// How many types may dereference to each other.
const MAX_DEREFS: usize = 4;

impl Direction {
    const fn role(self) -> FunctionRole {
        match self {
            Self::Output => FunctionRole::Serialize,
            Self::Input => FunctionRole::Deserialize,
        }
    }
}

impl<'a> TypeLowerer<'a> {
    /// What crosses through the function at this path, for a field of this type.
    pub(super) fn function_crossing(
        &mut self,
        scope: &Scope<'a>,
        path: &'a Path,
        ty: &'a TypeExpr,
    ) -> Option<Crossing<'a>> {
        let field = self.resolver.resolve_type(ty, scope);
        let found = self.resolver.function(scope.module, path, &field)?;
        self.crossing_of(&found, Some(&field), None)
    }

    /// What crosses for a type that implements the trait of this direction by hand.
    pub(super) fn handwritten_crossing(&mut self, data: DataRef<'a>) -> Option<Crossing<'a>> {
        let wanted = self.direction.serde_trait();
        if data.data.derives.iter().any(|path| path.ends_with(wanted)) {
            return None;
        }
        let found = self.resolver.handwritten(data, wanted)?;
        // What the other direction writes decides between alternatives.
        let other = match self.direction {
            Direction::Input => self
                .resolver
                .handwritten(data, Direction::Output.serde_trait())
                .and_then(|found| found.function.transfers.as_deref())
                .and_then(|transfers| match transfers {
                    [Transfer::Shape(shape)] => Some(*shape),
                    _ => None,
                }),
            Direction::Output => None,
        };
        self.crossing_of(&found, None, other)
    }

    fn crossing_of(
        &mut self,
        found: &FoundFunction<'a>,
        field: Option<&Ty<'a>>,
        other: Option<KnownShape>,
    ) -> Option<Crossing<'a>> {
        let function = found.function;
        if function.role != self.direction.role() {
            return None;
        }
        let transfers = function.transfers.as_deref()?;
        if let [transfer] = transfers {
            let ty = match transfer {
                Transfer::Type(ty) => self.resolver.resolve_in_function(ty, found)?,
                Transfer::Value => {
                    let given = function.value.as_ref()?;
                    let given = self.resolver.resolve_in_function(given, found)?;
                    match &given.kind {
                        TyKind::Slice(element) => element.list(),
                        _ => given,
                    }
                }
                Transfer::Returned => self.returned(found, field)?,
                Transfer::InsideReturned => match self.returned(found, field)?.kind {
                    TyKind::Known(known, mut args) if known.is_option() => args.pop()?,
                    _ => return None,
                },
                Transfer::OptionOfReturned => Ty::option_of(self.returned(found, field)?),
                Transfer::Element(index) => {
                    let this = found.this?;
                    self.resolver.resolve_type(element(this, *index)?, &Scope::of_data(this))
                }
                _ => return self.shape_of(found, transfers, other).map(Crossing::Shape),
            };
            // Text behind a reference.
            if matches!(&ty.kind, TyKind::Known(known, _) if known.shape == KnownShape::Unsized(&KnownShape::String))
            {
                return Some(Crossing::Shape(Type::String));
            }
            // Any JSON would say nothing, and a borrowed value is not always there.
            let is_open = matches!(&ty.kind, TyKind::Known(known, _)
                if known.is_reference() || matches!(known.shape, KnownShape::Json | KnownShape::RawJson));
            let is_optional_json = matches!(&ty.kind, TyKind::Known(known, args) if known.is_option()
                && matches!(args.first().map(|inner| &inner.kind), Some(TyKind::Known(inner, _))
                    if matches!(inner.shape, KnownShape::Json | KnownShape::RawJson)));
            let is_itself = matches!((&ty.kind, found.this), (TyKind::Data(data, _), Some(this))
                if std::ptr::eq(data.data, this.data));
            return (!is_open && !is_optional_json && !is_itself).then_some(Crossing::Type(ty));
        }
        self.shape_of(found, transfers, other).map(Crossing::Shape)
    }

    /// The type that a function returns: that of the field, for a function of `with`.
    fn returned(&mut self, found: &FoundFunction<'a>, field: Option<&Ty<'a>>) -> Option<Ty<'a>> {
        match field {
            Some(field) => field.failure().is_none().then(|| field.clone()),
            None => self.resolver.resolve_in_function(found.function.returns.as_ref()?, found),
        }
    }

    /// The shape of all that a function may hand over, if all of it is plain.
    fn shape_of(
        &mut self,
        found: &FoundFunction<'a>,
        transfers: &'a [Transfer],
        other: Option<KnownShape>,
    ) -> Option<Type> {
        let mut shapes: Vec<Type> = Vec::new();
        let mut is_optional = false;
        for transfer in transfers {
            let shape = match transfer {
                Transfer::Shape(KnownShape::Null) => {
                    is_optional = true;
                    continue;
                }
                Transfer::Shape(shape) => plain(*shape)?,
                Transfer::Method(name) if self.is_text(found.this?, name) => Type::String,
                Transfer::Visited { method, visitor, methods } => {
                    let methods = match methods {
                        Some(methods) => methods,
                        None => found.module.visitors.get(visitor)?,
                    };
                    let accepted = accepted(method, methods)?;
                    let chosen = other.filter(|other| accepted.contains(other));
                    plain(chosen.or_else(|| accepted.first().copied())?)?
                }
                _ => return None,
            };
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        match (shapes.pop(), is_optional) {
            (Some(only), false) if shapes.is_empty() => Some(only),
            (Some(only), true) if shapes.is_empty() => Some(Type::Option(Box::new(only))),
            (None, true) => Some(Type::Unit),
            _ => None,
        }
    }

    /// Whether a method of a type returns text: its own, or one of the type that it dereferences to.
    fn is_text(&mut self, data: DataRef<'a>, method: &str) -> bool {
        let mut data = data;
        for _ in 0..MAX_DEREFS {
            if returns_text(&data.module.file, data.rust_name(), method) {
                return true;
            }
            let name = data.rust_name();
            let target = data.module.impls.iter().find_map(|block| {
                let is_deref = block.of_trait.path.ends_with("Deref")
                    && matches!(&block.this.kind, TypeExprKind::Path(path, _)
                        if path.ends_with(name));
                let target = block.types.iter().find(|found| *found.name == *"Target");
                target.filter(|_| is_deref).map(|found| &found.ty)
            });
            let Some(target) = target else { return false };
            let target = self.resolver.resolve_type(target, &Scope::of_module(data.module));
            match target.kind {
                TyKind::Data(next, _) => data = next,
                TyKind::Known(known, _) => {
                    return method == "as_str" && known.path() == "std::string::String";
                }
                _ => return false,
            }
        }
        false
    }
}

/// The type of an element of a tuple struct.
fn element(data: DataRef<'_>, index: u32) -> Option<&TypeExpr> {
    let container = data.data.container.output.as_ref().ok()?;
    let Body::Struct(FieldStyle::Newtype | FieldStyle::Tuple, fields) = &container.body else {
        return None;
    };
    fields.get(usize::try_from(index).ok()?).map(|field| &field.ty)
}

/// The schema's type for a plain shape.
const fn plain(shape: KnownShape) -> Option<Type> {
    Some(match shape {
        KnownShape::Null => Type::Unit,
        KnownShape::Bool => Type::Bool,
        KnownShape::Integer => Type::Integer,
        KnownShape::BigInt => Type::BigInt,
        KnownShape::Float => Type::Float,
        KnownShape::String => Type::String,
        _ => return None,
    })
}

/// The methods of a visitor that only take text, whole numbers or a newtype.
const PLAIN_VISITS: &[&str] = &[
    "expecting",
    "visit_borrowed_bytes",
    "visit_borrowed_str",
    "visit_byte_buf",
    "visit_bytes",
    "visit_i16",
    "visit_i32",
    "visit_i64",
    "visit_i8",
    "visit_newtype_struct",
    "visit_str",
    "visit_string",
    "visit_u16",
    "visit_u32",
    "visit_u64",
    "visit_u8",
];

/// The shapes that a visitor accepts from a method of the deserializer.
fn accepted(method: &str, methods: &BTreeSet<Box<str>>) -> Option<Vec<KnownShape>> {
    let visits = |name: &str| methods.contains(name);
    Some(match method {
        "deserialize_str" | "deserialize_string" | "deserialize_identifier"
            if visits("visit_str") =>
        {
            vec![KnownShape::String]
        }
        "deserialize_bool" if visits("visit_bool") => vec![KnownShape::Bool],
        "deserialize_u8" | "deserialize_u16" | "deserialize_u32" if visits("visit_u64") => {
            vec![KnownShape::Integer]
        }
        "deserialize_u64" if visits("visit_u64") => vec![KnownShape::BigInt],
        "deserialize_i8" | "deserialize_i16" | "deserialize_i32"
            if visits("visit_u64") && visits("visit_i64") =>
        {
            vec![KnownShape::Integer]
        }
        "deserialize_i64" if visits("visit_u64") && visits("visit_i64") => vec![KnownShape::BigInt],
        "deserialize_any" if methods.iter().all(|name| PLAIN_VISITS.contains(&&**name)) => {
            let text = visits("visit_str").then_some(KnownShape::String);
            let number = visits("visit_u64").then_some(KnownShape::BigInt);
            text.into_iter().chain(number).collect()
        }
        _ => return None,
    })
}
