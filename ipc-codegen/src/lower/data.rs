//! Structs and enums: what serde makes of them, in one direction.

use std::mem;

use super::said::{said, said_of_type};
use super::{Lowering, ObligationKind};
use crate::codes;
use crate::direction::Direction;
use crate::report::{Place, Problem};
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::{self, Docs, ErrorCode, Type};
use crate::tree::{At, Body, Container, Field, Names, Said, Style, Tag, Variant};

/// Where a definition's parts are lowered.
pub(super) struct Inside<'a> {
    pub(super) data: DataRef<'a>,
    pub(super) container: &'a Container,
    pub(super) scope: Scope<'a>,
    pub(super) direction: Direction,
}

impl<'a> Inside<'a> {
    pub(super) fn problem(&self, at: At, message: impl Into<String>) -> Problem {
        self.data.module.file.problem(codes::UNMAPPED_SERDE_ATTRIBUTE, at, message)
    }

    /// The names that a field or a variant has: the first is what Rust writes, or would.
    fn names(&self, names: &'a Names) -> Vec<&'a str> {
        match self.direction {
            Direction::Output => vec![&*names.output],
            Direction::Input => {
                let own = names.input.as_ref().unwrap_or(&names.output);
                std::iter::once(own).chain(&names.aliases).map(|name| &**name).collect()
            }
        }
    }
}

/// How a variant is told from the others.
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
    /// Where each of them comes from.
    places: Vec<Place>,
    /// The keys of which an object has one.
    keys: Vec<schema::Field>,
    /// The index that the object of these keys has.
    at: usize,
}

impl Alternatives {
    fn push(&mut self, shape: Type, place: &Place) {
        self.shapes.push(shape);
        self.places.push(place.clone());
    }

    fn push_keys(&mut self, mut keys: Vec<schema::Field>, place: &Place) {
        if self.keys.is_empty() {
            self.at = self.shapes.len();
            self.push(Type::OneOf(Vec::new()), place);
        }
        self.keys.append(&mut keys);
    }

    fn finish(mut self) -> (Vec<Type>, Vec<Place>) {
        if !self.keys.is_empty() {
            self.shapes[self.at] = one_of(self.keys);
        }
        (self.shapes, self.places)
    }
}

impl<'a> Lowering<'a> {
    /// The shape of a definition in one direction.
    pub(super) fn lower_data(&mut self, data: DataRef<'a>, direction: Direction) -> Type {
        if let Err(problems) = &data.data.said {
            self.problems.extend_from_slice(problems);
            return Type::Unit;
        }
        if let Some(said) = said_of_type(data, direction) {
            let crossing = self.said_crossing(said, None, &Scope::of_data(data));
            return self.lower_crossing(crossing, direction);
        }
        let container = match data.data.container.get(direction) {
            Ok(container) => container,
            Err(problems) => {
                self.problems.extend_from_slice(problems);
                return Type::Unit;
            }
        };
        if let Some(definition) = self.definition(data) {
            definition.leaves_keys = leaves_keys(container);
        }
        let inside = Inside { data, container, scope: Scope::of_data(data), direction };
        if let Some(other) = container.stand_in.get(direction) {
            let other = self.resolver.resolve_type(other, &inside.scope);
            return self.lower_type(&other, direction);
        }
        match &container.body {
            Body::Struct(style, fields) => self.lower_struct(&inside, *style, fields),
            Body::Transparent(field) => self.lower_field(&inside, field),
            Body::Enum(variants) if container.is_identifier && direction == Direction::Input => {
                self.lower_identifier(&inside, variants)
            }
            Body::Enum(variants) => self.lower_enum(&inside, variants),
        }
    }

    fn lower_struct(&mut self, inside: &Inside<'a>, style: Style, fields: &'a [Field]) -> Type {
        match style {
            Style::Unit => Type::Unit,
            // serde does not skip the only field of a newtype.
            Style::Newtype => self.lower_field(inside, &fields[0]),
            Style::Tuple => {
                let has_default = inside.container.has_default;
                self.lower_tuple(inside, fields, has_default)
            }
            Style::Struct => {
                let mut keys = Vec::new();
                // Serialize writes the tag of a struct, and Deserialize takes it for an unknown
                // key.
                let is_closed = inside.container.deny_unknown_fields;
                let optional = inside.direction == Direction::Input;
                if let Tag::Internal { tag } = &inside.container.tag
                    && !(optional && is_closed)
                {
                    let name = Type::Literal(self.text(
                        inside,
                        inside.data.data.name.at,
                        &inside.container.name,
                    ));
                    keys.push(schema::Field { optional, ..key(tag, name) });
                }
                self.lower_fields(inside, fields, keys)
            }
        }
    }

    /// An array. What may be missing at its end makes shorter ones, and so does what is left out.
    fn lower_tuple(&mut self, inside: &Inside<'a>, fields: &'a [Field], has_default: bool) -> Type {
        let mut arrays = vec![Vec::new()];
        for field in fields {
            if *field.skips.get(inside.direction) {
                continue;
            }
            let element = self.lower_field(inside, field);
            let is_left_out = match inside.direction {
                Direction::Output => field.may_be_skipped,
                Direction::Input => has_default || field.has_default,
            };
            let longest = arrays.last().cloned().unwrap_or_default();
            let mut longer: Vec<_> = match inside.direction {
                Direction::Output => arrays.clone(),
                Direction::Input => vec![longest],
            };
            for array in &mut longer {
                array.push(element.clone());
            }
            if is_left_out {
                arrays.append(&mut longer);
            } else {
                arrays = longer;
            }
            if arrays.len() > MAX_ARRAYS {
                return self.refuse(
                    inside
                        .problem(field.ty.at, "this tuple has too many shapes")
                        .help("name the fields"),
                );
            }
        }
        one_or_union(arrays.into_iter().map(Type::Tuple).collect())
    }

    /// An object: `keys`, and those of the fields.
    fn lower_fields(
        &mut self,
        inside: &Inside<'a>,
        fields: &'a [Field],
        mut keys: Vec<schema::Field>,
    ) -> Type {
        let mut taken: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        let mut parts = Vec::new();
        let mut flattened = Vec::new();
        for field in fields {
            if *field.skips.get(inside.direction) {
                continue;
            }
            let ty = self.lower_field(inside, field);
            if field.is_flat {
                flattened.push((parts.len(), inside.data.module.file.place(field.ty.at)));
                parts.push(ty);
                continue;
            }
            let optional = match inside.direction {
                Direction::Output => field.may_be_skipped,
                Direction::Input => {
                    field.has_default
                        || inside.container.has_default
                        || self.may_be_missing(inside, field, inside.names(&field.names)[0])
                }
            };
            // The first name has the docs.
            let mut docs = field.docs.clone();
            let mut names = Vec::new();
            for name in inside.names(&field.names) {
                let name = self.text(inside, field.member, name);
                if taken.contains(&name) {
                    self.problems.push(
                        inside
                            .data
                            .module
                            .file
                            .problem(
                                codes::DUPLICATE_KEY,
                                field.member,
                                format!("two keys of this object are named `{name}` on the wire"),
                            )
                            .help("rename one of them"),
                    );
                }
                taken.push(name.clone());
                let docs = mem::take(&mut docs);
                names.push(schema::Field { name, ty: ty.clone(), optional, docs });
            }
            if names.len() == 1 {
                keys.append(&mut names);
            } else {
                parts.push(Type::OneOf(names));
            }
        }
        if parts.is_empty() {
            return Type::Object(keys);
        }
        let flat = Type::Flat { fields: keys, parts, rest: None };
        let is_closed = inside.container.deny_unknown_fields;
        for (index, place) in flattened {
            let kind = ObligationKind::Flattened { index, is_closed };
            self.oblige(place, flat.clone(), inside.direction, kind);
        }
        flat
    }

    /// What crosses for a field.
    fn lower_field(&mut self, inside: &Inside<'a>, field: &'a Field) -> Type {
        let crossing = self.field_crossing(inside, field);
        self.lower_crossing(crossing, inside.direction)
    }

    /// Whether serde makes a value of a field whose key is not there.
    fn may_be_missing(&mut self, inside: &Inside<'a>, field: &'a Field, key: &str) -> bool {
        if field.with.input.is_some() {
            return false;
        }
        let ty = self.resolver.resolve_type(&field.ty, &inside.scope);
        let inner = ty.behind_pointers();
        if matches!(inner.kind, TyKind::Param(_) | TyKind::Projected(_))
            && let Some(param) = self.param_name(inner)
            && let Some(definition) = self.definition(inside.data)
        {
            definition.lenient_keys.insert((key.to_owned(), param));
        }
        self.makes_of_nothing(&ty, 0)
    }

    /// Whether a type is read as an `Option`, through whatever passes it on as it is.
    fn makes_of_nothing(&mut self, ty: &Ty<'a>, depth: usize) -> bool {
        if is_option(ty) {
            return true;
        }
        let TyKind::Data(data, args) = &ty.behind_pointers().kind else { return false };
        // The definition's own lowering reports what is wrong with it.
        let Ok(container) = &data.data.container.input else { return false };
        if depth > MAX_PASSED_ON {
            return false;
        }
        let passed_on = match (&container.body, &container.stand_in.input) {
            (_, Some(other)) => other,
            (Body::Transparent(field), None) if field.with.input.is_none() => &field.ty,
            _ => return false,
        };
        let inner = self.resolver.resolve_type(passed_on, &Scope::of_data(*data));
        let inner = self.resolver.fill(&inner, *data, args, self.inside);
        self.makes_of_nothing(&inner, depth + 1)
    }

    /// The name of what stands at a place, as it is on the wire.
    fn text(&mut self, inside: &Inside<'a>, at: At, name: &str) -> String {
        self.check_text(inside, at, name);
        name.to_owned()
    }

    /// Reports a name that the wire would take for an escape.
    fn check_text(&mut self, inside: &Inside<'a>, at: At, text: &str) {
        if text.contains('\0') {
            self.problems.push(
                inside
                    .problem(at, "a name with `\\0` in it cannot cross to JavaScript")
                    .help("leave it out: strings that begin with it are the wire's own"),
            );
        }
    }

    fn lower_enum(&mut self, inside: &Inside<'a>, variants: &'a [Variant]) -> Type {
        let mut taken = Vec::new();
        let mut found = Alternatives::default();
        let mut is_untagged = false;
        let at = inside.data.data.name.at;
        match &inside.container.tag {
            Tag::Internal { tag } => self.check_text(inside, at, tag),
            Tag::Adjacent { tag, content } => {
                self.check_text(inside, at, tag);
                self.check_text(inside, at, content);
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
                let name = self.text(inside, variant.at, name);
                if taken.contains(&name) {
                    self.problems.push(
                        inside
                            .data
                            .module
                            .file
                            .problem(
                                codes::DUPLICATE_KEY,
                                variant.at,
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
        let (shapes, places) = found.finish();
        let union = Type::Union(shapes);
        if is_untagged {
            let kind = ObligationKind::Untagged { name: inside.data.name().to_owned(), places };
            self.oblige(inside.data.place(), union.clone(), inside.direction, kind);
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
        let place = match &*variant.fields {
            [field] => file.place(field.ty.at),
            _ => file.place(variant.at),
        };
        let takes_any = variant.is_other && inside.direction == Direction::Input;
        let tag_type = |names: &[String]| {
            if takes_any { Type::String } else { literals(names.iter().cloned()) }
        };
        // TypeScript shows the docs of keys alone: those of a variant stand at the key that names
        // it.
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
                        self.check_buffered(inside, &place, &content);
                        return found.push_keys(keys, &place);
                    }
                    Type::Object(keys)
                }
            },
            Tagging::Internal { tag } => {
                let tag = schema::Field { docs: docs(), ..key(tag, tag_type(names)) };
                let said = said(&variant.said, inside.direction);
                match variant.style(inside.direction) {
                    Style::Struct if said.is_none() => {
                        self.lower_fields(inside, &variant.fields, vec![tag])
                    }
                    Style::Unit | Style::Tuple if said.is_none() => Type::Object(vec![tag]),
                    _ => match self.lower_content(inside, variant) {
                        None | Some(Type::Unit) => Type::Object(vec![tag]),
                        Some(content) => {
                            let fields = vec![tag];
                            let flat = Type::Flat { fields, parts: vec![content], rest: None };
                            let kind = ObligationKind::TaggedNewtype;
                            self.oblige(place.clone(), flat.clone(), inside.direction, kind);
                            flat
                        }
                    },
                }
            }
            Tagging::Adjacent { tag, content: at } => {
                let mut keys = vec![schema::Field { docs: docs(), ..key(tag, tag_type(names)) }];
                let content = self.lower_content(inside, variant);
                if content.is_none() && inside.direction == Direction::Input {
                    keys.push(schema::Field { optional: true, ..key(at, Type::Unit) });
                } else if let Some(content) = content {
                    let optional = inside.direction == Direction::Input
                        && matches!(variant.style(inside.direction), Style::Newtype)
                        && self.may_be_missing(inside, &variant.fields[0], at);
                    keys.push(schema::Field { optional, ..key(at, content) });
                }
                Type::Object(keys)
            }
            Tagging::Untagged => self.lower_content(inside, variant).unwrap_or(Type::Unit),
        };
        self.check_buffered(inside, &place, &shape);
        found.push(shape, &place);
    }

    /// serde keeps what comes and reads it later if the tag of an enum is among it or missing, be
    /// it from one variant.
    fn check_buffered(&mut self, inside: &Inside<'a>, place: &Place, ty: &Type) {
        let Container { tag, body, .. } = inside.container;
        let has_untagged =
            matches!(body, Body::Enum(variants) if variants.iter().any(|it| it.is_untagged));
        let is_buffered = has_untagged || matches!(tag, Tag::Internal { .. } | Tag::None);
        if is_buffered && inside.direction == Direction::Input {
            self.oblige(place.clone(), ty.clone(), inside.direction, ObligationKind::Buffered);
        }
    }

    /// What a variant holds; nothing if it is a unit.
    fn lower_content(&mut self, inside: &Inside<'a>, variant: &'a Variant) -> Option<Type> {
        if let Some(crossing) = self.variant_crossing(inside, variant) {
            return Some(self.lower_crossing(crossing, inside.direction));
        }
        match variant.style(inside.direction) {
            Style::Unit => None,
            Style::Newtype => Some(self.lower_field(inside, variant.fields.first()?)),
            Style::Tuple => Some(self.lower_tuple(inside, &variant.fields, false)),
            Style::Struct => Some(self.lower_fields(inside, &variant.fields, Vec::new())),
        }
    }

    /// An enum that is read from the name of a field or of a variant.
    fn lower_identifier(&mut self, inside: &Inside<'a>, variants: &'a [Variant]) -> Type {
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
                        shapes.push(Type::Literal(self.text(inside, variant.at, name)));
                    }
                }
            }
        }
        Type::Union(shapes)
    }

    /// Where the page finds the `code` of an error of this type.
    pub(super) fn error_code(&mut self, ty: &Ty<'a>) -> ErrorCode {
        let mut ty = ty.clone();
        let mut passed: Vec<DataRef<'a>> = Vec::new();
        let container = loop {
            let TyKind::Data(data, _) = ty.behind_pointers().kind else {
                return ErrorCode::Application;
            };
            // Types that stand in for each other are circular, and refused as that.
            if passed.iter().any(|other| std::ptr::eq(other.data, data.data)) {
                return ErrorCode::Application;
            }
            passed.push(data);
            let other = match (said_of_type(data, Direction::Output), &data.data.container.output) {
                (Some(Said::Rust(other)), _) => other,
                (None, Ok(container)) => match &container.stand_in.output {
                    Some(other) => other,
                    None => break container,
                },
                // Of a wrong definition its own lowering reports what is wrong.
                _ => return ErrorCode::Application,
            };
            ty = self.resolver.resolve_type(other, &Scope::of_data(data));
        };
        match (&container.body, &container.tag) {
            // What is written without a tag could be mistaken for one that has it.
            (Body::Enum(variants), _) if variants.iter().any(|it| it.is_untagged) => {
                ErrorCode::Application
            }
            (Body::Enum(_), Tag::External) => ErrorCode::External,
            (Body::Enum(_), Tag::Internal { tag } | Tag::Adjacent { tag, .. }) => {
                ErrorCode::Tag(tag.clone())
            }
            _ => ErrorCode::Application,
        }
    }
}

/// The most shapes that one tuple has.
const MAX_ARRAYS: usize = 16;

/// How many types may pass an `Option` on.
const MAX_PASSED_ON: usize = 32;

/// Whether a type derives serde's traits for another one.
pub(super) fn is_remote(data: DataRef<'_>) -> bool {
    data.data.is_remote
}

/// Whether what serde reads from an object's keys stays there for others to read too: it takes out
/// only what it knows by its keys, a struct, or by a tag beside the content.
fn leaves_keys(container: &Container) -> bool {
    match &container.body {
        Body::Enum(variants) => {
            matches!(container.tag, Tag::Internal { .. } | Tag::None)
                || variants.iter().any(|variant| variant.is_untagged)
        }
        Body::Transparent(_) => false,
        Body::Struct(_, fields) => {
            matches!(container.tag, Tag::Internal { .. })
                || fields.iter().any(|field| field.is_flat)
        }
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

fn key(name: &str, ty: Type) -> schema::Field {
    schema::Field { name: name.to_owned(), ty, optional: false, docs: Docs::default() }
}

fn one_of(keys: Vec<schema::Field>) -> Type {
    if keys.len() == 1 { Type::Object(keys) } else { Type::OneOf(keys) }
}

fn literals(names: impl Iterator<Item = String>) -> Type {
    one_or_union(names.map(Type::Literal).collect())
}

fn one_or_union(mut types: Vec<Type>) -> Type {
    if types.len() == 1 { types.remove(0) } else { Type::Union(types) }
}

/// Whether serde makes `None` of a missing value.
pub(super) fn is_option(ty: &Ty<'_>) -> bool {
    matches!(ty.behind_pointers().kind, TyKind::Known(known, _) if known.is_option())
}
