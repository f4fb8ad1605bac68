//! Adapters of `serde_with`: what crosses for a field under `#[serde_as(as = "…")]`.
//!
//! The macro writes `#[serde(with = "As::<Adapter>")]`. An adapter is a type that says how another type
//! crosses, part by part: `Vec<DisplayFromStr>` for a `Vec<T>`.

use super::handed::{Alternatives, Handed};
use super::operands::{item_type, target};
use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::known::{self, KnownPath, KnownShape};
use crate::resolve::{Found, Opaque, Scope, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Argument, TypeExpr, TypeExprKind};

/// An adapter whose values are not known: its name.
pub(super) struct UnknownAdapter(pub(super) String);

type Adapted<'a> = Result<Alternatives<'a>, UnknownAdapter>;

impl<'a> TypeLowerer<'a> {
    /// What crosses for a type under an adapter that is written in `scope`.
    pub(super) fn adapted(
        &mut self,
        adapter: &'a TypeExpr,
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Adapted<'a> {
        let same = || vec![Handed::Type(ty.clone())];
        let (path, arguments) = match &adapter.kind {
            TypeExprKind::Path(path, arguments) => (path, arguments),
            TypeExprKind::Other("`_` has") => return Ok(same()),
            TypeExprKind::Tuple(parts) => return self.adapted_tuple(parts, ty, scope),
            TypeExprKind::Array(part, _) | TypeExprKind::Slice(part) => {
                return self.adapted_list(part, ty, scope);
            }
            _ => return Err(unknown("the adapter")),
        };
        let written: Vec<_> = path.segments.iter().map(|segment| &*segment.text).collect();
        let refused = || unknown(&written.join("::"));
        let Ok(Found::Opaque(Opaque { path: found, .. })) =
            self.resolver.resolve(scope.module, path)
        else {
            return Err(refused());
        };
        if let Some(known) = known::find(&found) {
            return self
                .adapted_container(known, arguments, ty, scope)
                .unwrap_or_else(|| Err(refused()));
        }
        let names: Vec<_> = found.iter().map(String::as_str).collect();
        let ["serde_with", module @ .., name] = &*names else { return Err(refused()) };
        let first = arguments.first().and_then(Argument::as_type);
        match (module, *name, first) {
            ([], "Same", _) => Ok(same()),
            ([], "DisplayFromStr" | "StringWithSeparator", _)
            | (["json"], "JsonString", _)
            | (["hex"], "Hex", _)
            | (["base64"], "Base64", _)
            | (["base58"], "Base58", _) => Ok(text()),
            ([], "NoneAsEmptyString", _) => Ok(match self.direction {
                Direction::Output => text(),
                Direction::Input => vec![Handed::Shape(Type::Unit), Handed::Shape(Type::String)],
            }),
            ([], "Bytes", _) => Ok(vec![Handed::Shape(Type::Bytes)]),
            ([], "IfIsHumanReadable", Some(readable)) => self.adapted(readable, ty, scope),
            ([], "DefaultOnNull", first) => {
                let mut all = self.adapted_or_same(first, ty, scope)?;
                if self.direction == Direction::Input {
                    all.push(Handed::Shape(Type::Unit));
                }
                Ok(all)
            }
            // Rust replaces any other value.
            ([], "DefaultOnError", first) => {
                Ok(vec![Handed::Buffered(self.adapted_or_same(first, ty, scope)?)])
            }
            ([], "OneOrMany", Some(element)) => {
                let item = item_type(target(ty)).ok_or_else(refused)?;
                let many = vec![Handed::List(self.adapted(element, &item, scope)?)];
                let prefers_many = arguments.get(1).and_then(Argument::as_type).is_some_and(|it| {
                    matches!(&it.kind, TypeExprKind::Path(path, _) if path.ends_with("PreferMany"))
                });
                if self.direction == Direction::Output && prefers_many {
                    return Ok(many);
                }
                let mut all = self.adapted(element, &item, scope)?;
                all.extend(many);
                Ok(vec![Handed::Buffered(all)])
            }
            ([], "PickFirst", Some(TypeExpr { kind: TypeExprKind::Tuple(parts), .. })) => {
                let read = match self.direction {
                    Direction::Output => &parts[..parts.len().min(1)],
                    Direction::Input => parts,
                };
                let mut all = Vec::new();
                for part in read {
                    all.append(&mut self.adapted(part, ty, scope)?);
                }
                Ok(vec![Handed::Buffered(all)])
            }
            ([], "FromInto" | "FromIntoRef" | "TryFromInto" | "TryFromIntoRef", Some(other)) => {
                let other = self.resolver.resolve_type(other, scope);
                Ok(vec![Handed::Type(other)])
            }
            ([], "BoolFromInt", _) => Ok(vec![Handed::Shape(Type::Integer)]),
            ([], "Map" | "MapFirstKeyWins" | "MapPreventDuplicates", Some(key)) => {
                let value = arguments.get(1).and_then(Argument::as_type).ok_or_else(refused)?;
                self.adapted_map(key, value, ty, scope)
            }
            ([], "Seq" | "SetPreventDuplicates" | "SetLastValueWins", Some(element)) => {
                self.adapted_list(element, ty, scope)
            }
            ([], name, format) => {
                let strictness = arguments.get(1).and_then(Argument::as_type);
                self.adapted_time(name, format, strictness).ok_or_else(refused)
            }
            _ => Err(refused()),
        }
    }

    fn adapted_or_same(
        &mut self,
        adapter: Option<&'a TypeExpr>,
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Adapted<'a> {
        match adapter {
            Some(adapter) => self.adapted(adapter, ty, scope),
            None => Ok(vec![Handed::Type(ty.clone())]),
        }
    }

    /// A container of std or another crate whose arguments are adapters. `None` if the type is no such
    /// container.
    fn adapted_container(
        &mut self,
        known: KnownPath,
        arguments: &'a [Argument],
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Option<Adapted<'a>> {
        let argument = |index: usize| arguments.get(index).and_then(Argument::as_type);
        match known.shape {
            KnownShape::Option(_) => {
                let TyKind::Known(own, args) = &ty.kind else { return None };
                let content = args.first().filter(|_| own.is_option())?;
                Some(self.adapted(argument(0)?, content, scope).map(|mut adapted| {
                    adapted.push(Handed::Shape(Type::Unit));
                    adapted
                }))
            }
            KnownShape::List(KnownShape::Arg(0)) => {
                Some(self.adapted_list(argument(0)?, ty, scope))
            }
            KnownShape::Map(KnownShape::Arg(0), KnownShape::Arg(1)) => {
                Some(self.adapted_map(argument(0)?, argument(1)?, ty, scope))
            }
            KnownShape::Arg(0) => {
                let TyKind::Known(own, args) = &ty.kind else { return None };
                let content = args.first().filter(|_| own.path() == known.path())?;
                Some(self.adapted(argument(0)?, content, scope))
            }
            _ => None,
        }
    }

    fn adapted_list(
        &mut self,
        element: &'a TypeExpr,
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Adapted<'a> {
        let item = item_type(target(ty)).filter(|_| !ty.is_option());
        let item = item.ok_or_else(|| unknown("the adapter of a list"))?;
        Ok(vec![Handed::List(self.adapted(element, &item, scope)?)])
    }

    fn adapted_map(
        &mut self,
        key: &'a TypeExpr,
        value: &'a TypeExpr,
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Adapted<'a> {
        let entry = item_type(target(ty)).map(|entry| entry.kind);
        let Some(TyKind::Tuple(parts)) = entry else { return Err(unknown("the adapter of a map")) };
        let [own_key, own_value] = &*parts else { return Err(unknown("the adapter of a map")) };
        let keys = self.adapted(key, own_key, scope)?;
        let values = self.adapted(value, own_value, scope)?;
        Ok(vec![Handed::Map(keys, values)])
    }

    fn adapted_tuple(
        &mut self,
        adapters: &'a [TypeExpr],
        ty: &Ty<'a>,
        scope: &Scope<'a>,
    ) -> Adapted<'a> {
        let TyKind::Tuple(parts) = &ty.kind else { return Err(unknown("the adapter of a tuple")) };
        if parts.len() != adapters.len() {
            return Err(unknown("the adapter of a tuple"));
        }
        let mut elements = Vec::new();
        for (adapter, part) in adapters.iter().zip(parts) {
            elements.push(self.adapted(adapter, part, scope)?);
        }
        Ok(vec![Handed::Tuple(elements)])
    }

    /// `DurationSeconds`, `TimestampMilliSecondsWithFrac` and the like.
    fn adapted_time(
        &mut self,
        name: &str,
        format: Option<&TypeExpr>,
        strictness: Option<&TypeExpr>,
    ) -> Option<Alternatives<'a>> {
        let is_named = |ty: &TypeExpr, name: &str| matches!(&ty.kind, TypeExprKind::Path(path, _) if path.ends_with(name));
        let unit = name.strip_prefix("Duration").or_else(|| name.strip_prefix("Timestamp"))?;
        let (unit, has_fraction) = match unit.strip_suffix("WithFrac") {
            Some(unit) => (unit, true),
            None => (unit, false),
        };
        let whole = match unit {
            "Seconds" | "MilliSeconds" => Type::SafeInteger,
            "MicroSeconds" | "NanoSeconds" => Type::BigInt,
            _ => return None,
        };
        if self.direction == Direction::Input
            && let Some(strictness) = strictness
        {
            return match strictness {
                it if is_named(it, "Flexible") => {
                    Some(vec![Handed::Shape(Type::Number), Handed::Shape(Type::String)])
                }
                it if is_named(it, "Strict") => self.adapted_time(name, format, None),
                _ => None,
            };
        }
        let shape = match format {
            None if has_fraction => Type::Float,
            None => whole,
            Some(format) if is_named(format, "String") => Type::String,
            Some(format) if is_named(format, "f64") => Type::Float,
            Some(format) if is_named(format, "i64") || is_named(format, "u64") => whole,
            Some(_) => return None,
        };
        Some(vec![Handed::Shape(shape)])
    }
}

fn text<'a>() -> Alternatives<'a> {
    vec![Handed::Shape(Type::String)]
}

fn unknown(name: &str) -> UnknownAdapter {
    UnknownAdapter(name.to_owned())
}
