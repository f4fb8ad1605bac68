//! Structs and enums, as serde reads their attributes: the one module that asks serde.

use ipc_syntax::unraw;
use proc_macro2::{Ident, Span};
use serde_derive_internals::ast::{Container, Data, Field, Style, Variant};
use serde_derive_internals::attr::{Default as SerdeDefault, TagType};
use serde_derive_internals::name::MultiName;
use serde_derive_internals::{Ctxt, Derive};

use super::said::{said_of_field, said_of_type, said_of_variant};
use super::{Direction, Lowering, Obligation, ObligationKind, attrs};
use crate::codes;
use crate::report::Problem;
use crate::resolve::{DataRef, Known, Scope, Ty, TyKind};
use crate::schema::{self, Docs, ErrorCode, Type};

impl Direction {
    const fn derive(self) -> Derive {
        match self {
            Self::Output => Derive::Serialize,
            Self::Input => Derive::Deserialize,
        }
    }

    fn name(self, names: &MultiName) -> String {
        match self {
            Self::Output => names.serialize_name().value.clone(),
            Self::Input => names.deserialize_name().value.clone(),
        }
    }

    fn skips(self, field: &serde_derive_internals::attr::Field) -> bool {
        match self {
            Self::Output => field.skip_serializing(),
            Self::Input => field.skip_deserializing(),
        }
    }
}

/// Where a definition's parts are lowered.
struct Inside<'a, 'c> {
    data: DataRef<'a>,
    container: &'c Container<'a>,
    scope: Scope<'a>,
    direction: Direction,
}

impl<'a> Lowering<'a> {
    /// The shape of a definition in one direction.
    pub(super) fn lower_data(&mut self, data: DataRef<'a>, direction: Direction) -> Type {
        let file = &data.module.file;
        let cfg = &self.resolver.program.krate(data.module.krate).cfg;
        let before = self.problems.len();
        if let Err(diagnostics) = data.data.options() {
            self.problems.extend(diagnostics.iter().map(|it| file.diagnosed(it.clone())));
            return Type::Unit;
        }
        if let Some(said) = said_of_type(data, direction) {
            return self.lower_said(said, None, &Scope::of_data(data), direction);
        }
        if let Some(ident) = unrenamable(data) {
            self.problems.push(
                file.problem(
                    codes::SERDE,
                    ident,
                    format!("serde cannot write `{}` in `camelCase`", unraw(ident)),
                )
                .help("give it a name of its own, and remove `rename_all`"),
            );
            return Type::Unit;
        }
        attrs::check_attributes(data.input(), file, cfg, &mut self.problems);
        let context = Ctxt::new();
        let private = Ident::new("__private", Span::call_site());
        let container = Container::from_ast(&context, data.input(), direction.derive(), &private);
        if let Err(errors) = context.check() {
            for error in errors {
                let place = match file.place_of(error.span()) {
                    place if place.range == (0..0) => data.place(),
                    place => place,
                };
                self.problems.push(Problem::new(codes::SERDE, error.to_string()).at(place));
            }
        }
        let Some(container) = container.filter(|_| self.problems.len() == before) else {
            return Type::Unit;
        };
        let scope = Scope::of_data(data);
        let inside = Inside { data, container: &container, scope, direction };
        match &container.data {
            Data::Struct(style, fields) => self.lower_struct(&inside, *style, fields),
            Data::Enum(variants) => self.lower_enum(&inside, variants),
        }
    }

    fn lower_struct(
        &mut self,
        inside: &Inside<'a, '_>,
        style: Style,
        fields: &[Field<'a>],
    ) -> Type {
        if let Some(field) = fields.iter().find(|field| field.attrs.transparent()) {
            return self.lower_field(inside, field);
        }
        match style {
            Style::Unit => Type::Unit,
            Style::Newtype => {
                let field = &fields[0];
                // serde does not skip the only field of a newtype.
                if field.attrs.skip_serializing() || field.attrs.skip_deserializing() {
                    return self.refuse(
                        inside
                            .data
                            .module
                            .file
                            .problem(
                                codes::UNMAPPED_SERDE_ATTRIBUTE,
                                field.original,
                                "the only field of a newtype cannot be skipped",
                            )
                            .help("use a unit struct"),
                    );
                }
                self.lower_field(inside, field)
            }
            Style::Tuple => self.lower_tuple(inside, fields),
            Style::Struct => {
                let mut keys = Vec::new();
                // Serialize writes the tag of a struct, Deserialize never looks at it.
                if let (TagType::Internal { tag }, Direction::Output) =
                    (inside.container.attrs.tag(), inside.direction)
                {
                    let name = inside.direction.name(inside.container.attrs.name());
                    keys.push(key(tag, Type::Literal(name)));
                }
                self.lower_fields(inside, fields, keys)
            }
        }
    }

    fn lower_tuple(&mut self, inside: &Inside<'a, '_>, fields: &[Field<'a>]) -> Type {
        let mut elements = Vec::new();
        for field in fields {
            if inside.direction == Direction::Output && field.attrs.skip_serializing_if().is_some()
            {
                self.problems.push(
                    inside
                        .data
                        .module
                        .file
                        .problem(
                            codes::UNMAPPED_SERDE_ATTRIBUTE,
                            field.original,
                            "a tuple that leaves out an element has no fixed shape",
                        )
                        .help("name the fields"),
                );
            }
            if !inside.direction.skips(&field.attrs) {
                elements.push(self.lower_field(inside, field));
            }
        }
        Type::Tuple(elements)
    }

    /// An object: `keys`, and those of the fields.
    fn lower_fields(
        &mut self,
        inside: &Inside<'a, '_>,
        fields: &[Field<'a>],
        mut keys: Vec<schema::Field>,
    ) -> Type {
        for field in fields {
            if inside.direction.skips(&field.attrs) {
                continue;
            }
            let optional = match inside.direction {
                Direction::Output => field.attrs.skip_serializing_if().is_some(),
                Direction::Input => {
                    !matches!(field.attrs.default(), SerdeDefault::None)
                        || !matches!(inside.container.attrs.default(), SerdeDefault::None)
                        || self.is_option_field(inside, field)
                }
            };
            let name = inside.direction.name(field.attrs.name());
            let module = inside.data.module;
            if field.attrs.aliases().len() > 1 {
                self.problems.push(
                    module
                        .file
                        .problem(
                            codes::UNMAPPED_SERDE_ATTRIBUTE,
                            &field.member,
                            "a field that is accepted under several names is not mapped",
                        )
                        .help("accept one name only"),
                );
            }
            if keys.iter().any(|key| key.name == name) {
                self.problems.push(
                    module
                        .file
                        .problem(
                            codes::DUPLICATE_KEY,
                            &field.member,
                            format!("two keys of this object are named `{name}` on the wire"),
                        )
                        .help("rename one of them"),
                );
            }
            keys.push(schema::Field {
                name,
                ty: self.lower_field(inside, field),
                optional,
                docs: attrs::docs(&field.original.attrs),
            });
        }
        Type::Object(keys)
    }

    /// Whether a field's own type is an `Option`, whatever is said of its shape.
    fn is_option_field(&mut self, inside: &Inside<'a, '_>, field: &Field<'a>) -> bool {
        let mut reported_elsewhere = Vec::new();
        is_option(&self.resolver.resolve_type(field.ty, &inside.scope, &mut reported_elsewhere))
    }

    fn lower_field(&mut self, inside: &Inside<'a, '_>, field: &Field<'a>) -> Type {
        let lowered = self.lower_field_type(inside, field);
        if matches!(inside.container.attrs.tag(), TagType::None) {
            self.obligations.push(Obligation {
                place: inside.data.module.file.place(field.ty),
                ty: lowered.clone(),
                kind: ObligationKind::Untagged(inside.data.name()),
            });
        }
        lowered
    }

    /// What is said of a field's shape, or else what its type shows.
    fn lower_field_type(&mut self, inside: &Inside<'a, '_>, field: &Field<'a>) -> Type {
        let Inside { data, scope, direction, .. } = inside;
        if let Some(said) = said_of_field(*data, field.original, *direction) {
            return self.lower_said(said, Some(field.ty), scope, *direction);
        }
        let ty = self.resolver.resolve_type(field.ty, scope, &mut self.problems);
        self.lower_type(&ty, *direction)
    }

    fn lower_enum(&mut self, inside: &Inside<'a, '_>, variants: &[Variant<'a>]) -> Type {
        let mut names = Vec::new();
        let mut shapes = Vec::new();
        for variant in variants {
            let skips = match inside.direction {
                Direction::Output => variant.attrs.skip_serializing(),
                Direction::Input => variant.attrs.skip_deserializing(),
            };
            if skips {
                continue;
            }
            let name = inside.direction.name(variant.attrs.name());
            let is_untagged = matches!(inside.container.attrs.tag(), TagType::None);
            if !is_untagged && names.contains(&name) {
                self.problems.push(
                    inside
                        .data
                        .module
                        .file
                        .problem(
                            codes::DUPLICATE_KEY,
                            &variant.ident,
                            format!("two variants of this enum are named `{name}` on the wire"),
                        )
                        .help("rename one of them"),
                );
            }
            shapes.push(self.lower_variant(inside, variant, &name));
            names.push(name);
        }
        Type::Union(shapes)
    }

    fn lower_variant(
        &mut self,
        inside: &Inside<'a, '_>,
        variant: &Variant<'a>,
        name: &str,
    ) -> Type {
        let literal = || Type::Literal(name.to_owned());
        match inside.container.attrs.tag() {
            TagType::External => match self.lower_content(inside, variant) {
                None => literal(),
                Some(content) => Type::Object(vec![key(name, content)]),
            },
            TagType::Internal { tag } => {
                let style = style_of(variant, inside.direction);
                let said = said_of_variant(inside.data, variant.original, inside.direction);
                let (content, place) = match (said, style, &*variant.fields) {
                    (Some(said), ..) => {
                        let content = self.lower_said(said, None, &inside.scope, inside.direction);
                        (content, inside.data.module.file.place(&variant.ident))
                    }
                    (None, Style::Struct, fields) => {
                        return self.lower_fields(inside, fields, vec![key(tag, literal())]);
                    }
                    (None, Style::Newtype, [field]) => (
                        self.lower_field_type(inside, field),
                        inside.data.module.file.place(field.ty),
                    ),
                    _ => return Type::Object(vec![key(tag, literal())]),
                };
                let tagged = Type::Object(vec![key(tag, literal())]);
                if content == Type::Unit {
                    return tagged;
                }
                self.obligations.push(Obligation {
                    place,
                    ty: content.clone(),
                    kind: ObligationKind::TaggedNewtype(tag.clone()),
                });
                Type::Intersection(vec![tagged, content])
            }
            TagType::Adjacent { tag, content: at } => {
                let mut keys = vec![key(tag, literal())];
                if let Some(content) = self.lower_content(inside, variant) {
                    let optional = inside.direction == Direction::Input
                        && matches!(style_of(variant, inside.direction), Style::Newtype)
                        && matches!(content, Type::Option(_));
                    keys.push(schema::Field { optional, ..key(at, content) });
                }
                Type::Object(keys)
            }
            TagType::None => self.lower_content(inside, variant).unwrap_or(Type::Unit),
        }
    }

    /// What a variant holds; nothing if it is a unit.
    fn lower_content(&mut self, inside: &Inside<'a, '_>, variant: &Variant<'a>) -> Option<Type> {
        if let Some(said) = said_of_variant(inside.data, variant.original, inside.direction) {
            return Some(self.lower_said(said, None, &inside.scope, inside.direction));
        }
        match style_of(variant, inside.direction) {
            Style::Unit => None,
            Style::Newtype => Some(self.lower_field(inside, variant.fields.first()?)),
            Style::Tuple => Some(self.lower_tuple(inside, &variant.fields)),
            Style::Struct => Some(self.lower_fields(inside, &variant.fields, Vec::new())),
        }
    }
}

/// Where the page finds the `code` of an error of this type.
pub(super) fn error_code(ty: &Ty<'_>) -> ErrorCode {
    let TyKind::Data(data, _) = &ty.behind_pointers().kind else {
        return ErrorCode::Application;
    };
    let context = Ctxt::new();
    let attrs = serde_derive_internals::attr::Container::from_ast(&context, data.input());
    // The definition's own lowering reports what is wrong with it.
    let _ = context.check();
    match (&data.input().data, attrs.tag()) {
        (syn::Data::Enum(_), TagType::External) => ErrorCode::External,
        (syn::Data::Enum(_), TagType::Internal { tag } | TagType::Adjacent { tag, .. }) => {
            ErrorCode::Tag(tag.clone())
        }
        _ => ErrorCode::Application,
    }
}

/// A newtype variant whose field is skipped is a unit variant to serde.
fn style_of(variant: &Variant<'_>, direction: Direction) -> Style {
    match variant.style {
        Style::Newtype if direction.skips(&variant.fields[0].attrs) => Style::Unit,
        style => style,
    }
}

fn key(name: &str, ty: Type) -> schema::Field {
    schema::Field { name: name.to_owned(), ty, optional: false, docs: Docs::default() }
}

/// Whether serde makes `None` of a missing value.
pub(super) fn is_option(ty: &Ty<'_>) -> bool {
    matches!(ty.behind_pointers().kind, TyKind::Known(Known::Option, _))
}

/// A name in a type under `camelCase` that makes serde panic: one without a first letter, or with
/// one of more than a byte.
fn unrenamable(data: DataRef<'_>) -> Option<&Ident> {
    let is_camel = |attrs: &[syn::Attribute]| {
        attrs.iter().any(|attr| {
            attr.path().is_ident("serde")
                && attr
                    .meta
                    .require_list()
                    .is_ok_and(|list| list.tokens.to_string().contains("\"camelCase\""))
        })
    };
    let is_odd = |name: &str| !name.starts_with(|first: char| first.is_ascii());
    let is_odd_field = |field: &&Ident| is_odd(unraw(field).trim_start_matches('_'));
    let input = data.input();
    let whole = is_camel(&input.attrs);
    match &input.data {
        syn::Data::Struct(data) if whole => {
            data.fields.iter().filter_map(|field| field.ident.as_ref()).find(is_odd_field)
        }
        syn::Data::Enum(data) => data.variants.iter().find_map(|variant| {
            if whole && is_odd(&unraw(&variant.ident)) {
                return Some(&variant.ident);
            }
            let mut fields = variant.fields.iter().filter_map(|field| field.ident.as_ref());
            fields.find(is_odd_field).filter(|_| whole || is_camel(&variant.attrs))
        }),
        _ => None,
    }
}
