//! Codecs: data that tells the runtime how to convert the values of a type that JSON alone does not
//! carry.
//!
//! - Rust writes a 64-bit integer as a JSON number where a `number` holds it. So a type that contains
//!   a `bigint` needs a codec wherever Rust produces it.
//! - A wide integer that is always a `number` is range-checked, but only in a text that has an
//!   integer beyond 2^53.
//! - A value that Rust accepts as any JSON is checked for `NaN` and infinities, but only in a text
//!   that has some: where serde reads in a second step, Rust cannot tell such a float from JSON, and
//!   would read `null`.
//! - Where serde would buffer the content before the tag, and cannot read it later, the tag is moved
//!   to the front.
//!
//! No other type has a codec. Whatever else JSON cannot express is an escape, which needs no type.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::print::definitions::Definitions;
use super::print::js_value::JsValue;
use super::print::layout::one_line;
use super::print::type_printer::TypePrinter;
use crate::direction::Direction;
use crate::schema::walk::children;
use crate::schema::{Bodies, CodeSource, ErrorType, Field, Type, TypeDef};
use crate::values::{Form, Object};

/// The purpose of a codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    /// Turns each integer whose type is `bigint` into one.
    Widen,
    /// Finds integers that a `number` does not hold.
    Check,
    /// Finds `NaN` and infinities in what Rust accepts as any JSON.
    Json,
    /// Moves a tag before its content, where Rust accepts only this order.
    Order,
}

/// The codecs of the tables. A codec of a named type has a name; others are inlined.
pub(super) struct Codecs<'a> {
    types: Definitions<'a>,
    produced: Bodies<'a>,
    accepted: Bodies<'a>,
    /// Whether any accepted type may need its keys in an order.
    has_ordered: bool,
    /// Which named types need a codec, as far as is known.
    needed: BTreeMap<Purpose, HashMap<Type, bool>>,
    /// Which named types contain a recursive type, as far as is known.
    recursive: HashMap<Type, bool>,
    /// The names of the codecs, by the named types.
    names: BTreeMap<(Purpose, String), String>,
    /// Names of other codecs in the same tables.
    taken: HashSet<String>,
    /// The named codecs, each after those that it uses.
    named: Vec<(String, JsValue)>,
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

    /// Reserves the names of these codecs.
    pub(super) fn without(mut self, named: &[(String, JsValue)]) -> Self {
        self.taken.extend(named.iter().map(|(name, _)| name.clone()));
        self
    }

    /// The named codecs.
    pub(super) fn into_named(self) -> Vec<(String, JsValue)> {
        self.named
    }

    /// The codec of an answer.
    pub(super) fn answer(&mut self, ty: &Type) -> Option<JsValue> {
        if *ty == Type::Unit {
            return Some(JsValue::string("nothing"));
        }
        self.item(ty)
    }

    /// The codec of an item of a stream.
    pub(super) fn item(&mut self, ty: &Type) -> Option<JsValue> {
        let codecs = self.value("result", ty).into_iter().chain(self.shallow(&[ty])).collect();
        all(codecs)
    }

    /// The name of an error, where its code comes from, and the codec of its data.
    pub(super) fn failure(&mut self, error: &ErrorType) -> JsValue {
        let code = match &error.code {
            CodeSource::Application => JsValue::string("application"),
            CodeSource::External => JsValue::string("external"),
            CodeSource::Tag(key) => JsValue::entry("tag", JsValue::string(key)),
        };
        let mut row = vec![("name", JsValue::string(&error.name)), ("code", code)];
        row.extend(self.value("data", &error.ty).map(|codec| ("data", codec)));
        JsValue::object(row)
    }

    fn value(&mut self, root: &str, ty: &Type) -> Option<JsValue> {
        let widened = self.codec(Purpose::Widen, ty);
        let checked = self.codec(Purpose::Check, ty).map(|codec| checked(root, codec));
        all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of a list of arguments.
    pub(super) fn args(&mut self, types: &[&Type]) -> Option<JsValue> {
        let widened = self.items(Purpose::Widen, types);
        let checked = self.items(Purpose::Check, types).map(|codec| checked("args", codec));
        all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of the arguments of an event for pages.
    pub(super) fn page_args(&mut self, types: &[&Type]) -> Option<JsValue> {
        let codecs = self.args(types).into_iter().chain(self.shallow(types)).collect();
        all(codecs)
    }

    /// The codecs that find `NaN` and infinities, by the names of the values that go to Rust.
    pub(super) fn json<'t>(
        &mut self,
        values: impl Iterator<Item = (&'t str, &'t Type)>,
    ) -> Option<JsValue> {
        let codecs =
            values.filter_map(|(name, ty)| Some((name.to_owned(), self.codec(Purpose::Json, ty)?)));
        of_fields(codecs.collect())
    }

    /// The codec that moves tags to the front in a list of arguments.
    pub(super) fn ordered_args(&mut self, types: &[&Type]) -> Option<JsValue> {
        let is_needed = self.has_ordered || types.iter().any(|ty| may_be_ordered(ty));
        if is_needed { self.items(Purpose::Order, types) } else { None }
    }

    /// The codec that moves tags to the front in an answer.
    pub(super) fn ordered(&mut self, ty: &Type) -> Option<JsValue> {
        let is_needed = self.has_ordered || may_be_ordered(ty);
        if is_needed { self.codec(Purpose::Order, ty) } else { None }
    }

    /// A limit of depth, if one of the types is recursive.
    fn shallow(&mut self, types: &[&Type]) -> Option<JsValue> {
        if !types.iter().any(|ty| self.is_recursive(ty)) {
            return None;
        }
        Some(JsValue::string("shallow"))
    }

    /// The codec of a type without parameters, if it needs one.
    fn codec(&mut self, purpose: Purpose, ty: &Type) -> Option<JsValue> {
        match ty {
            Type::BigInt | Type::BigInt128 if purpose == Purpose::Widen => {
                Some(JsValue::string("bigint"))
            }
            Type::SafeInteger | Type::SafeInteger128 if purpose == Purpose::Check => {
                Some(JsValue::string("safe"))
            }
            Type::Json | Type::RawJson if purpose == Purpose::Json => Some(JsValue::string("json")),
            // Codecs ignore other values, including `null` and missing keys.
            Type::Option(inner) | Type::AllOrNone(inner) | Type::StringsAsKeys(inner) => {
                self.codec(purpose, inner)
            }
            Type::List(item) => Some(JsValue::entry("each", self.codec(purpose, item)?)),
            Type::Map { value, .. } => Some(JsValue::entry("values", self.codec(purpose, value)?)),
            Type::Tuple(items) => self.items(purpose, &items.iter().collect::<Vec<_>>()),
            Type::Object(fields) | Type::OneOf(fields) | Type::MissingAsNull(fields) => {
                self.fields(purpose, fields)
            }
            Type::Union(members) => self.union(purpose, members),
            Type::Flat { fields, parts, rest } => {
                self.flat(purpose, ty, fields, parts, rest.as_deref())
            }
            Type::Named { name, args } => self.named(purpose, ty, name, args),
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

    /// Whether a type contains values that need a codec for this purpose.
    fn is_needed(&mut self, purpose: Purpose, ty: &Type) -> bool {
        let mut known = self.needed.remove(&purpose).unwrap_or_default();
        let is_needed =
            self.bodies(purpose).reaches_knowing(ty, &|ty| self.is_at(purpose, ty), &mut known);
        self.needed.insert(purpose, known);
        is_needed
    }

    /// The codec of a tuple.
    fn items(&mut self, purpose: Purpose, types: &[&Type]) -> Option<JsValue> {
        let mut codecs: Vec<_> = types.iter().map(|ty| self.codec(purpose, ty)).collect();
        let needed = codecs.iter().rposition(Option::is_some)? + 1;
        codecs.truncate(needed);
        let codecs = codecs.into_iter().map(|codec| codec.unwrap_or(JsValue::Null));
        Some(JsValue::entry("items", JsValue::Array(codecs.collect())))
    }

    fn fields(&mut self, purpose: Purpose, fields: &[Field]) -> Option<JsValue> {
        let mut codecs = Vec::new();
        for field in fields {
            if let Some(codec) = self.codec(purpose, &field.ty) {
                codecs.extend(names(purpose, field).map(|name| (name.to_owned(), codec.clone())));
            }
        }
        of_fields(codecs)
    }

    /// The codec of an object with its own keys, those of its parts, and others.
    fn flat(
        &mut self,
        purpose: Purpose,
        ty: &Type,
        fields: &[Field],
        parts: &[Type],
        rest: Option<&Type>,
    ) -> Option<JsValue> {
        let objects = self.bodies(purpose).objects(ty).unwrap_or_default();
        // The variants of a part are told apart by the whole object.
        if parts.iter().any(|part| self.needs_cases(purpose, part, &mut HashSet::new())) {
            return self.object_cases(purpose, &objects);
        }
        let mut codecs: Vec<_> = self.fields(purpose, fields).into_iter().collect();
        for part in parts {
            codecs.extend(self.codec(purpose, part));
        }
        let known = objects.iter().flat_map(|object| &object.fields);
        codecs.extend(self.rest(purpose, known, rest));
        all(codecs)
    }

    /// The codec of the values under unknown keys.
    fn rest<'f>(
        &mut self,
        purpose: Purpose,
        known: impl Iterator<Item = &'f Field>,
        rest: Option<&Type>,
    ) -> Option<JsValue> {
        let codec = self.codec(purpose, rest?)?;
        let known: BTreeSet<_> = known.flat_map(|field| names(purpose, field)).collect();
        Some(if known.is_empty() {
            JsValue::entry("values", codec)
        } else {
            JsValue::object([("known", JsValue::strings(known)), ("rest", codec)])
        })
    }

    fn union(&mut self, purpose: Purpose, members: &[Type]) -> Option<JsValue> {
        // An order of keys never changes the meaning of a value, so all members may apply.
        if purpose == Purpose::Order {
            let codecs = members.iter().filter_map(|member| self.codec(purpose, member));
            let mut codecs: Vec<_> = codecs.collect();
            if let Some(tag) = self.adjacent_tag(members) {
                codecs.push(JsValue::entry("tagFirst", JsValue::String(tag)));
            }
            return all(codecs);
        }
        if !members.iter().any(|member| self.is_needed(purpose, member)) {
            return None;
        }
        // In a generic type, an argument may add a number.
        if let Some(members) = self.bodies(purpose).with_one_number(members) {
            return self.union(purpose, &members);
        }
        if let Some(tag) = self.common_tag(purpose, members) {
            return Some(self.tagged(purpose, members, &tag));
        }
        let mut codecs = Vec::new();
        let (alike, members): (Vec<_>, Vec<_>) = members
            .iter()
            .partition(|member| members.iter().any(|it| self.interfere(purpose, it, member)));
        let mut cases = Vec::new();
        for member in alike {
            cases.push((self.bodies(purpose).form(member), self.codec(purpose, member)));
        }
        codecs.extend(of_cases(cases));
        // The variants of an externally tagged enum have one key each, and all keys differ.
        let mut fields: Vec<Field> = Vec::new();
        for member in members {
            match member {
                Type::Object(others) if others.iter().all(|other| is_new(&fields, other)) => {
                    fields.extend(others.iter().cloned());
                }
                member => codecs.extend(self.codec(purpose, member)),
            }
        }
        codecs.extend(self.fields(purpose, &fields));
        all(codecs)
    }

    /// Whether the objects of a type have to be told apart by their content. `seen` are the named
    /// types that were visited.
    fn needs_cases(&self, purpose: Purpose, ty: &Type, seen: &mut HashSet<Type>) -> bool {
        match ty {
            Type::Named { name, args } => {
                seen.insert(ty.clone())
                    && self
                        .bodies(purpose)
                        .shape(name, args)
                        .is_some_and(|shape| self.needs_cases(purpose, &shape, seen))
            }
            Type::AllOrNone(inner) | Type::StringsAsKeys(inner) => {
                self.needs_cases(purpose, inner, seen)
            }
            Type::Flat { parts, .. } => {
                parts.iter().any(|part| self.needs_cases(purpose, part, seen))
            }
            Type::Union(members) => {
                members.iter().any(|member| self.needs_cases(purpose, member, seen))
                    || self.common_tag(purpose, members).is_none()
                        && members.iter().any(|member| {
                            members.iter().any(|other| self.interfere(purpose, member, other))
                        })
            }
            _ => false,
        }
    }

    /// The shapes that a codec sees: of values that arrive, or of values that go to Rust.
    fn bodies(&self, purpose: Purpose) -> &Bodies<'a> {
        match purpose {
            Purpose::Widen | Purpose::Check => &self.produced,
            Purpose::Json | Purpose::Order => &self.accepted,
        }
    }

    /// Whether values of this type itself need a codec for this purpose.
    fn is_at(&self, purpose: Purpose, ty: &Type) -> bool {
        match purpose {
            Purpose::Widen => ty.is_bigint(),
            Purpose::Check => ty.is_safe_integer(),
            Purpose::Json => ty.is_json(),
            Purpose::Order => {
                matches!(ty, Type::Union(members) if self.adjacent_tag(members).is_some())
            }
        }
    }

    /// Whether the codec of one of two types would corrupt values of the other. The check of any JSON
    /// applies to all members.
    fn interfere(&self, purpose: Purpose, a: &Type, b: &Type) -> bool {
        matches!(purpose, Purpose::Widen | Purpose::Check) && self.bodies(purpose).interfere(a, b)
    }

    /// The tag of a union of objects with a tag and a content, if serde cannot buffer the content
    /// until it has read the tag.
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
        members.iter().any(|member| self.accepted.reaches_unbufferable(member)).then_some(tag)
    }

    /// An internally or adjacently tagged enum.
    fn tagged(&mut self, purpose: Purpose, members: &[Type], tag: &str) -> JsValue {
        let codecs = members.iter().filter_map(|member| {
            let value = self.tag_value(purpose, member, tag)?;
            Some((value, self.codec(purpose, member)?))
        });
        let variants = JsValue::Object(codecs.collect());
        JsValue::object([("tag", JsValue::string(tag)), ("variants", variants)])
    }

    /// The codec of objects that only their content tells apart.
    fn object_cases(&mut self, purpose: Purpose, objects: &[Object]) -> Option<JsValue> {
        let mut cases = Vec::new();
        for object in objects {
            let mut codecs: Vec<_> = self.fields(purpose, &object.fields).into_iter().collect();
            codecs.extend(self.rest(purpose, object.fields.iter(), object.rest.as_ref()));
            cases.push((self.bodies(purpose).object_form(object), all(codecs)));
        }
        of_cases(cases)
    }

    /// The key that tells the members of a union apart, if each member is an object that has it.
    fn common_tag(&self, purpose: Purpose, members: &[Type]) -> Option<String> {
        let mut tagged = members.iter().filter(|member| !matches!(member, Type::Unit)).peekable();
        let first = self.bodies(purpose).objects(tagged.peek()?)?.into_iter().next()?;
        let tagged: Vec<_> = tagged.collect();
        let is_tag = |key: &String| {
            let values: Option<Vec<_>> =
                tagged.iter().map(|member| self.tag_value(purpose, member, key)).collect();
            values
                .is_some_and(|values| values.iter().collect::<BTreeSet<_>>().len() == values.len())
        };
        first.fields.into_iter().map(|field| field.name).find(is_tag)
    }

    /// The string that all objects of a type have under a key, if it is the same.
    fn tag_value(&self, purpose: Purpose, member: &Type, tag: &str) -> Option<String> {
        let mut value = None;
        for object in self.bodies(purpose).objects(member)? {
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

    fn named(&mut self, purpose: Purpose, ty: &Type, name: &str, args: &[Type]) -> Option<JsValue> {
        if !self.is_needed(purpose, ty) {
            return None;
        }
        let key =
            one_line(&TypePrinter { types: &self.types, direction: Direction::Output }.data(ty));
        let key = (purpose, key);
        if let Some(name) = self.names.get(&key) {
            return Some(JsValue::entry("ref", JsValue::string(name)));
        }
        let own_name = self.free_name(purpose, name);
        self.names.insert(key, own_name.clone());
        let shape = self.bodies(purpose).shape(name, args)?;
        // Beyond the limit of types to follow, a type is assumed to need a codec, and is referred to
        // already.
        let codec = self
            .codec(purpose, &shape)
            .unwrap_or_else(|| JsValue::entry("all", JsValue::Array(vec![])));
        self.named.push((own_name.clone(), codec));
        Some(JsValue::entry("ref", JsValue::String(own_name)))
    }

    /// The name of the type with a suffix for the purpose, and a number if that name is taken.
    fn free_name(&mut self, purpose: Purpose, ty: &str) -> String {
        let suffix = match purpose {
            Purpose::Widen => "",
            Purpose::Check => "Check",
            Purpose::Json => "Json",
            Purpose::Order => "Order",
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
            // A type that is met again while it is visited is recursive.
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

/// Whether a type contains one, outside of named types, that serde cannot buffer.
fn may_be_ordered(ty: &Type) -> bool {
    let mut found = match ty {
        Type::Map { key, .. } => **key != Type::String,
        ty => ty.is_unbufferable(),
    };
    children(ty, &mut |child| found = found || may_be_ordered(child));
    found
}

/// The names that a key may have in the values that a codec sees.
fn names(purpose: Purpose, field: &Field) -> impl Iterator<Item = &str> {
    let count = match purpose {
        Purpose::Widen | Purpose::Check => 1,
        Purpose::Json | Purpose::Order => usize::MAX,
    };
    field.names().take(count)
}

/// Whether no other field has one of this field's names.
fn is_new(fields: &[Field], field: &Field) -> bool {
    let mut taken = fields.iter().flat_map(Field::names);
    taken.all(|taken| field.names().all(|name| name != taken))
}

/// A codec that finds values out of range. `root` begins the paths of values.
fn checked(root: &str, codec: JsValue) -> JsValue {
    JsValue::object([("checked", JsValue::string(root)), ("codec", codec)])
}

/// The codec of an object, from the codecs of its keys.
fn of_fields(codecs: Vec<(String, JsValue)>) -> Option<JsValue> {
    if codecs.is_empty() { None } else { Some(JsValue::entry("fields", JsValue::Object(codecs))) }
}

/// Several codecs, one after the other.
fn all(mut codecs: Vec<JsValue>) -> Option<JsValue> {
    if codecs.len() > 1 {
        Some(JsValue::entry("all", JsValue::Array(codecs)))
    } else {
        codecs.pop()
    }
}

/// The codec of values that only their content tells apart.
fn of_cases(cases: Vec<(Form, Option<JsValue>)>) -> Option<JsValue> {
    if cases.iter().all(|(_, codec)| codec.is_none()) {
        return None;
    }
    let kind = |(form, codec)| {
        JsValue::Array(vec![form_data(&form), Option::unwrap_or(codec, JsValue::Null)])
    };
    Some(JsValue::entry("cases", JsValue::Array(cases.into_iter().map(kind).collect())))
}

fn form_data(form: &Form) -> JsValue {
    let all = |forms: &[Form]| JsValue::Array(forms.iter().map(form_data).collect());
    let keys = |keys: &[(String, Form)]| {
        JsValue::Object(keys.iter().map(|(name, form)| (name.clone(), form_data(form))).collect())
    };
    match form {
        Form::Any => JsValue::string("any"),
        Form::Is(word) => JsValue::string(*word),
        Form::Literal(value) => JsValue::entry("is", JsValue::string(value)),
        Form::Each(item) => JsValue::entry("each", form_data(item)),
        Form::Items(items) => JsValue::entry("items", all(items)),
        Form::Either(forms) => JsValue::entry("either", all(forms)),
        Form::Keys { required, optional, rest } => {
            let mut properties = vec![("keys", keys(required))];
            if !optional.is_empty() {
                properties.push(("optional", keys(optional)));
            }
            properties.extend(rest.as_ref().map(|rest| ("rest", form_data(rest))));
            JsValue::object(properties)
        }
    }
}
