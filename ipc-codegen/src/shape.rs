//! Shapes: what the values of a type look like in JavaScript before a codec has seen them, and
//! whether those of two types can be told apart.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::direction::Direction;
use crate::schema::walk::substitute;
pub(crate) use crate::schema::walk::{children, is_large, is_open, map_children, walk};
use crate::schema::{Field, Type, TypeDef};

/// The definitions, as one direction has them.
pub(crate) struct Bodies<'d>(BTreeMap<&'d str, (&'d [String], &'d Type)>);

/// What a value is to JavaScript.
#[derive(Clone)]
enum Ground {
    /// A parameter, of which nothing is known.
    Open,
    /// Any JSON.
    Any,
    Null,
    Boolean,
    /// The type says of which kind.
    Number(Type),
    /// One string, or any.
    Text(Option<String>),
    Bytes,
    List(Type),
    Tuple(Vec<Type>),
    Object(Object),
}

/// An object with these keys, and values of one type under others.
#[derive(Clone, Default)]
pub(crate) struct Object {
    pub(crate) fields: Vec<Field>,
    pub(crate) rest: Option<Type>,
}

impl Object {
    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The type of what a key has, and whether it may be missing.
    fn at(&self, name: &str) -> Option<(&Type, bool)> {
        let field = self.field(name).map(|field| (&field.ty, field.optional));
        field.or_else(|| self.rest.as_ref().map(|rest| (rest, true)))
    }
}

/// What a value has to look like to be of a type.
pub(crate) enum Form {
    Any,
    /// A word for what it is: `number`.
    Is(&'static str),
    Literal(String),
    Each(Box<Self>),
    Items(Vec<Self>),
    Keys {
        required: Vec<(String, Self)>,
        optional: Vec<(String, Self)>,
        /// What other keys have, if there may be some.
        rest: Option<Box<Self>>,
    },
    Either(Vec<Self>),
}

/// How deep values are looked into to tell them apart.
const DEPTH: usize = 4;

/// How many types are followed, or objects made of their parts, before the answer is the careful
/// one.
pub(crate) const MANY: usize = 512;

impl<'d> Bodies<'d> {
    pub(crate) fn new(bodies: impl Iterator<Item = (&'d str, &'d [String], &'d Type)>) -> Self {
        Self(bodies.map(|(name, params, body)| (name, (params, body))).collect())
    }

    /// What Rust produces.
    pub(crate) fn produced(types: impl Iterator<Item = &'d TypeDef>) -> Self {
        Self::in_direction(Direction::Output, types)
    }

    /// What Rust accepts.
    pub(crate) fn accepted(types: impl Iterator<Item = &'d TypeDef>) -> Self {
        Self::in_direction(Direction::Input, types)
    }

    fn in_direction(direction: Direction, types: impl Iterator<Item = &'d TypeDef>) -> Self {
        let body = |ty: &'d TypeDef| Some((&*ty.name, &*ty.params, ty.shapes.get(direction)?));
        Self::new(types.filter_map(body))
    }

    /// The shape of a named type, with its parameters filled in.
    pub(crate) fn shape(&self, name: &str, args: &[Type]) -> Option<Cow<'d, Type>> {
        let body = self.body(name)?;
        let is_generic = !args.is_empty();
        Some(if is_generic { Cow::Owned(self.fill(name, args, body)) } else { Cow::Borrowed(body) })
    }

    /// The shape of a named type, with its parameters in it.
    pub(crate) fn body(&self, name: &str) -> Option<&'d Type> {
        self.0.get(name).map(|(_, body)| *body)
    }

    /// The names of the parameters of a named type.
    pub(crate) fn params(&self, name: &str) -> &'d [String] {
        self.0.get(name).map_or(&[], |(params, _)| params)
    }

    /// A part of a named type's shape, with the parameters of that filled in.
    pub(crate) fn fill(&self, name: &str, args: &[Type], part: &Type) -> Type {
        substitute(part, &self.params(name).iter().map(String::as_str).zip(args).collect())
    }

    /// The objects that a type of objects has; nothing if it has others too.
    pub(crate) fn objects(&self, ty: &Type) -> Option<Vec<Object>> {
        self.objects_within(ty, MANY, &mut HashSet::new())
    }

    /// `seen` are the named types whose objects are there already.
    fn objects_within(
        &self,
        ty: &Type,
        depth: usize,
        seen: &mut HashSet<Type>,
    ) -> Option<Vec<Object>> {
        let depth = depth.checked_sub(1)?;
        Some(match ty {
            // What a parameter brings is looked at where it is given, and what is said in
            // TypeScript is for its author to know.
            Type::Unit | Type::Param(_) | Type::TypeScript(_) => vec![Object::default()],
            Type::Object(fields) => vec![Object { fields: fields.clone(), rest: None }],
            Type::OneOf(fields) => {
                let one = |field: &Field| Object { fields: vec![field.clone()], rest: None };
                fields.iter().map(one).collect()
            }
            Type::Lenient(fields) => {
                let fields = fields.iter().map(|field| Field { optional: true, ..field.clone() });
                vec![Object { fields: fields.collect(), rest: None }]
            }
            Type::Map { value, .. } => {
                vec![Object { fields: Vec::new(), rest: Some((**value).clone()) }]
            }
            Type::Flat { fields, parts, rest } => {
                let rest = rest.as_deref().cloned();
                let mut objects = vec![Object { fields: fields.clone(), rest }];
                for part in parts {
                    let others = self.objects_within(part, depth, &mut HashSet::new())?;
                    if objects.len() * others.len() > MANY {
                        return None;
                    }
                    objects = objects
                        .iter()
                        .flat_map(|object| others.iter().map(move |other| merge(object, other)))
                        .collect();
                }
                objects
            }
            Type::AllOrNone(inner) | Type::Option(inner) => {
                let mut objects = self.objects_within(inner, depth, seen)?;
                objects.push(Object::default());
                objects
            }
            Type::Keyed(inner) => self.keyed(inner, depth)?,
            Type::Union(members) => {
                let mut objects = Vec::new();
                for member in members {
                    objects.extend(self.objects_within(member, depth, seen)?);
                }
                objects
            }
            Type::Named { name, args } => {
                if !seen.insert(ty.clone()) {
                    return Some(Vec::new());
                }
                let shape = self.shape(name, args)?;
                self.objects_within(&shape, depth, seen)?
            }
            _ => return None,
        })
    }

    fn keyed(&self, ty: &Type, depth: usize) -> Option<Vec<Object>> {
        let depth = depth.checked_sub(1)?;
        match ty {
            Type::Literal(name) => Some(vec![Object {
                fields: vec![Field {
                    name: name.clone(),
                    ty: Type::Unit,
                    optional: false,
                    docs: crate::schema::Docs::default(),
                }],
                rest: None,
            }]),
            Type::Union(members) => {
                let objects: Option<Vec<_>> =
                    members.iter().map(|member| self.keyed(member, depth)).collect();
                Some(objects?.into_iter().flatten().collect())
            }
            Type::Named { name, args } => {
                let shape = self.shape(name, args)?;
                self.keyed(&shape, depth)
            }
            ty => self.objects_within(ty, depth, &mut HashSet::new()),
        }
    }

    fn grounds(&self, ty: &Type) -> Vec<Ground> {
        let mut grounds = Vec::new();
        self.add_grounds(ty, MANY, &mut HashSet::new(), &mut grounds);
        grounds
    }

    /// `seen` are the named types whose grounds are there already.
    fn add_grounds(
        &self,
        ty: &Type,
        depth: usize,
        seen: &mut HashSet<Type>,
        grounds: &mut Vec<Ground>,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return grounds.push(Ground::Any) };
        let ground = match ty {
            Type::Param(_) => Ground::Open,
            Type::TypeScript(_) | Type::Json | Type::RawJson => Ground::Any,
            Type::Unit => Ground::Null,
            Type::Bool => Ground::Boolean,
            Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
            | Type::Number => Ground::Number(ty.clone()),
            Type::String => Ground::Text(None),
            Type::Literal(text) => Ground::Text(Some(text.clone())),
            Type::Bytes => Ground::Bytes,
            Type::List(item) => Ground::List((**item).clone()),
            Type::Tuple(items) => Ground::Tuple(items.clone()),
            Type::Option(inner) => {
                self.add_grounds(inner, depth, seen, grounds);
                Ground::Null
            }
            Type::Union(members) => {
                for member in members {
                    self.add_grounds(member, depth, seen, grounds);
                }
                return;
            }
            Type::Named { name, args } => {
                if !seen.insert(ty.clone()) {
                    return;
                }
                return match self.shape(name, args) {
                    Some(shape) => self.add_grounds(&shape, depth, seen, grounds),
                    None => grounds.push(Ground::Open),
                };
            }
            Type::Object(_)
            | Type::OneOf(_)
            | Type::Lenient(_)
            | Type::Map { .. }
            | Type::Flat { .. }
            | Type::AllOrNone(_)
            | Type::Keyed(_) => {
                return match self.objects(ty) {
                    Some(objects) => grounds.extend(objects.into_iter().map(Ground::Object)),
                    None => grounds.push(Ground::Any),
                };
            }
        };
        grounds.push(ground);
    }

    /// Whether no value is of both types.
    fn are_apart(&self, a: &Type, b: &Type, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let others = self.grounds(b);
        self.grounds(a).iter().all(|a| others.iter().all(|b| self.are_grounds_apart(a, b, depth)))
    }

    fn are_grounds_apart(&self, a: &Ground, b: &Ground, depth: usize) -> bool {
        match (a, b) {
            (Ground::Open | Ground::Any, _)
            | (_, Ground::Open | Ground::Any)
            | (Ground::Null, Ground::Null)
            | (Ground::Boolean, Ground::Boolean)
            | (Ground::Number(_), Ground::Number(_))
            | (Ground::Bytes, Ground::Bytes)
            | (Ground::List(_), Ground::List(_)) => false,
            (Ground::Text(a), Ground::Text(b)) => a.is_some() && b.is_some() && a != b,
            (Ground::Tuple(a), Ground::Tuple(b)) => {
                a.len() != b.len() || a.iter().zip(b).any(|(a, b)| self.are_apart(a, b, depth))
            }
            (Ground::List(item), Ground::Tuple(items))
            | (Ground::Tuple(items), Ground::List(item)) => {
                items.iter().any(|other| self.are_apart(item, other, depth))
            }
            (Ground::Object(a), Ground::Object(b)) => {
                let lacks = |a: &Object, b: &Object| {
                    a.fields.iter().filter(|field| !field.optional).any(|field| {
                        b.at(&field.name)
                            .is_none_or(|(other, _)| self.are_apart(&field.ty, other, depth))
                    })
                };
                lacks(a, b) || lacks(b, a)
            }
            _ => true,
        }
    }

    /// Whether a value of both types may be two things, of which a codec would have to know which:
    /// a wide integer, and a number that is none. If `is_told` is not set, values are not looked at
    /// before they are changed.
    fn differ(&self, a: &Type, b: &Type, is_told: bool, depth: usize) -> bool {
        if a == b {
            return false;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return self.has_wide(a) || self.has_wide(b);
        };
        let others = self.grounds(b);
        self.grounds(a)
            .iter()
            .any(|a| others.iter().any(|b| self.do_grounds_differ(a, b, is_told, depth)))
    }

    fn do_grounds_differ(&self, a: &Ground, b: &Ground, is_told: bool, depth: usize) -> bool {
        if is_told && self.are_grounds_apart(a, b, depth) {
            return false;
        }
        let differ = |a: &Type, b: &Type| self.differ(a, b, is_told, depth);
        match (a, b) {
            (Ground::Open, _) | (_, Ground::Open) => false,
            (Ground::Any, other) | (other, Ground::Any) => self.is_ground_wide(other),
            (Ground::Number(a), Ground::Number(b)) => {
                let is_any = |ty: &Type| *ty == Type::Number;
                a.is_bigint() != b.is_bigint()
                    || a.is_safe_integer() && is_any(b)
                    || is_any(a) && b.is_safe_integer()
            }
            (Ground::List(a), Ground::List(b)) => differ(a, b),
            (Ground::Tuple(a), Ground::Tuple(b)) => a.iter().zip(b).any(|(a, b)| differ(a, b)),
            (Ground::List(item), Ground::Tuple(items))
            | (Ground::Tuple(items), Ground::List(item)) => {
                items.iter().any(|other| differ(item, other))
            }
            (Ground::Object(a), Ground::Object(b)) => {
                let names = a.fields.iter().chain(&b.fields).map(|field| &*field.name);
                let mut shared = names.filter_map(|name| Some((a.at(name)?.0, b.at(name)?.0)));
                shared.any(|(a, b)| differ(a, b))
                    || matches!((&a.rest, &b.rest), (Some(a), Some(b)) if differ(a, b))
            }
            _ => false,
        }
    }

    fn is_ground_wide(&self, ground: &Ground) -> bool {
        match ground {
            Ground::Number(ty) => ty.is_bigint() || ty.is_safe_integer(),
            Ground::List(item) => self.has_wide(item),
            Ground::Tuple(items) => items.iter().any(|item| self.has_wide(item)),
            Ground::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(&object.rest).any(|ty| self.has_wide(ty))
            }
            _ => false,
        }
    }

    fn has_wide(&self, ty: &Type) -> bool {
        self.reaches(ty, &|ty| ty.is_bigint() || ty.is_safe_integer())
    }

    /// Whether a type has values of one of these in it.
    pub(crate) fn reaches(&self, ty: &Type, is_wanted: &dyn Fn(&Type) -> bool) -> bool {
        self.reaches_knowing(ty, is_wanted, &mut HashMap::new())
    }

    /// The same where it is `known` of some named types, to which are added those that are looked
    /// at.
    pub(crate) fn reaches_knowing(
        &self,
        ty: &Type,
        is_wanted: &dyn Fn(&Type) -> bool,
        known: &mut HashMap<Type, bool>,
    ) -> bool {
        let mut seen = HashSet::new();
        let is_found = self.reaches_unseen(ty, is_wanted, known, &mut seen);
        if !is_found {
            known.extend(seen.into_iter().map(|ty| (ty, false)));
        } else if matches!(ty, Type::Named { .. }) {
            known.insert(ty.clone(), true);
        }
        is_found
    }

    fn reaches_unseen(
        &self,
        ty: &Type,
        is_wanted: &dyn Fn(&Type) -> bool,
        known: &HashMap<Type, bool>,
        seen: &mut HashSet<Type>,
    ) -> bool {
        if is_wanted(ty) || seen.len() > MANY {
            return true;
        }
        match ty {
            Type::Named { name, args } => {
                if let Some(is_found) = known.get(ty) {
                    return *is_found;
                }
                seen.insert(ty.clone())
                    && self
                        .shape(name, args)
                        .is_some_and(|shape| self.reaches_unseen(&shape, is_wanted, known, seen))
            }
            // The keys of a map are text, whatever they stand for.
            Type::Map { value, .. } => self.reaches_unseen(value, is_wanted, known, seen),
            ty => {
                let mut is_found = false;
                children(ty, &mut |child| {
                    is_found = is_found || self.reaches_unseen(child, is_wanted, known, seen);
                });
                is_found
            }
        }
    }

    /// Whether a type has something in it that serde reads only where it stands, and cannot keep to
    /// read it later.
    pub(crate) fn reaches_unkept(&self, ty: &Type) -> bool {
        self.reaches_unkept_keys(ty) || self.reaches(ty, &Type::is_unkept)
    }

    /// Whether it has maps in it whose keys are no text: out of text that it has kept, serde reads
    /// no number and no boolean.
    pub(crate) fn reaches_unkept_keys(&self, ty: &Type) -> bool {
        self.reaches(
            ty,
            &|ty| matches!(ty, Type::Map { key, .. } if !self.is_text_to_rust(key, 16)),
        )
    }

    fn is_text_to_rust(&self, key: &Type, depth: usize) -> bool {
        match key {
            Type::Bool | Type::Integer | Type::SafeInteger | Type::SafeInteger128 | Type::Float => {
                false
            }
            Type::Named { name, args } if depth > 0 => {
                self.shape(name, args).is_none_or(|key| self.is_text_to_rust(&key, depth - 1))
            }
            key => !key.is_bigint(),
        }
    }

    /// Whether nothing can tell which of two types a value has, where it matters.
    pub(crate) fn clash(&self, a: &Type, b: &Type) -> bool {
        (self.has_wide(a) || self.has_wide(b)) && self.differ(a, b, true, DEPTH)
    }

    /// Whether the codec of one of two types would spoil values of the other.
    pub(crate) fn interfere(&self, a: &Type, b: &Type) -> bool {
        (self.has_wide(a) || self.has_wide(b)) && self.differ(a, b, false, DEPTH)
    }

    /// What tells the values of a type from those of types that do not clash with it.
    pub(crate) fn form(&self, ty: &Type) -> Form {
        self.form_within(ty, DEPTH)
    }

    /// The same for objects of one kind.
    pub(crate) fn object_form(&self, object: &Object) -> Form {
        self.form_of(&Ground::Object(object.clone()), DEPTH)
    }

    fn form_within(&self, ty: &Type, depth: usize) -> Form {
        let Some(depth) = depth.checked_sub(1) else { return Form::Any };
        let mut forms: Vec<_> =
            self.grounds(ty).iter().map(|ground| self.form_of(ground, depth)).collect();
        if forms.iter().any(|form| matches!(form, Form::Any)) {
            return Form::Any;
        }
        if forms.len() == 1 { forms.remove(0) } else { Form::Either(forms) }
    }

    fn form_of(&self, ground: &Ground, depth: usize) -> Form {
        match ground {
            Ground::Open | Ground::Any => Form::Any,
            Ground::Null => Form::Is("null"),
            Ground::Boolean => Form::Is("boolean"),
            Ground::Number(_) => Form::Is("number"),
            Ground::Text(None) => Form::Is("string"),
            Ground::Text(Some(text)) => Form::Literal(text.clone()),
            Ground::Bytes => Form::Is("bytes"),
            Ground::List(item) => Form::Each(Box::new(self.form_within(item, depth))),
            Ground::Tuple(items) => {
                Form::Items(items.iter().map(|item| self.form_within(item, depth)).collect())
            }
            Ground::Object(Object { fields, rest }) => {
                let of = |optional| {
                    let fields = fields.iter().filter(move |field| field.optional == optional);
                    fields
                        .map(|field| (field.name.clone(), self.form_within(&field.ty, depth)))
                        .collect()
                };
                let rest = rest.as_ref().map(|rest| Box::new(self.form_within(rest, depth)));
                Form::Keys { required: of(false), optional: of(true), rest }
            }
        }
    }
}

fn merge(a: &Object, b: &Object) -> Object {
    let fields = a.fields.iter().chain(&b.fields).cloned().collect();
    Object { fields, rest: a.rest.clone().or_else(|| b.rest.clone()) }
}
