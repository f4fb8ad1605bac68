//! Codecs: which values of a type are not what JSON makes of them, and the code that mends them.
//!
//! Rust writes a 64-bit integer as a number where a number holds it, so a type with a `bigint` in
//! it needs a codec wherever Rust produces it. One that is a `number` whatever it holds is checked,
//! and only in a text that has an integer beyond 2^53. What Rust accepts as any JSON is checked
//! too, and only in a text that has a `NaN` or an infinity: where serde reads in a second step,
//! Rust cannot tell such a float from JSON, and would make a `null` of it. And where serde would
//! keep what comes before its tag, and cannot read it later, the tag is put first. No other type
//! has a codec: what else JSON cannot say is an escape, which needs no type.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use heck::ToLowerCamelCase as _;
use pretty::DocAllocator as _;
use serde::Serialize;

use crate::direction::Direction;
use crate::print::call::{array, call, call_with_object, object, property, tall_object};
use crate::print::types::{Definitions, Lowering, one_line};
use crate::print::{Arena, Doc, literal, render};
use crate::schema::{Field, Type, TypeDef};
use crate::shape::{Bodies, Form, Object, children};

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

/// The codecs of a file. Those of named types are variables, the others stand where they are used.
pub(super) struct Codecs<'a> {
    arena: &'a Arena<'a>,
    types: Definitions<'a>,
    produced: Bodies<'a>,
    accepted: Bodies<'a>,
    /// Whether anything that is accepted may need its keys in an order.
    has_ordered: bool,
    /// Which named types need a codec, as far as it was asked for.
    needed: BTreeMap<Aim, HashMap<Type, bool>>,
    /// Which named types contain themselves, or one that does, as far as it was asked for.
    recursive: HashMap<Type, bool>,
    /// The names of the variables, by their types.
    names: BTreeMap<(Aim, String), String>,
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
    checked: bool,
    each: bool,
    fields: bool,
    items: bool,
    json: bool,
    lazy: bool,
    order: bool,
    rest: bool,
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
    pub(super) fn new(
        arena: &'a Arena<'a>,
        types: impl Iterator<Item = &'a TypeDef> + Clone,
    ) -> Self {
        Self {
            arena,
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
            variables: Vec::new(),
            uses: Uses::default(),
        }
    }

    /// The codec of an answer.
    pub(super) fn answer(&mut self, ty: &Type) -> Option<Doc<'a>> {
        if *ty == Type::Unit {
            self.uses.nothing = true;
            return Some(self.arena.text("nothing"));
        }
        let codecs = self.value("result", ty).into_iter().chain(self.shallow(&[ty])).collect();
        self.all(codecs)
    }

    /// The codec of what an error carries.
    pub(super) fn data(&mut self, ty: &Type) -> Option<Doc<'a>> {
        self.value("data", ty)
    }

    fn value(&mut self, root: &str, ty: &Type) -> Option<Doc<'a>> {
        let widened = self.codec(Aim::Widen, ty);
        let checked = self.codec(Aim::Check, ty).map(|codec| self.checked(root, codec));
        self.all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of a list of arguments.
    pub(super) fn args(&mut self, types: &[&Type]) -> Option<Doc<'a>> {
        let widened = self.items(Aim::Widen, types);
        let checked = self.items(Aim::Check, types).map(|codec| self.checked("args", codec));
        self.all(widened.into_iter().chain(checked).collect())
    }

    /// The codec of the arguments of an event for pages.
    pub(super) fn page_args(&mut self, types: &[&Type]) -> Option<Doc<'a>> {
        let codecs = self.args(types).into_iter().chain(self.shallow(types)).collect();
        self.all(codecs)
    }

    /// What finds numbers that JSON does not have, under the names of what goes to Rust.
    pub(super) fn json<'t>(
        &mut self,
        values: impl Iterator<Item = (&'t str, &'t Type)>,
    ) -> Option<Doc<'a>> {
        let codecs = values.filter_map(|(name, ty)| Some((name, self.codec(Aim::Json, ty)?)));
        let codecs: Vec<_> = codecs.map(|(name, codec)| property(name, codec)).collect();
        self.of_fields(codecs)
    }

    /// What puts tags first in a list of arguments.
    pub(super) fn ordered_args(&mut self, types: &[&Type]) -> Option<Doc<'a>> {
        let is_needed = self.has_ordered || types.iter().any(|ty| may_be_ordered(ty));
        if is_needed { self.items(Aim::Order, types) } else { None }
    }

    /// What puts tags first in an answer.
    pub(super) fn ordered(&mut self, ty: &Type) -> Option<Doc<'a>> {
        let is_needed = self.has_ordered || may_be_ordered(ty);
        if is_needed { self.codec(Aim::Order, ty) } else { None }
    }

    /// A codec that finds what is out of range. `root` is where the value's path begins.
    fn checked(&mut self, root: &str, codec: Doc<'a>) -> Doc<'a> {
        self.uses.checked = true;
        call(self.arena, "checked", vec![self.arena.text(literal::string(root)), codec])
    }

    /// A limit, where there is a type that contains itself.
    fn shallow(&mut self, types: &[&Type]) -> Option<Doc<'a>> {
        if !types.iter().any(|ty| self.is_recursive(ty)) {
            return None;
        }
        self.uses.shallow = true;
        Some(self.arena.text("shallow"))
    }

    /// The codec of a type without parameters, if it needs one.
    fn codec(&mut self, aim: Aim, ty: &Type) -> Option<Doc<'a>> {
        match ty {
            Type::BigInt | Type::BigInt128 if aim == Aim::Widen => {
                self.uses.bigint = true;
                Some(self.arena.text("bigint"))
            }
            Type::SafeInteger | Type::SafeInteger128 if aim == Aim::Check => {
                Some(self.arena.text("safe"))
            }
            Type::Json | Type::RawJson if aim == Aim::Json => {
                self.uses.json = true;
                self.uses.each = true;
                self.uses.values = true;
                Some(self.arena.text("json"))
            }
            // Codecs leave alone what is not theirs, and so `null` and missing keys too.
            Type::Option(inner) | Type::AllOrNone(inner) | Type::Keyed(inner) => {
                self.codec(aim, inner)
            }
            Type::List(item) => {
                let item = self.codec(aim, item)?;
                self.uses.each = true;
                Some(call(self.arena, "each", vec![item]))
            }
            Type::Map { value, .. } => {
                let value = self.codec(aim, value)?;
                self.uses.values = true;
                Some(call(self.arena, "values", vec![value]))
            }
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
    fn items(&mut self, aim: Aim, types: &[&Type]) -> Option<Doc<'a>> {
        let mut codecs: Vec<_> = types.iter().map(|ty| self.codec(aim, ty)).collect();
        let needed = codecs.iter().rposition(Option::is_some)? + 1;
        codecs.truncate(needed);
        self.uses.items = true;
        let codecs =
            codecs.into_iter().map(|codec| codec.unwrap_or_else(|| self.arena.text("null")));
        Some(call_with_object("items", &[], array(self.arena, codecs.collect())))
    }

    fn fields(&mut self, aim: Aim, fields: &[Field]) -> Option<Doc<'a>> {
        let codecs = fields
            .iter()
            .filter_map(|field| Some(property(&field.name, self.codec(aim, &field.ty)?)));
        let codecs = codecs.collect();
        self.of_fields(codecs)
    }

    /// The codec of an object that has a codec for each of these keys.
    fn of_fields(&mut self, codecs: Vec<Doc<'a>>) -> Option<Doc<'a>> {
        if codecs.is_empty() {
            return None;
        }
        self.uses.fields = true;
        Some(call_with_object("fields", &[], tall_object(self.arena, codecs)))
    }

    /// An object with keys of its own, of its parts, and others.
    fn flat(
        &mut self,
        aim: Aim,
        ty: &Type,
        fields: &[Field],
        parts: &[Type],
        rest: Option<&Type>,
    ) -> Option<Doc<'a>> {
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
        self.all(codecs)
    }

    /// The codec of what is under keys that are not known.
    fn rest<'f>(
        &mut self,
        aim: Aim,
        known: impl Iterator<Item = &'f Field>,
        rest: Option<&Type>,
    ) -> Option<Doc<'a>> {
        let codec = self.codec(aim, rest?)?;
        let known: BTreeSet<_> = known.map(|field| literal::string(&field.name)).collect();
        if known.is_empty() {
            self.uses.values = true;
            return Some(call(self.arena, "values", vec![codec]));
        }
        self.uses.rest = true;
        let known = known.into_iter().map(|key| self.arena.text(key)).collect();
        Some(call(self.arena, "rest", vec![array(self.arena, known), codec]))
    }

    fn all(&mut self, mut codecs: Vec<Doc<'a>>) -> Option<Doc<'a>> {
        if codecs.len() > 1 {
            self.uses.all = true;
            return Some(call(self.arena, "all", codecs));
        }
        codecs.pop()
    }

    fn union(&mut self, aim: Aim, members: &[Type]) -> Option<Doc<'a>> {
        // What an order of keys is changed in means the same, whatever it is.
        if aim == Aim::Order {
            let codecs = members.iter().filter_map(|member| self.codec(aim, member));
            let mut codecs: Vec<_> = codecs.collect();
            if let Some(tag) = self.adjacent_tag(members) {
                self.uses.order = true;
                codecs.push(call(
                    self.arena,
                    "tagFirst",
                    vec![self.arena.text(literal::string(&tag))],
                ));
            }
            return self.all(codecs);
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
        codecs.extend(self.kinds(kinds));
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
        self.all(codecs)
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
    fn tagged(&mut self, aim: Aim, members: &[Type], tag: &str) -> Doc<'a> {
        let codecs = members.iter().filter_map(|member| {
            let value = self.tag_value(aim, member, tag)?;
            Some(property(&value, self.codec(aim, member)?))
        });
        let codecs: Vec<_> = codecs.collect();
        self.uses.tagged = true;
        call_with_object("tagged", &[literal::string(tag)], tall_object(self.arena, codecs))
    }

    /// Objects that only their looks tell apart.
    fn object_kinds(&mut self, aim: Aim, objects: &[Object]) -> Option<Doc<'a>> {
        let mut kinds = Vec::new();
        for object in objects {
            let mut codecs: Vec<_> = self.fields(aim, &object.fields).into_iter().collect();
            codecs.extend(self.rest(aim, object.fields.iter(), object.rest.as_ref()));
            kinds.push((self.bodies(aim).object_form(object), self.all(codecs)));
        }
        self.kinds(kinds)
    }

    fn kinds(&mut self, kinds: Vec<(Form, Option<Doc<'a>>)>) -> Option<Doc<'a>> {
        if kinds.iter().all(|(_, codec)| codec.is_none()) {
            return None;
        }
        self.uses.kinds = true;
        let kinds = kinds.into_iter().map(|(form, codec)| {
            array(
                self.arena,
                vec![form_doc(self.arena, &form), codec.unwrap_or_else(|| self.arena.text("null"))],
            )
        });
        Some(call(self.arena, "kinds", kinds.collect()))
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

    fn named(&mut self, aim: Aim, ty: &Type, name: &str, args: &[Type]) -> Option<Doc<'a>> {
        if !self.is_needed(aim, ty) {
            return None;
        }
        let key = one_line(&Lowering { types: &self.types, direction: Direction::Output }.data(ty));
        let key = (aim, key);
        if let Some(name) = self.names.get(&key) {
            if self.variables.iter().any(|variable| variable.name == *name) {
                return Some(self.arena.text(name.clone()));
            }
            self.uses.lazy = true;
            return Some(self.arena.text(format!("lazy(() => {name})")));
        }
        let variable = self.free_name(aim, name);
        self.names.insert(key, variable.clone());
        let shape = self.bodies(aim).shape(name, args)?;
        // Among too many types to follow, one may need nothing after all, and is referred to
        // already.
        let codec = self.codec(aim, &shape).unwrap_or_else(|| self.arena.text("(value) => value"));
        let head = format!("const {variable}: Codec = ");
        let length = head.len();
        let line = render(self.arena.text(head).append(codec).append(";"), 0);
        let value = line[length..line.len() - 1].to_owned();
        self.variables.push(Variable { name: variable.clone(), value });
        Some(self.arena.text(variable))
    }

    /// A name that is not taken, short enough for the line that declares it.
    fn free_name(&self, aim: Aim, ty: &str) -> String {
        let suffix = match aim {
            Aim::Widen => "Codec",
            Aim::Check => "Check",
            Aim::Json => "Json",
            Aim::Order => "Order",
        };
        let name = if ty.len() > 40 {
            suffix.to_lowercase()
        } else {
            format!("{}{suffix}", ty.to_lower_camel_case())
        };
        let is_free = |name: &String| self.names.values().all(|other| other != name);
        let others = (2..).map(|number| format!("{name}{number}"));
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

fn form_doc<'d>(arena: &'d Arena<'d>, form: &Form) -> Doc<'d> {
    let string = |word: &str| arena.text(literal::string(word));
    let key = |key, value| object(arena, vec![property(key, value)]);
    let all =
        |forms: &[Form]| array(arena, forms.iter().map(|form| form_doc(arena, form)).collect());
    let keys = |keys: &[(String, Form)]| {
        let keys = keys.iter().map(|(name, form)| property(name, form_doc(arena, form)));
        object(arena, keys.collect())
    };
    match form {
        Form::Any => string("any"),
        Form::Is(word) => string(word),
        Form::Literal(value) => key("is", string(value)),
        Form::Each(item) => key("each", form_doc(arena, item)),
        Form::Items(items) => key("items", all(items)),
        Form::Either(forms) => key("either", all(forms)),
        Form::Keys { required, optional, rest } => {
            let mut properties = vec![property("keys", keys(required))];
            if !optional.is_empty() {
                properties.push(property("optional", keys(optional)));
            }
            let rest = rest.as_ref().map(|rest| property("rest", form_doc(arena, rest)));
            properties.extend(rest);
            object(arena, properties)
        }
    }
}
