//! Codecs: which values of a type are not what JSON makes of them, and the code that mends them.
//!
//! Rust writes a 64-bit integer as a number where a number holds it, so a type with a `bigint` in
//! it needs a codec wherever Rust produces it, and so does one with a `number` that must not be a
//! `bigint`. No other type has one: what else JSON cannot say is an escape, which needs no type.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToLowerCamelCase as _;
use serde::Serialize;

use crate::print::call::{array, call, call_with_object, property, tall_object};
use crate::print::types::{Direction, Lowering, one_line};
use crate::print::{Doc, literal, render, text};
use crate::schema::{Field, Type, TypeDef};

/// The codecs of a file. Those of named types are variables, the others stand where they are used.
pub(super) struct Codecs<'a> {
    types: &'a [TypeDef],
    /// The names of the variables, by their types.
    names: BTreeMap<String, String>,
    /// The variables, each after those that it uses.
    pub(super) variables: Vec<Variable>,
    pub(super) uses: Uses,
}

/// The codec of a named type.
#[derive(Serialize)]
pub(super) struct Variable {
    name: String,
    value: String,
}

/// Which of the template's functions are used.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the template asks for each by its name")]
pub(super) struct Uses {
    all: bool,
    bigint: bool,
    each: bool,
    fields: bool,
    items: bool,
    lazy: bool,
    number: bool,
    tagged: bool,
    values: bool,
    kinds: bool,
    shallow: bool,
    pub(super) application: bool,
    pub(super) external: bool,
    pub(super) nothing: bool,
    pub(super) tag: bool,
}

impl<'a> Codecs<'a> {
    pub(super) fn new(types: &'a [TypeDef]) -> Self {
        Self { types, names: BTreeMap::new(), variables: Vec::new(), uses: Uses::default() }
    }

    /// The codec of an answer.
    pub(super) fn answer(&mut self, ty: &Type) -> Option<Doc> {
        if *ty == Type::Unit {
            self.uses.nothing = true;
            return Some(text("nothing"));
        }
        let codecs = self.codec(ty).into_iter().chain(self.shallow(&[ty])).collect();
        self.all(codecs)
    }

    /// The codec of the arguments of an event for pages.
    pub(super) fn page_args(&mut self, types: &[&Type]) -> Option<Doc> {
        let codecs = self.items(types).into_iter().chain(self.shallow(types)).collect();
        self.all(codecs)
    }

    /// A limit, where there is a type that contains itself.
    fn shallow(&mut self, types: &[&Type]) -> Option<Doc> {
        if !types.iter().any(|ty| self.is_recursive(ty, &mut Vec::new())) {
            return None;
        }
        self.uses.shallow = true;
        Some(text("shallow"))
    }

    /// The codec of a type without parameters, if it needs one.
    pub(super) fn codec(&mut self, ty: &Type) -> Option<Doc> {
        match ty {
            Type::BigInt => {
                self.uses.bigint = true;
                Some(text("bigint"))
            }
            Type::SafeInteger => {
                self.uses.number = true;
                Some(text("number"))
            }
            // Codecs leave alone what is not theirs, and so `null` too.
            Type::Option(inner) => self.codec(inner),
            Type::List(item) => {
                let item = self.codec(item)?;
                self.uses.each = true;
                Some(call("each", vec![item]))
            }
            Type::Map { value, .. } => {
                let value = self.codec(value)?;
                self.uses.values = true;
                Some(call("values", vec![value]))
            }
            Type::Tuple(items) => self.items(&items.iter().collect::<Vec<_>>()),
            Type::Object(fields) => self.fields(fields),
            Type::Union(members) => self.union(members),
            Type::Intersection(members) => {
                let codecs = members.iter().filter_map(|member| self.codec(member)).collect();
                self.all(codecs)
            }
            Type::Named { name, args } => self.named(ty, name, args),
            Type::Unit
            | Type::Bool
            | Type::Integer
            | Type::Float
            | Type::String
            | Type::Bytes
            | Type::Literal(_)
            | Type::Param(_)
            | Type::TypeScript(_) => None,
        }
    }

    /// The codec of a tuple, or of a list of arguments.
    pub(super) fn items(&mut self, types: &[&Type]) -> Option<Doc> {
        let mut codecs: Vec<_> = types.iter().map(|ty| self.codec(ty)).collect();
        let needed = codecs.iter().rposition(Option::is_some)? + 1;
        codecs.truncate(needed);
        self.uses.items = true;
        let codecs = codecs.into_iter().map(|codec| codec.unwrap_or_else(|| text("null")));
        Some(call_with_object("items", &[], array(codecs.collect())))
    }

    fn fields(&mut self, fields: &[Field]) -> Option<Doc> {
        let codecs =
            fields.iter().filter_map(|field| Some(property(&field.name, self.codec(&field.ty)?)));
        let codecs: Vec<_> = codecs.collect();
        if codecs.is_empty() {
            return None;
        }
        self.uses.fields = true;
        Some(call_with_object("fields", &[], tall_object(codecs)))
    }

    fn all(&mut self, mut codecs: Vec<Doc>) -> Option<Doc> {
        if codecs.len() > 1 {
            self.uses.all = true;
            return Some(call("all", codecs));
        }
        codecs.pop()
    }

    fn union(&mut self, members: &[Type]) -> Option<Doc> {
        if let Some(tag) = self.common_tag(members) {
            return self.tagged(members, &tag);
        }
        let (objects, others): (Vec<_>, Vec<_>) =
            members.iter().partition(|member| self.keys(member).is_some());
        let mut codecs: Vec<_> =
            others.into_iter().filter_map(|member| self.codec(member)).collect();
        codecs.extend(self.kinds(&objects));
        self.all(codecs)
    }

    /// An internally or adjacently tagged enum.
    fn tagged(&mut self, members: &[Type], tag: &str) -> Option<Doc> {
        let codecs = members.iter().filter_map(|member| {
            let value = self.tag_value(member, tag)?;
            Some(property(&value, self.codec(member)?))
        });
        let codecs: Vec<_> = codecs.collect();
        if codecs.is_empty() {
            return None;
        }
        self.uses.tagged = true;
        Some(call_with_object("tagged", &[literal::string(tag)], tall_object(codecs)))
    }

    /// Objects without a tag, which only their keys tell apart.
    fn kinds(&mut self, objects: &[&Type]) -> Option<Doc> {
        let mut keys: Vec<_> = objects.iter().filter_map(|object| self.keys(object)).collect();
        // The variants of an externally tagged enum have one key each, and none has another's.
        if keys.iter().all(|keys| keys.len() == 1) {
            let fields: Vec<_> = keys.drain(..).flatten().collect();
            let names: BTreeSet<_> = fields.iter().map(|field| &field.name).collect();
            if names.len() == fields.len() {
                return self.fields(&fields);
            }
            keys = fields.into_iter().map(|field| vec![field]).collect();
        }
        let codecs: Vec<_> = objects.iter().map(|object| self.codec(object)).collect();
        if codecs.iter().all(Option::is_none) {
            return None;
        }
        self.uses.kinds = true;
        let kinds = keys.iter().zip(codecs).map(|(keys, codec)| {
            let names = |optional| {
                let keys = keys.iter().filter(|key| key.optional == optional);
                array(keys.map(|key| text(literal::string(&key.name))).collect())
            };
            tall_object(vec![
                property("required", names(false)),
                property("optional", names(true)),
                property("codec", codec.unwrap_or_else(|| text("null"))),
            ])
        });
        Some(call("kinds", kinds.collect()))
    }

    /// The key that tells the members of a union apart, if each of them is an object with it.
    fn common_tag(&self, members: &[Type]) -> Option<String> {
        let objects = || members.iter().filter(|member| !matches!(member, Type::Unit));
        let first = self.keys(objects().next()?)?;
        let is_tag = |key: &String| objects().all(|member| self.tag_value(member, key).is_some());
        first.into_iter().map(|field| field.name).find(is_tag)
    }

    fn tag_value(&self, member: &Type, tag: &str) -> Option<String> {
        self.keys(member)?.into_iter().find_map(|field| match field.ty {
            Type::Literal(value) if field.name == tag => Some(value),
            _ => None,
        })
    }

    /// The keys that an object type has for sure.
    fn keys(&self, ty: &Type) -> Option<Vec<Field>> {
        match ty {
            Type::Object(fields) => Some(fields.clone()),
            Type::Intersection(members) => {
                let keys = members.iter().filter_map(|member| self.keys(member));
                Some(keys.flatten().collect())
            }
            Type::Named { name, args } => match self.shape(name, args)? {
                shape @ (Type::Object(_) | Type::Intersection(_)) => self.keys(&shape),
                _ => None,
            },
            _ => None,
        }
    }

    fn named(&mut self, ty: &Type, name: &str, args: &[Type]) -> Option<Doc> {
        if !self.has_wide_integer(ty, &mut BTreeSet::new()) {
            return None;
        }
        let key = one_line(&Lowering { types: self.types, direction: Direction::Output }.data(ty));
        if let Some(name) = self.names.get(&key) {
            if self.variables.iter().any(|variable| variable.name == *name) {
                return Some(text(name));
            }
            self.uses.lazy = true;
            return Some(text(format!("lazy(() => {name})")));
        }
        let variable = self.free_name(name);
        self.names.insert(key, variable.clone());
        let codec = self.codec(&self.shape(name, args)?)?;
        self.variables.push(Variable { name: variable.clone(), value: render(codec, 0) });
        Some(text(variable))
    }

    /// A name that is not taken, short enough for the line that declares it.
    fn free_name(&self, ty: &str) -> String {
        let name = if ty.len() > 40 {
            "codec".into()
        } else {
            format!("{}Codec", ty.to_lower_camel_case())
        };
        let is_free = |name: &String| self.names.values().all(|other| other != name);
        let others = (2..).map(|number| format!("{name}{number}"));
        std::iter::once(name.clone()).chain(others).find(is_free).unwrap_or_default()
    }

    fn has_wide_integer(&self, ty: &Type, seen: &mut BTreeSet<String>) -> bool {
        match ty {
            Type::BigInt | Type::SafeInteger => true,
            Type::Option(inner) | Type::List(inner) | Type::Map { value: inner, .. } => {
                self.has_wide_integer(inner, seen)
            }
            Type::Tuple(types) | Type::Union(types) | Type::Intersection(types) => {
                types.iter().any(|ty| self.has_wide_integer(ty, seen))
            }
            Type::Object(fields) => {
                fields.iter().any(|field| self.has_wide_integer(&field.ty, seen))
            }
            Type::Named { name, args } => {
                seen.insert(format!("{ty:?}"))
                    && self
                        .shape(name, args)
                        .is_some_and(|shape| self.has_wide_integer(&shape, seen))
            }
            _ => false,
        }
    }

    fn is_recursive(&self, ty: &Type, around: &mut Vec<Type>) -> bool {
        match ty {
            Type::Option(inner) | Type::List(inner) | Type::Map { value: inner, .. } => {
                self.is_recursive(inner, around)
            }
            Type::Tuple(types) | Type::Union(types) | Type::Intersection(types) => {
                types.iter().any(|ty| self.is_recursive(ty, around))
            }
            Type::Object(fields) => fields.iter().any(|field| self.is_recursive(&field.ty, around)),
            Type::Named { name, args } => {
                if around.contains(ty) {
                    return true;
                }
                around.push(ty.clone());
                let shape = self.shape(name, args);
                let is_recursive = shape.is_some_and(|shape| self.is_recursive(&shape, around));
                around.pop();
                is_recursive
            }
            _ => false,
        }
    }

    /// What Rust produces for a named type, with its parameters filled in.
    fn shape(&self, name: &str, args: &[Type]) -> Option<Type> {
        let definition = self.types.iter().find(|definition| definition.name == name)?;
        let params = definition.params.iter().map(String::as_str).zip(args).collect();
        Some(substitute(definition.output.as_ref()?, &params))
    }
}

fn substitute(ty: &Type, params: &BTreeMap<&str, &Type>) -> Type {
    let one = |ty: &Type| Box::new(substitute(ty, params));
    let all = |types: &[Type]| types.iter().map(|ty| substitute(ty, params)).collect();
    match ty {
        Type::Param(name) => params.get(name.as_str()).map_or_else(|| ty.clone(), |&ty| ty.clone()),
        Type::Option(inner) => Type::Option(one(inner)),
        Type::List(inner) => Type::List(one(inner)),
        Type::Map { key, value } => Type::Map { key: one(key), value: one(value) },
        Type::Tuple(types) => Type::Tuple(all(types)),
        Type::Union(types) => Type::Union(all(types)),
        Type::Intersection(types) => Type::Intersection(all(types)),
        Type::Named { name, args } => Type::Named { name: name.clone(), args: all(args) },
        Type::Object(fields) => Type::Object(
            fields.iter().map(|field| Field { ty: *one(&field.ty), ..field.clone() }).collect(),
        ),
        ty => ty.clone(),
    }
}
