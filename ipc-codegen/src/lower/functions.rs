//! What crosses through functions that serialize or deserialize: those of `#[serde(with = "…")]`, and those
//! of hand-written implementations.

use super::crossing::Crossing;
use super::handed::{Alternatives, Handed};
use super::type_lowerer::TypeLowerer;
use super::with::known_module;
use crate::direction::Direction;
use crate::known::KnownShape;
use crate::resolve::{DataRef, Found, FoundFunction, Opaque, Scope, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{FunctionRole, Path, Transfer, TypeExpr, WrittenKey};

/// How many functions and visitors may lead to each other.
const MAX_DEPTH: usize = 8;

impl Direction {
    /// What the functions of this direction are generic over.
    const fn roles(self) -> &'static [FunctionRole] {
        match self {
            Self::Output => &[FunctionRole::Serialize],
            Self::Input => {
                &[FunctionRole::Deserialize, FunctionRole::Elements, FunctionRole::Entries]
            }
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
        self.crossing_of(&found, Some(&field))
    }

    /// What crosses for a type that implements the trait of this direction by hand.
    pub(super) fn handwritten_crossing(&mut self, data: DataRef<'a>) -> Option<Crossing<'a>> {
        let wanted = self.direction.serde_trait();
        if data.data.derives.iter().any(|path| path.ends_with(wanted)) {
            return None;
        }
        let found = self.resolver.handwritten(data, wanted)?;
        self.crossing_of(&found, None)
    }

    /// Whether a type that implements `Deserialize` by hand reads an `Option`, so that it makes its `None`
    /// of a missing key too. `None` if it derives the trait.
    pub(super) fn reads_option_by_hand(&mut self, data: DataRef<'a>, depth: usize) -> Option<bool> {
        // Many fields may have one such type.
        let key = std::ptr::from_ref(data.data).addr();
        if let Some(known) = self.options_by_hand.get(&key) {
            return *known;
        }
        let found = self.find_option_by_hand(data, depth);
        self.options_by_hand.insert(key, found);
        found
    }

    fn find_option_by_hand(&mut self, data: DataRef<'a>, depth: usize) -> Option<bool> {
        let crossing = self.handwritten_crossing(data)?;
        let is_null = |handed: &Handed<'_>| matches!(handed, Handed::Shape(Type::Unit));
        let has_null = match &crossing {
            Crossing::Handed(handed, _) => handed.iter().any(is_null),
            _ => false,
        };
        let found = self.resolver.handwritten(data, self.direction.serde_trait())?;
        Some(match found.function.transfers.as_deref()? {
            [Transfer::OptionOfReturned] => true,
            [Transfer::Visited { method, .. }] => has_null && **method == *"deserialize_option",
            [Transfer::Type(ty)] => self
                .resolver
                .resolve_in_function(ty, &found)
                .is_some_and(|ty| self.reads_as_option(&ty, depth + 1)),
            _ => false,
        })
    }

    fn crossing_of(
        &mut self,
        found: &FoundFunction<'a>,
        field: Option<&Ty<'a>>,
    ) -> Option<Crossing<'a>> {
        let mut handed = self.handed_by(found, field, 0)?;
        let is_itself = |ty: &Ty<'a>| {
            matches!((&ty.kind, found.this), (TyKind::Data(data, _), Some(this))
                if std::ptr::eq(data.data, this.data))
        };
        match &*handed {
            [Handed::Type(ty)] if is_itself(ty) => None,
            [Handed::Type(_)] => match handed.pop() {
                Some(Handed::Type(ty)) => Some(Crossing::Type(ty)),
                _ => None,
            },
            _ => Some(Crossing::Handed(handed, found.location())),
        }
    }

    /// What a function may hand over.
    pub(super) fn handed_by(
        &mut self,
        found: &FoundFunction<'a>,
        field: Option<&Ty<'a>>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let function = found.function;
        if depth > MAX_DEPTH || !self.direction.roles().contains(&function.role) {
            return None;
        }
        let transfers = function.transfers.as_deref()?;
        // rustc decides by the value which of several types is read, so TypeScript cannot know it.
        if self.direction == Direction::Input && transfers.len() > 1 {
            let (first, rest) = transfers.split_first()?;
            let is_same = |other: &Transfer| format!("{other:?}") == format!("{first:?}");
            return if rest.iter().all(is_same) {
                self.handed(first, found, field, depth)
            } else {
                None
            };
        }
        self.all_handed(transfers, found, field, depth)
    }

    fn all_handed(
        &mut self,
        transfers: &'a [Transfer],
        found: &FoundFunction<'a>,
        field: Option<&Ty<'a>>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let mut all = Vec::new();
        for transfer in transfers {
            all.append(&mut self.handed(transfer, found, field, depth)?);
        }
        Some(all)
    }

    fn handed(
        &mut self,
        transfer: &'a Transfer,
        found: &FoundFunction<'a>,
        field: Option<&Ty<'a>>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let mut inner =
            |transfers: &'a [Transfer]| self.all_handed(transfers, found, field, depth + 1);
        let handed = match transfer {
            Transfer::Shape(shape) => Handed::Shape(plain(*shape)?),
            Transfer::Literal(text) => Handed::Shape(Type::Literal(text.to_string())),
            Transfer::List(elements) => Handed::List(inner(elements)?),
            Transfer::Tuple(elements) => {
                let elements = elements.iter().map(|it| inner(std::slice::from_ref(it)));
                Handed::Tuple(elements.collect::<Option<_>>()?)
            }
            Transfer::Map(keys, values) => Handed::Map(inner(keys)?, inner(values)?),
            Transfer::Object(keys) => {
                let keys = keys.iter().map(|WrittenKey { name, values, optional }| {
                    Some((name.clone(), inner(values)?, *optional))
                });
                Handed::Object(keys.collect::<Option<_>>()?)
            }
            Transfer::Value(operand) => {
                let ty = self.operand_type(operand, found)?;
                self.of_type(ty)?
            }
            Transfer::Type(ty) => {
                let ty = self.resolver.resolve_in_function(ty, found)?;
                self.of_type(ty)?
            }
            Transfer::Returned => {
                let ty = self.returned(found, field)?;
                if !matches!(found.function.role, FunctionRole::Deserialize) && !is_collection(&ty)
                {
                    return None;
                }
                self.of_type(ty)?
            }
            Transfer::InsideReturned => match self.returned(found, field)?.kind {
                TyKind::Known(known, mut args) if known.is_option() => self.of_type(args.pop()?)?,
                _ => return None,
            },
            Transfer::OptionOfReturned => {
                let ty = Ty::option_of(self.returned(found, field)?);
                self.of_type(ty)?
            }
            Transfer::Inferred | Transfer::InferredOption => return None,
            Transfer::Called { path, value, is_returned } => {
                let ty = match value {
                    Some(value) => Some(self.operand_type(value, found)?),
                    None if *is_returned => self.returned(found, field),
                    None => None,
                };
                return self.called(found, path, ty.as_ref(), depth);
            }
            Transfer::Visited { method, visitor, is_returned } => {
                let returned = if *is_returned { self.returned(found, field) } else { None };
                let visitor = self.resolver.visitor(found, visitor, returned.as_ref())?;
                return self.accepted(method, &visitor, depth);
            }
        };
        Some(vec![handed])
    }

    /// What another function hands over, for a value of this type.
    fn called(
        &mut self,
        found: &FoundFunction<'a>,
        path: &'a Path,
        ty: Option<&Ty<'a>>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        if let Ok(Found::Opaque(Opaque { path, .. })) = self.resolver.resolve(found.module, path) {
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            let [module @ .., "serialize" | "deserialize"] = &*path else { return None };
            let (shape, is_optional) = known_module(module)?;
            let shape = if is_optional { Type::Option(Box::new(shape)) } else { shape };
            // Some of these modules serve an `Option` too.
            let is_plain = is_optional || ty.is_some_and(|ty| !ty.is_option());
            return is_plain.then(|| vec![Handed::Shape(shape)]);
        }
        let unknown = found.unknown_type();
        let next = self.resolver.function(found.module, path, ty.unwrap_or(&unknown))?;
        self.handed_by(&next, ty, depth + 1)
    }

    /// A value of a type, if its shape says what crosses.
    fn of_type(&mut self, ty: Ty<'a>) -> Option<Handed<'a>> {
        if let TyKind::Known(known, _) = &ty.kind {
            // Text behind a reference.
            if known.shape == KnownShape::Unsized(&KnownShape::String) {
                return Some(Handed::Shape(Type::String));
            }
            let is_json =
                |shape: KnownShape| matches!(shape, KnownShape::Json | KnownShape::RawJson);
            let is_optional_json = known.is_option()
                && matches!(ty.parts().first().map(|inner| &inner.kind),
                    Some(TyKind::Known(inner, _)) if is_json(inner.shape));
            // What is made of any JSON is not any JSON, and a borrowed value is not always there.
            if self.direction == Direction::Input
                && (known.is_reference() || is_json(known.shape) || is_optional_json)
            {
                return None;
            }
        }
        (!has_own_serialize(&ty)).then_some(Handed::Type(ty))
    }

    /// The type that a function returns: that of the field, for a function of `with`.
    fn returned(&mut self, found: &FoundFunction<'a>, field: Option<&Ty<'a>>) -> Option<Ty<'a>> {
        match field {
            Some(field) => field.failure().is_none().then(|| field.clone()),
            None => self.resolver.resolve_in_function(found.function.returns.as_ref()?, found),
        }
    }
}

/// Whether a type has methods that take its elements as they are.
fn is_collection(ty: &Ty<'_>) -> bool {
    matches!(&ty.kind, TyKind::Known(known, _) if matches!(known.shape,
        KnownShape::List(KnownShape::Arg(0)) | KnownShape::Map(KnownShape::Arg(0), KnownShape::Arg(1))))
}

/// Whether a type has a method of its own with the name of serde's.
fn has_own_serialize(ty: &Ty<'_>) -> bool {
    match &ty.kind {
        TyKind::Data(data, _) => {
            data.module.methods.contains_key(&(data.rust_name().into(), "serialize".into()))
        }
        _ => false,
    }
}

/// The schema's type for a plain shape.
const fn plain(shape: KnownShape) -> Option<Type> {
    Some(match shape {
        KnownShape::Null => Type::Unit,
        KnownShape::Bool => Type::Bool,
        KnownShape::Integer => Type::Integer,
        KnownShape::BigInt => Type::BigInt,
        KnownShape::BigInt128 => Type::BigInt128,
        KnownShape::Float => Type::Float,
        KnownShape::String => Type::String,
        KnownShape::Bytes => Type::Bytes,
        _ => return None,
    })
}
