//! Classes of values, and whether two types can be told apart by looking at a value.

use std::collections::HashSet;

use super::object::Object;
use super::reach::MAX_EXPLORED;
use crate::schema::{Bodies, Field, Type};

/// What JavaScript sees of a value before a codec has converted it.
#[derive(Clone)]
pub(super) enum ValueClass {
    /// A value of a parameter: unknown.
    Open,
    /// Any JSON.
    Any,
    Null,
    Boolean,
    /// A number, of this type.
    Number(Type),
    /// This string, or any string.
    Text(Option<String>),
    Bytes,
    List(Type),
    Tuple(Vec<Type>),
    Object(Object),
}

/// How deep values are inspected to tell them apart.
pub(super) const DEPTH: usize = 4;

impl Bodies<'_> {
    /// The classes of the values of a type.
    pub(super) fn classes(&self, ty: &Type) -> Vec<ValueClass> {
        let mut classes = Vec::new();
        self.add_classes(ty, MAX_EXPLORED, &mut HashSet::new(), &mut classes);
        classes
    }

    /// `seen` has the named types whose classes were added already.
    fn add_classes(
        &self,
        ty: &Type,
        depth: usize,
        seen: &mut HashSet<Type>,
        classes: &mut Vec<ValueClass>,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return classes.push(ValueClass::Any) };
        let class = match ty {
            Type::Param(_) => ValueClass::Open,
            Type::TypeScript(_) | Type::Json | Type::RawJson => ValueClass::Any,
            Type::Unit => ValueClass::Null,
            Type::Bool => ValueClass::Boolean,
            Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
            | Type::Number => ValueClass::Number(ty.clone()),
            Type::String => ValueClass::Text(None),
            Type::Literal(text) => ValueClass::Text(Some(text.clone())),
            Type::Bytes => ValueClass::Bytes,
            Type::List(item) => ValueClass::List((**item).clone()),
            Type::Tuple(items) => ValueClass::Tuple(items.clone()),
            Type::Option(inner) => {
                self.add_classes(inner, depth, seen, classes);
                ValueClass::Null
            }
            Type::Union(members) => {
                for member in members {
                    self.add_classes(member, depth, seen, classes);
                }
                return;
            }
            Type::Named { name, args } => {
                if !seen.insert(ty.clone()) {
                    return;
                }
                return match self.shape(name, args) {
                    Some(shape) => self.add_classes(&shape, depth, seen, classes),
                    None => classes.push(ValueClass::Open),
                };
            }
            Type::Object(_)
            | Type::OneOf(_)
            | Type::MissingAsNull(_)
            | Type::Map { .. }
            | Type::Flat { .. }
            | Type::AllOrNone(_)
            | Type::StringsAsKeys(_) => {
                return match self.objects(ty) {
                    Some(objects) => classes.extend(objects.into_iter().map(ValueClass::Object)),
                    None => classes.push(ValueClass::Any),
                };
            }
        };
        classes.push(class);
    }

    /// Whether no value can be of both types.
    fn are_apart(&self, a: &Type, b: &Type, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let others = self.classes(b);
        self.classes(a).iter().all(|a| others.iter().all(|b| self.are_classes_apart(a, b, depth)))
    }

    fn are_classes_apart(&self, a: &ValueClass, b: &ValueClass, depth: usize) -> bool {
        match (a, b) {
            (ValueClass::Open | ValueClass::Any, _)
            | (_, ValueClass::Open | ValueClass::Any)
            | (ValueClass::Null, ValueClass::Null)
            | (ValueClass::Boolean, ValueClass::Boolean)
            | (ValueClass::Number(_), ValueClass::Number(_))
            | (ValueClass::Bytes, ValueClass::Bytes)
            | (ValueClass::List(_), ValueClass::List(_)) => false,
            (ValueClass::Text(a), ValueClass::Text(b)) => a.is_some() && b.is_some() && a != b,
            (ValueClass::Tuple(a), ValueClass::Tuple(b)) => {
                a.len() != b.len() || a.iter().zip(b).any(|(a, b)| self.are_apart(a, b, depth))
            }
            (ValueClass::List(item), ValueClass::Tuple(items))
            | (ValueClass::Tuple(items), ValueClass::List(item)) => {
                items.iter().any(|other| self.are_apart(item, other, depth))
            }
            (ValueClass::Object(a), ValueClass::Object(b)) => {
                let lacks = |a: &Object, b: &Object| {
                    a.fields.iter().filter(|field| !field.optional).any(|field| {
                        field.names().all(|name| {
                            b.value_of(name)
                                .is_none_or(|(other, _)| self.are_apart(&field.ty, other, depth))
                        })
                    })
                };
                lacks(a, b) || lacks(b, a)
            }
            _ => true,
        }
    }

    /// Whether the codecs of two types may convert the same value differently: one sees a wide
    /// integer where the other sees a plain number. `is_inspected`: whether the codec looks at a value
    /// before it converts it, so that types without a common value do not count.
    fn differ(&self, a: &Type, b: &Type, is_inspected: bool, depth: usize) -> bool {
        if a == b {
            return false;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return self.has_wide(a) || self.has_wide(b);
        };
        let others = self.classes(b);
        self.classes(a)
            .iter()
            .any(|a| others.iter().any(|b| self.do_classes_differ(a, b, is_inspected, depth)))
    }

    fn do_classes_differ(
        &self,
        a: &ValueClass,
        b: &ValueClass,
        is_inspected: bool,
        depth: usize,
    ) -> bool {
        if is_inspected && self.are_classes_apart(a, b, depth) {
            return false;
        }
        let differ = |a: &Type, b: &Type| self.differ(a, b, is_inspected, depth);
        match (a, b) {
            (ValueClass::Open, _) | (_, ValueClass::Open) => false,
            (ValueClass::Any, other) | (other, ValueClass::Any) => self.is_class_wide(other),
            (ValueClass::Number(a), ValueClass::Number(b)) => {
                let is_any = |ty: &Type| *ty == Type::Number;
                a.is_bigint() != b.is_bigint()
                    || a.is_safe_integer() && is_any(b)
                    || is_any(a) && b.is_safe_integer()
            }
            (ValueClass::List(a), ValueClass::List(b)) => differ(a, b),
            (ValueClass::Tuple(a), ValueClass::Tuple(b)) => {
                a.iter().zip(b).any(|(a, b)| differ(a, b))
            }
            (ValueClass::List(item), ValueClass::Tuple(items))
            | (ValueClass::Tuple(items), ValueClass::List(item)) => {
                items.iter().any(|other| differ(item, other))
            }
            (ValueClass::Object(a), ValueClass::Object(b)) => {
                let names = a.fields.iter().chain(&b.fields).flat_map(Field::names);
                let mut shared =
                    names.filter_map(|name| Some((a.value_of(name)?.0, b.value_of(name)?.0)));
                shared.any(|(a, b)| differ(a, b))
                    || matches!((&a.rest, &b.rest), (Some(a), Some(b)) if differ(a, b))
            }
            _ => false,
        }
    }

    fn is_class_wide(&self, class: &ValueClass) -> bool {
        match class {
            ValueClass::Number(ty) => ty.is_bigint() || ty.is_safe_integer(),
            ValueClass::List(item) => self.has_wide(item),
            ValueClass::Tuple(items) => items.iter().any(|item| self.has_wide(item)),
            ValueClass::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(&object.rest).any(|ty| self.has_wide(ty))
            }
            _ => false,
        }
    }

    /// Whether a value can be of both types, and their codecs convert it differently.
    pub(crate) fn clash(&self, a: &Type, b: &Type) -> bool {
        (self.has_wide(a) || self.has_wide(b)) && self.differ(a, b, true, DEPTH)
    }

    /// Whether the codec of one type would corrupt values of the other.
    pub(crate) fn interfere(&self, a: &Type, b: &Type) -> bool {
        (self.has_wide(a) || self.has_wide(b)) && self.differ(a, b, false, DEPTH)
    }
}
