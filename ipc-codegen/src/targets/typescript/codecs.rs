//! Codecs: which values of a type are not what JSON makes of them, and what the runtime does about
//! that, as data.
//!
//! Rust writes a 64-bit integer as a number where a number holds it, so a type with a `bigint` in
//! it needs a codec wherever Rust produces it. One that is a `number` whatever it holds is checked,
//! and only in a text that has an integer beyond 2^53. What Rust accepts as any JSON is checked
//! too, and only in a text that has a `NaN` or an infinity: where serde reads in a second step,
//! Rust cannot tell such a float from JSON, and would make a `null` of it. And where serde would
//! keep what comes before its tag, and cannot read it later, the tag is put first. No other type
//! has a codec: what else JSON cannot say is an escape, which needs no type.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::print::data::Data;
use super::print::definitions::Definitions;
use super::print::layout::one_line;
use super::print::type_printer::TypePrinter;
use crate::direction::Direction;
use crate::schema::walk::children;
use crate::schema::{ErrorCode, ErrorType, Field, Type, TypeDef};
use crate::shape::{Bodies, Form, Object};

/// What a codec is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    /// To make a `bigint` of each integer that is one by its type.
    Widen,
    /// To find integers that a `number` does not hold.
    Check,
    /// To find numbers that JSON does not have, in what Rust accepts as any JSON.
    Json,
    /// To put a tag before its content, where Rust accepts that only in this order.
    Order,
}

/// The codecs of the tables. Those of named types have a name, the others stand where they are used.
pub(super) struct Codecs<'a> {
    types: Definitions<'a>,
    produced: Bodies<'a>,
    accepted: Bodies<'a>,
    /// Whether anything that is accepted may need its keys in an order.
    has_ordered: bool,
    /// Which named types need a codec, as far as it was asked for.
    needed: BTreeMap<Aim, HashMap<Type, bool>>,
    /// Which named types contain themselves, or one that does, as far as it was asked for.
    recursive: HashMap<Type, bool>,
    /// The names of the codecs of named types, by these.
    names: BTreeMap<(Aim, String), String>,
    /// Names that other codecs of the same tables have.
    taken: HashSet<String>,
    /// The codecs that have a name, each after those that it uses.
    named: Vec<(String, Data)>,
}

impl<'a> Codecs<'a> {
    pub(super) fn new(types: impl Iterator<Item = &'a TypeDef> + Clone) -> Self {
        Self {
            types: Definitions::new(types.clone()),
            produced: Bodies::produced(types.clone()),
            has_ordered: types
                .clone()
                .filter_map(|ty| ty.shapes.get(Direction::Input))
                .any(may_be_ordered),
            accepted: Bodies::accepted(types),
            needed: BTreeMap::new(),
            recursive: HashMap::new(),
            names: BTreeMap::new(),
            taken: HashSet::new(),
            named: Vec::new(),
        }
    }

    /// Leaves these names to others.
    pub(super) fn without(mut self, named: &[(String, Data)]) -> Self {
        self.taken.extend(named.iter().map(|(name, _)| name.clone()));
        self
    }

    /// The codecs that have a name.
    pub(super) fn into_named(self) -> Vec<(String, Data)> {
        self.named
    }

    /// The codec of an answer.
    pub(super) fn answer(&mut self, ty: &Type) -> Option<Data> {
        if *ty == Type::Unit {
            return Some(Data::string("nothing"));
        }
        let codecs = self.value("result", ty).into_iter().chain(self.shallow(&[ty])).collect();
        all(codecs)
    }

    /// How an error is made, and the codec of what it carries.
    pub(super) fn failure(&mut self, error: &ErrorType) -> Data {
        let code = match &error.code {
            ErrorCode::Application => Data::string("application"),
            ErrorCode::External => Data::string("external"),
            ErrorCode::Tag(key) => Data::keyed("tag", Data::string(key)),
        };
        let mut row = vec![("name", Data::string(&error.name)), ("code", code)];
        row.extend(self.value("data", &error.ty).map(|codec| ("data", codec)));
        Data::object(row)
    }

    fn value(&mut self, root: &str, ty: &Type) -> Option<Data> {
        let widened = self.codec(Aim::Widen, ty);
        let checked = self.codec(Aim::Check, ty).map(|codec| checked(root, codec));
        all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of a list of arguments.
    pub(super) fn args(&mut self, types: &[&Type]) -> Option<Data> {
        let widened = self.items(Aim::Widen, types);
        let checked = self.items(Aim::Check, types).map(|codec| checked("args", codec));
        all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of the arguments of an event for pages.
    pub(super) fn page_args(&mut self, types: &[&Type]) -> Option<Data> {
        let codecs = self.args(types).into_iter().chain(self.shallow(types)).collect();
        all(codecs)
    }

    /// What finds numbers that JSON does not have, under the names of what goes to Rust.
    pub(super) fn json<'t>(
        &mut self,
        values: impl Iterator<Item = (&'t str, &'t Type)>,
    ) -> Option<Data> {
        let codecs =
            values.filter_map(|(name, ty)| Some((name.to_owned(), self.codec(Aim::Json, ty)?)));
        of_fields(codecs.collect())
    }

    /// What puts tags first in a list of arguments.
    pub(super) fn ordered_args(&mut self, types: &[&Type]) -> Option<Data> {
        let is_needed = self.has_ordered || types.iter().any(|ty| may_be_ordered(ty));
        if is_needed { self.items(Aim::Order, types) } else { None }
    }

    /// What puts tags first in an answer.
    pub(super) fn ordered(&mut self, ty: &Type) -> Option<Data> {
        let is_needed = self.has_ordered || may_be_ordered(ty);
        if is_needed { self.codec(Aim::Order, ty) } else { None }
    }

    /// A limit, where there is a type that contains itself.
    fn shallow(&mut self, types: &[&Type]) -> Option<Data> {
        if !types.iter().any(|ty| self.is_recursive(ty)) {
            return None;
        }
        Some(Data::string("shallow"))
    }

    /// The codec of a type without parameters, if it needs one.
    fn codec(&mut self, aim: Aim, ty: &Type) -> Option<Data> {
        match ty {
            Type::BigInt | Type::BigInt128 if aim == Aim::Widen => Some(Data::string("bigint")),
            Type::SafeInteger | Type::SafeInteger128 if aim == Aim::Check => {
                Some(Data::string("safe"))
            }
            Type::Json | Type::RawJson if aim == Aim::Json => Some(Data::string("json")),
            // Codecs leave alone what is not theirs, and so `null` and missing keys too.
            Type::Option(inner) | Type::AllOrNone(inner) | Type::Keyed(inner) => {
                self.codec(aim, inner)
            }
            Type::List(item) => Some(Data::keyed("each", self.codec(aim, item)?)),
            Type::Map { value, .. } => Some(Data::keyed("values", self.codec(aim, value)?)),
            Type::Tuple(items) => self.items(aim, &items.iter().collect::<Vec<_>>()),
            Type::Object(fields) | Type::OneOf(fields) | Type::Lenient(fields) => {
                self.fields(aim, fields)
            }
            Type::Union(members) => self.union(aim, members),
            Type::Flat { fields, parts, rest } => {
                self.flat(aim, ty, fields, parts, rest.as_deref())
            }
            Type::Named { name, args } => self.named(aim, ty, name, args),
            Type::Unit
            | Type::Bool
            | Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
            | Type::Number
            | Type::Json
            | Type::RawJson
            | Type::String
            | Type::Bytes
            | Type::Literal(_)
            | Type::Param(_)
            | Type::TypeScript(_) => None,
        }
    }

    /// Whether a type has something in it that a codec is about.
    fn is_needed(&mut self, aim: Aim, ty: &Type) -> bool {
        let mut known = self.needed.remove(&aim).unwrap_or_default();
        let is_needed = self.bodies(aim).reaches_knowing(ty, &|ty| self.is_at(aim, ty), &mut known);
        self.needed.insert(aim, known);
        is_needed
    }

    /// The codec of a tuple.
    fn items(&mut self, aim: Aim, types: &[&Type]) -> Option<Data> {
        let mut codecs: Vec<_> = types.iter().map(|ty| self.codec(aim, ty)).collect();
        let needed = codecs.iter().rposition(Option::is_some)? + 1;
        codecs.truncate(needed);
        let codecs = codecs.into_iter().map(|codec| codec.unwrap_or(Data::Null));
        Some(Data::keyed("items", Data::Array(codecs.collect())))
    }

    fn fields(&mut self, aim: Aim, fields: &[Field]) -> Option<Data> {
        let codecs = fields
            .iter()
            .filter_map(|field| Some((field.name.clone(), self.codec(aim, &field.ty)?)));
        of_fields(codecs.collect())
    }

    /// An object with keys of its own, of its parts, and others.
    fn flat(
        &mut self,
        aim: Aim,
        ty: &Type,
        fields: &[Field],
        parts: &[Type],
        rest: Option<&Type>,
    ) -> Option<Data> {
        let objects = self.bodies(aim).objects(ty).unwrap_or_default();
        // What tells the variants of a part from each other is looked for in the whole object.
        if parts.iter().any(|part| self.needs_kinds(aim, part, &mut HashSet::new())) {
            return self.object_kinds(aim, &objects);
        }
        let mut codecs: Vec<_> = self.fields(aim, fields).into_iter().collect();
        for part in parts {
            codecs.extend(self.codec(aim, part));
        }
        let known = objects.iter().flat_map(|object| &object.fields);
        codecs.extend(self.rest(aim, known, rest));
        all(codecs)
    }

    /// The codec of what is under keys that are not known.
    fn rest<'f>(
        &mut self,
        aim: Aim,
        known: impl Iterator<Item = &'f Field>,
        rest: Option<&Type>,
    ) -> Option<Data> {
        let codec = self.codec(aim, rest?)?;
        let known: BTreeSet<_> = known.map(|field| field.name.as_str()).collect();
        Some(if known.is_empty() {
            Data::keyed("values", codec)
        } else {
            Data::object([("known", Data::strings(known)), ("rest", codec)])
        })
    }

    fn union(&mut self, aim: Aim, members: &[Type]) -> Option<Data> {
        // What an order of keys is changed in means the same, whatever it is.
        if aim == Aim::Order {
            let codecs = members.iter().filter_map(|member| self.codec(aim, member));
            let mut codecs: Vec<_> = codecs.collect();
            if let Some(tag) = self.adjacent_tag(members) {
                codecs.push(Data::keyed("tagFirst", Data::String(tag)));
            }
            return all(codecs);
        }
        if !members.iter().any(|member| self.is_needed(aim, member)) {
            return None;
        }
        if let Some(tag) = self.common_tag(aim, members) {
            return Some(self.tagged(aim, members, &tag));
        }
        let mut codecs = Vec::new();
        let (alike, members): (Vec<_>, Vec<_>) = members
            .iter()
            .partition(|member| members.iter().any(|it| self.interfere(aim, it, member)));
        let mut kinds = Vec::new();
        for member in alike {
            kinds.push((self.bodies(aim).form(member), self.codec(aim, member)));
        }
        codecs.extend(of_kinds(kinds));
        // The variants of an externally tagged enum have a key each, and none has another's.
        let mut fields: Vec<Field> = Vec::new();
        for member in members {
            match member {
                Type::Object(others) if others.iter().all(|other| is_new(&fields, other)) => {
                    fields.extend(others.iter().cloned());
                }
                member => codecs.extend(self.codec(aim, member)),
            }
        }
        codecs.extend(self.fields(aim, &fields));
        all(codecs)
    }

    /// Whether the objects of a type have to be looked at before one knows what to do. `seen` are
    /// the named types that have been asked already.
    fn needs_kinds(&self, aim: Aim, ty: &Type, seen: &mut HashSet<Type>) -> bool {
        match ty {
            Type::Named { name, args } => {
                seen.insert(ty.clone())
                    && self
                        .bodies(aim)
                        .shape(name, args)
                        .is_some_and(|shape| self.needs_kinds(aim, &shape, seen))
            }
            Type::AllOrNone(inner) | Type::Keyed(inner) => self.needs_kinds(aim, inner, seen),
            Type::Flat { parts, .. } => parts.iter().any(|part| self.needs_kinds(aim, part, seen)),
            Type::Union(members) => {
                members.iter().any(|member| self.needs_kinds(aim, member, seen))
                    || self.common_tag(aim, members).is_none()
                        && members.iter().any(|member| {
                            members.iter().any(|other| self.interfere(aim, member, other))
                        })
            }
            _ => false,
        }
    }

    /// The shapes that a codec sees: of what arrives, or of what goes to Rust.
    fn bodies(&self, aim: Aim) -> &Bodies<'a> {
        match aim {
            Aim::Widen | Aim::Check => &self.produced,
            Aim::Json | Aim::Order => &self.accepted,
        }
    }

    /// Whether values of this type itself are what a codec is about.
    fn is_at(&self, aim: Aim, ty: &Type) -> bool {
        match aim {
            Aim::Widen => ty.is_bigint(),
            Aim::Check => ty.is_safe_integer(),
            Aim::Json => ty.is_json(),
            Aim::Order => {
                matches!(ty, Type::Union(members) if self.adjacent_tag(members).is_some())
            }
        }
    }

    /// Whether the codec of one of two types would spoil values of the other. What may be any JSON
    /// is held to it, whatever else it may be.
    fn interfere(&self, aim: Aim, a: &Type, b: &Type) -> bool {
        matches!(aim, Aim::Widen | Aim::Check) && self.bodies(aim).interfere(a, b)
    }

    /// The tag of a union of objects that have a content besides, which serde cannot keep until it
    /// has seen the tag.
    fn adjacent_tag(&self, members: &[Type]) -> Option<String> {
        let objects: Option<Vec<_>> =
            members.iter().map(|member| self.accepted.objects(member)).collect();
        let objects = objects?.concat();
        let is_name = |ty: &Type| match ty {
            Type::Literal(_) => true,
            Type::Union(names) => names.iter().all(|name| matches!(name, Type::Literal(_))),
            _ => false,
        };
        let is_tag = |tag: &&Field| {
            let of = |object: &Object| {
                let tag = object.fields.iter().find(|field| field.name == tag.name);
                object.fields.len() <= 2 && tag.is_some_and(|tag| is_name(&tag.ty))
            };
            objects.iter().all(of)
        };
        let tag = objects.first()?.fields.iter().find(is_tag)?.name.clone();
        members.iter().any(|member| self.accepted.reaches_unkept(member)).then_some(tag)
    }

    /// An internally or adjacently tagged enum.
    fn tagged(&mut self, aim: Aim, members: &[Type], tag: &str) -> Data {
        let codecs = members.iter().filter_map(|member| {
            let value = self.tag_value(aim, member, tag)?;
            Some((value, self.codec(aim, member)?))
        });
        let variants = Data::Object(codecs.collect());
        Data::object([("tag", Data::string(tag)), ("variants", variants)])
    }

    /// Objects that only their looks tell apart.
    fn object_kinds(&mut self, aim: Aim, objects: &[Object]) -> Option<Data> {
        let mut kinds = Vec::new();
        for object in objects {
            let mut codecs: Vec<_> = self.fields(aim, &object.fields).into_iter().collect();
            codecs.extend(self.rest(aim, object.fields.iter(), object.rest.as_ref()));
            kinds.push((self.bodies(aim).object_form(object), all(codecs)));
        }
        of_kinds(kinds)
    }

    /// The key that tells the members of a union apart, if each of them is an object with it.
    fn common_tag(&self, aim: Aim, members: &[Type]) -> Option<String> {
        let mut tagged = members.iter().filter(|member| !matches!(member, Type::Unit)).peekable();
        let first = self.bodies(aim).objects(tagged.peek()?)?.into_iter().next()?;
        let tagged: Vec<_> = tagged.collect();
        let is_tag = |key: &String| {
            let values: Option<Vec<_>> =
                tagged.iter().map(|member| self.tag_value(aim, member, key)).collect();
            values
                .is_some_and(|values| values.iter().collect::<BTreeSet<_>>().len() == values.len())
        };
        first.fields.into_iter().map(|field| field.name).find(is_tag)
    }

    /// The one string that all objects of a type have under a key.
    fn tag_value(&self, aim: Aim, member: &Type, tag: &str) -> Option<String> {
        let mut value = None;
        for object in self.bodies(aim).objects(member)? {
            let field = object.fields.into_iter().find(|field| field.name == tag)?;
            match field.ty {
                Type::Literal(other) if value.as_ref().is_none_or(|value| *value == other) => {
                    value = Some(other);
                }
                _ => return None,
            }
        }
        value
    }

    fn named(&mut self, aim: Aim, ty: &Type, name: &str, args: &[Type]) -> Option<Data> {
        if !self.is_needed(aim, ty) {
            return None;
        }
        let key =
            one_line(&TypePrinter { types: &self.types, direction: Direction::Output }.data(ty));
        let key = (aim, key);
        if let Some(name) = self.names.get(&key) {
            return Some(Data::keyed("ref", Data::string(name)));
        }
        let own_name = self.free_name(aim, name);
        self.names.insert(key, own_name.clone());
        let shape = self.bodies(aim).shape(name, args)?;
        // Among too many types to follow, one may need nothing after all, and is referred to
        // already.
        let codec =
            self.codec(aim, &shape).unwrap_or_else(|| Data::keyed("all", Data::Array(vec![])));
        self.named.push((own_name.clone(), codec));
        Some(Data::keyed("ref", Data::String(own_name)))
    }

    /// The name of the type, and what the codec is about, with a number if that is taken.
    fn free_name(&mut self, aim: Aim, ty: &str) -> String {
        let suffix = match aim {
            Aim::Widen => "",
            Aim::Check => "Check",
            Aim::Json => "Json",
            Aim::Order => "Order",
        };
        let name = format!("{ty}{suffix}");
        let others = (2..).map(|number| format!("{name}{number}"));
        let is_free = |name: &String| self.taken.insert(name.clone());
        std::iter::once(name.clone()).chain(others).find(is_free).unwrap_or_default()
    }

    fn is_recursive(&mut self, ty: &Type) -> bool {
        if let Type::Named { name, args } = ty {
            if let Some(known) = self.recursive.get(ty) {
                return *known;
            }
            // Whoever meets it again while it is looked into has come in a circle.
            self.recursive.insert(ty.clone(), true);
            let shape = self.produced.shape(name, args);
            let is_recursive = shape.is_some_and(|shape| self.is_recursive(&shape));
            self.recursive.insert(ty.clone(), is_recursive);
            return is_recursive;
        }
        let mut is_recursive = ty.is_json();
        children(ty, &mut |child| is_recursive = is_recursive || self.is_recursive(child));
        is_recursive
    }
}

/// Whether a type by itself is one that serde may not keep, and whose tag has to come first.
fn may_be_ordered(ty: &Type) -> bool {
    let mut found = match ty {
        Type::Map { key, .. } => **key != Type::String,
        ty => ty.is_unkept(),
    };
    children(ty, &mut |child| found = found || may_be_ordered(child));
    found
}

/// Whether no other key has this one's name.
fn is_new(fields: &[Field], field: &Field) -> bool {
    fields.iter().all(|other| other.name != field.name)
}

/// A codec that finds what is out of range. `root` is where the value's path begins.
fn checked(root: &str, codec: Data) -> Data {
    Data::object([("checked", Data::string(root)), ("codec", codec)])
}

/// The codec of an object that has a codec for each of these keys.
fn of_fields(codecs: Vec<(String, Data)>) -> Option<Data> {
    if codecs.is_empty() { None } else { Some(Data::keyed("fields", Data::Object(codecs))) }
}

/// What several codecs do, one after the other.
fn all(mut codecs: Vec<Data>) -> Option<Data> {
    if codecs.len() > 1 { Some(Data::keyed("all", Data::Array(codecs))) } else { codecs.pop() }
}

/// The codec of values that only their looks tell apart.
fn of_kinds(kinds: Vec<(Form, Option<Data>)>) -> Option<Data> {
    if kinds.iter().all(|(_, codec)| codec.is_none()) {
        return None;
    }
    let kind =
        |(form, codec)| Data::Array(vec![form_data(&form), Option::unwrap_or(codec, Data::Null)]);
    Some(Data::keyed("kinds", Data::Array(kinds.into_iter().map(kind).collect())))
}

fn form_data(form: &Form) -> Data {
    let all = |forms: &[Form]| Data::Array(forms.iter().map(form_data).collect());
    let keys = |keys: &[(String, Form)]| {
        Data::Object(keys.iter().map(|(name, form)| (name.clone(), form_data(form))).collect())
    };
    match form {
        Form::Any => Data::string("any"),
        Form::Is(word) => Data::string(*word),
        Form::Literal(value) => Data::keyed("is", Data::string(value)),
        Form::Each(item) => Data::keyed("each", form_data(item)),
        Form::Items(items) => Data::keyed("items", all(items)),
        Form::Either(forms) => Data::keyed("either", all(forms)),
        Form::Keys { required, optional, rest } => {
            let mut properties = vec![("keys", keys(required))];
            if !optional.is_empty() {
                properties.push(("optional", keys(optional)));
            }
            properties.extend(rest.as_ref().map(|rest| ("rest", form_data(rest))));
            Data::object(properties)
        }
    }
}
