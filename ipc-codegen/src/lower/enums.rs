//! Enums: the shape of each variant, by how it is tagged.

use super::data::key;
use super::definition::ObligationKind;
use super::inside::Inside;
use super::overrides::shape_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::report::Location;
use crate::schema::walk::one_or_union;
use crate::schema::{Field, Type};
use crate::tree::{Body, Container, FieldStyle, Tag, Variant};

/// How a variant is tagged.
enum Tagging<'c> {
    External,
    Internal { tag: &'c str },
    Adjacent { tag: &'c str, content: &'c str },
    Untagged,
}

/// The alternatives of an enum.
#[derive(Default)]
struct Alternatives {
    shapes: Vec<Type>,
    /// The location of each alternative.
    locations: Vec<Location>,
    /// The keys of externally tagged variants: an object has one of them.
    keys: Vec<Field>,
    /// The index of the alternative for these keys.
    keys_index: usize,
}

impl Alternatives {
    fn push(&mut self, shape: Type, location: &Location) {
        self.shapes.push(shape);
        self.locations.push(location.clone());
    }

    fn push_keys(&mut self, mut keys: Vec<Field>, location: &Location) {
        if self.keys.is_empty() {
            self.keys_index = self.shapes.len();
            self.push(Type::OneOf(Vec::new()), location);
        }
        self.keys.append(&mut keys);
    }

    fn finish(mut self) -> (Vec<Type>, Vec<Location>) {
        if !self.keys.is_empty() {
            self.shapes[self.keys_index] = one_of(self.keys);
        }
        (self.shapes, self.locations)
    }
}

impl<'a> TypeLowerer<'a> {
    pub(super) fn lower_enum(&mut self, inside: &Inside<'a>, variants: &'a [Variant]) -> Type {
        let mut taken = Vec::new();
        let mut found =
            Alternatives { shapes: Vec::with_capacity(variants.len()), ..Alternatives::default() };
        let mut is_untagged = false;
        let span = inside.data.data.name.span;
        match &inside.container.tag {
            Tag::Internal { tag } => self.check_text(inside, span, tag),
            Tag::Adjacent { tag, content } => {
                self.check_text(inside, span, tag);
                self.check_text(inside, span, content);
            }
            Tag::External | Tag::None => {}
        }
        for variant in variants {
            if *variant.skips.get(inside.direction) {
                continue;
            }
            let tagging = tagging(inside.container, variant);
            let mut names = Vec::new();
            for name in inside.names(&variant.names) {
                if matches!(tagging, Tagging::Untagged) {
                    break;
                }
                let name = self.text(inside, variant.span, name);
                if taken.contains(&name) {
                    self.errors.push(
                        inside
                            .data
                            .module
                            .file
                            .problem(
                                codes::DUPLICATE_KEY,
                                variant.span,
                                format!("two variants of this enum are named `{name}` on the wire"),
                            )
                            .help("rename one of them"),
                    );
                }
                taken.push(name.clone());
                names.push(name);
            }
            is_untagged |= matches!(tagging, Tagging::Untagged);
            self.lower_variant(inside, variant, &tagging, &names, &mut found);
        }
        let (shapes, locations) = found.finish();
        let union = Type::Union(shapes);
        if is_untagged {
            let kind = ObligationKind::Untagged { name: inside.data.name().to_owned(), locations };
            self.add_obligation(inside.data.location(), union.clone(), kind);
        }
        union
    }

    fn lower_variant(
        &mut self,
        inside: &Inside<'a>,
        variant: &'a Variant,
        tagging: &Tagging<'_>,
        names: &[String],
        found: &mut Alternatives,
    ) {
        let file = &inside.data.module.file;
        let location = match &*variant.fields {
            [field] => file.location(field.ty.span),
            _ => file.location(variant.span),
        };
        let takes_any = variant.is_other && inside.direction == Direction::Input;
        let tag_type = |names: &[String]| {
            if takes_any { Type::String } else { literals(names.iter().cloned()) }
        };
        // TypeScript shows docs only at keys, so the docs of a variant are at the key that names it.
        let docs = || variant.docs.clone();
        let shape = match tagging {
            Tagging::External => match self.lower_content(inside, variant) {
                None => tag_type(names),
                Some(content) => {
                    let mut keys: Vec<_> =
                        names.iter().map(|name| key(name, content.clone())).collect();
                    if let Some(first) = keys.first_mut() {
                        first.docs = docs();
                    }
                    if inside.direction == Direction::Input {
                        self.require_buffered(inside, &location, &content);
                        return found.push_keys(keys, &location);
                    }
                    Type::Object(keys)
                }
            },
            Tagging::Internal { tag } => {
                let tag = Field { docs: docs(), ..key(tag, tag_type(names)) };
                let is_overridden = shape_override(&variant.overrides, inside.direction).is_some();
                match variant.style(inside.direction) {
                    FieldStyle::Struct if !is_overridden => {
                        self.lower_fields(inside, &variant.fields, vec![tag])
                    }
                    FieldStyle::Unit | FieldStyle::Tuple if !is_overridden => {
                        Type::Object(vec![tag])
                    }
                    _ => match self.lower_content(inside, variant) {
                        None | Some(Type::Unit) => Type::Object(vec![tag]),
                        Some(content) => {
                            let fields = vec![tag];
                            let flat = Type::Flat { fields, parts: vec![content], rest: None };
                            let kind = ObligationKind::TaggedNewtype;
                            self.add_obligation(location.clone(), flat.clone(), kind);
                            flat
                        }
                    },
                }
            }
            Tagging::Adjacent { tag, content: content_key } => {
                let mut keys = Vec::with_capacity(2);
                keys.push(Field { docs: docs(), ..key(tag, tag_type(names)) });
                let content = self.lower_content(inside, variant);
                if content.is_none() && inside.direction == Direction::Input {
                    keys.push(Field { optional: true, ..key(content_key, Type::Unit) });
                } else if let Some(content) = content {
                    let optional = inside.direction == Direction::Input
                        && matches!(variant.style(inside.direction), FieldStyle::Newtype)
                        && self.may_be_missing(inside, &variant.fields[0], content_key);
                    keys.push(Field { optional, ..key(content_key, content) });
                }
                Type::Object(keys)
            }
            Tagging::Untagged => self.lower_content(inside, variant).unwrap_or(Type::Unit),
        };
        self.require_buffered(inside, &location, &shape);
        found.push(shape, &location);
    }

    /// Adds an obligation if serde buffers the values of a variant: the tag of the enum is internal, or a
    /// variant has none.
    fn require_buffered(&mut self, inside: &Inside<'a>, location: &Location, ty: &Type) {
        let Container { tag, body, .. } = inside.container;
        let has_untagged =
            matches!(body, Body::Enum(variants) if variants.iter().any(|it| it.is_untagged));
        let is_buffered = has_untagged || matches!(tag, Tag::Internal { .. } | Tag::None);
        if is_buffered && inside.direction == Direction::Input {
            self.add_obligation(location.clone(), ty.clone(), ObligationKind::Buffered);
        }
    }

    /// The content of a variant; `None` for a unit.
    fn lower_content(&mut self, inside: &Inside<'a>, variant: &'a Variant) -> Option<Type> {
        if let Some(crossing) = self.variant_crossing(inside, variant) {
            return Some(self.lower_crossing(crossing));
        }
        match variant.style(inside.direction) {
            FieldStyle::Unit => None,
            FieldStyle::Newtype => Some(self.lower_field(inside, variant.fields.first()?)),
            FieldStyle::Tuple => Some(self.lower_tuple(inside, &variant.fields, false)),
            FieldStyle::Struct => Some(self.lower_fields(inside, &variant.fields, Vec::new())),
        }
    }

    /// A field or variant identifier: an enum that is read from a name.
    pub(super) fn lower_identifier(
        &mut self,
        inside: &Inside<'a>,
        variants: &'a [Variant],
    ) -> Type {
        let mut shapes = Vec::new();
        for variant in variants {
            if variant.skips.input {
                continue;
            }
            match &*variant.fields {
                [any] => shapes.push(self.lower_field(inside, any)),
                _ if variant.is_other => shapes.push(Type::String),
                _ => {
                    for name in inside.names(&variant.names) {
                        shapes.push(Type::Literal(self.text(inside, variant.span, name)));
                    }
                }
            }
        }
        Type::Union(shapes)
    }
}

fn tagging<'a>(container: &'a Container, variant: &Variant) -> Tagging<'a> {
    match &container.tag {
        _ if variant.is_untagged => Tagging::Untagged,
        Tag::None => Tagging::Untagged,
        Tag::External => Tagging::External,
        Tag::Internal { tag } => Tagging::Internal { tag },
        Tag::Adjacent { tag, content } => Tagging::Adjacent { tag, content },
    }
}

fn one_of(keys: Vec<Field>) -> Type {
    if keys.len() == 1 { Type::Object(keys) } else { Type::OneOf(keys) }
}

fn literals(names: impl Iterator<Item = String>) -> Type {
    one_or_union(names.map(Type::Literal).collect())
}
