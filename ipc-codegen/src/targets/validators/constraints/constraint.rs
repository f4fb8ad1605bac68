//! Constraints: what a value must be.

use std::collections::BTreeSet;

use ipc_syntax::TypeScript;

use crate::schema::Docs;

/// The most objects to list for one type.
pub(super) const MAX_OBJECTS: usize = 256;

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Constraint {
    /// Any value: only TypeScript can check this type.
    Opaque(TypeScript),
    Null,
    Bool,
    Integer(Width),
    /// A number, or a number that JSON does not have.
    Float,
    /// A number of any size, which JSON has.
    Number,
    String,
    Bytes,
    Json,
    /// This string.
    Literal(String),
    /// This literal of JavaScript, which is not a string: `1`, `1n`, `true`, `undefined`.
    Word(String),
    List(Box<Self>),
    Tuple(Vec<Self>),
    /// An object whose keys are texts of one kind.
    Record(Key, Box<Self>),
    Object(Object),
    Merged(Merged),
    /// A value that meets one of these, of which none is a union or equals another. Without any, there
    /// is no such value.
    Union(Vec<Self>),
    /// A value of the definition with this name.
    Named(String),
}

/// The range of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Width {
    /// Up to 32 bits, with or without a sign.
    Small,
    /// Up to 64 bits in Rust, and a `number` in JavaScript.
    Safe,
    /// Up to 128 bits in Rust, and a `number` in JavaScript.
    Safe128,
    /// 64 bits, with or without a sign: a `bigint`.
    Big,
    /// 128 bits, with or without a sign: a `bigint`.
    Big128,
    /// A `bigint` of any size.
    Unlimited,
}

impl Width {
    /// Whether JavaScript has the integer as a `bigint`.
    pub(crate) const fn is_bigint(self) -> bool {
        matches!(self, Self::Big | Self::Big128 | Self::Unlimited)
    }
}

/// What the keys of an object must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Any,
    /// The digits of an integer.
    Integer,
    /// A number as JSON writes it.
    Number,
    /// One of these.
    Names(Vec<String>),
}

/// An object with known keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Object {
    pub(crate) properties: Vec<Property>,
    /// What is under other keys.
    pub(crate) rest: Rest,
    /// Keys of other objects that this one must not have even if other keys are ignored.
    pub(crate) excluded: BTreeSet<String>,
}

/// What is under keys that an object does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) enum Rest {
    /// There are no other keys.
    #[default]
    Refused,
    /// Anything: nobody reads it.
    Ignored,
    /// Values that meet this.
    Values(Box<Constraint>),
}

/// A known key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Property {
    pub(crate) docs: Docs,
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) constraint: Constraint,
}

/// An object with the keys of several: of one with known keys, and for each choice of one of its objects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Merged {
    pub(crate) base: Object,
    pub(crate) choices: Vec<Vec<Object>>,
}

impl Constraint {
    pub(crate) const NEVER: Self = Self::Union(Vec::new());

    /// Any value at all.
    pub(crate) fn unknown() -> Self {
        Self::Opaque(TypeScript::Word("unknown".to_owned()))
    }

    /// A value that meets one of these.
    pub(crate) fn union(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        for member in members {
            let members = if let Self::Union(members) = member { members } else { vec![member] };
            for member in members {
                if !flat.contains(&member) {
                    flat.push(member);
                }
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::Union(flat) }
    }

    /// The constraints that a constraint consists of.
    pub(crate) fn children(&self) -> Vec<&Self> {
        match self {
            Self::List(inner) | Self::Record(_, inner) => vec![inner],
            Self::Tuple(items) | Self::Union(items) => items.iter().collect(),
            Self::Object(object) => object.values().collect(),
            Self::Merged(Merged { base, choices }) => {
                base.values().chain(choices.iter().flatten().flat_map(Object::values)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Calls `visit` with a constraint and, recursively, each of its children.
    pub(crate) fn walk<'c>(&'c self, visit: &mut dyn FnMut(&'c Self)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The text of a literal that is a string.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            _ => None,
        }
    }
}

/// The key under which each of these has another literal: the tag of an enum.
pub(crate) fn tag<'c>(members: &[&'c Constraint]) -> Option<&'c str> {
    let objects = members.iter().map(|member| match *member {
        Constraint::Object(object) => Some(object),
        _ => None,
    });
    let objects: Vec<&'c Object> = objects.collect::<Option<_>>()?;
    let [first, _, ..] = objects[..] else { return None };
    first.properties.iter().map(|property| &*property.name).find(|name| {
        let mut literals: Vec<&str> =
            objects.iter().filter_map(|object| object.required_literal(name)).collect();
        literals.sort_unstable();
        literals.dedup();
        literals.len() == objects.len()
    })
}

impl Object {
    /// The constraints of its values.
    fn values(&self) -> impl Iterator<Item = &Constraint> {
        let values = self.properties.iter().map(|property| &property.constraint);
        values.chain(match &self.rest {
            Rest::Values(values) => Some(&**values),
            Rest::Refused | Rest::Ignored => None,
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|property| property.name == name)
    }

    /// An object with the keys of both. Of two properties with one name, the first counts.
    pub(super) fn merge(&self, other: &Self) -> Self {
        let mut properties = self.properties.clone();
        properties.extend(other.properties.iter().filter(|it| !self.has(&it.name)).cloned());
        let rest = match (&self.rest, &other.rest) {
            (Rest::Values(_), _) | (Rest::Ignored, Rest::Refused | Rest::Ignored) => &self.rest,
            (_, rest) => rest,
        };
        let excluded = self.excluded.union(&other.excluded);
        let excluded = excluded.filter(|name| !self.has(name) && !other.has(name)).cloned();
        Self { rest: rest.clone(), excluded: excluded.collect(), properties }
    }

    /// The literal that must be under a key.
    fn required_literal(&self, name: &str) -> Option<&str> {
        let property = self.properties.iter().find(|property| property.name == name)?;
        property.constraint.literal().filter(|_| !property.optional)
    }
}

impl Merged {
    /// An object without choices.
    pub(super) const fn one(base: Object) -> Self {
        Self { base, choices: Vec::new() }
    }

    /// One of these objects.
    pub(super) fn any(mut objects: Vec<Object>) -> Self {
        match objects.len() {
            1 => Self::one(objects.remove(0)),
            _ => Self { base: Object::default(), choices: vec![objects] },
        }
    }

    /// One of these objects, without the keys of the others.
    pub(super) fn exclusive(mut objects: Vec<Object>) -> Self {
        let names: BTreeSet<String> = objects
            .iter()
            .flat_map(|object| object.properties.iter().map(|property| property.name.clone()))
            .collect();
        for object in &mut objects {
            let excluded = names.iter().filter(|name| !object.has(name));
            object.excluded = excluded.cloned().collect();
        }
        Self::any(objects)
    }

    /// The objects that it may be, unless there are too many to list.
    pub(super) fn objects(self) -> Option<Vec<Object>> {
        let mut objects = vec![self.base];
        for choice in self.choices {
            if objects.len() * choice.len() > MAX_OBJECTS {
                return None;
            }
            let merged = objects.iter().flat_map(|first| choice.iter().map(|it| first.merge(it)));
            objects = merged.collect();
        }
        Some(objects)
    }

    /// Whether each choice can be made by itself: it decides only about keys that it knows.
    pub(super) fn has_known_choices(&self) -> bool {
        let mut objects = self.choices.iter().flatten();
        objects.all(|object| match object.rest {
            Rest::Refused => true,
            Rest::Ignored => self.base.rest == Rest::Ignored,
            Rest::Values(_) => false,
        })
    }
}
