//! Structs and enums, as serde reads their attributes: the one module that asks serde.

use std::collections::BTreeSet;
use std::mem;

use ipc_syntax::unraw;
use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens;
use serde_derive_internals::ast::{Container, Data, Field, Style, Variant};
use serde_derive_internals::attr::{self as serde_attr, Identifier, TagType};
use serde_derive_internals::name::{MultiName, Name};
use serde_derive_internals::{Ctxt, Derive};
use syn::ExprPath;

use super::said::{said_of_field, said_of_type, said_of_variant};
use super::{Direction, Lowering, Obligation, ObligationKind, attrs};
use crate::codes;
use crate::report::{Place, Problem};
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::{self, Docs, ErrorCode, Type};

impl Direction {
    const fn derive(self) -> Derive {
        match self {
            Self::Output => Derive::Serialize,
            Self::Input => Derive::Deserialize,
        }
    }

    fn skips(self, field: &serde_attr::Field) -> bool {
        match self {
            Self::Output => field.skip_serializing(),
            Self::Input => field.skip_deserializing(),
        }
    }
}

/// Where a definition's parts are lowered.
pub(super) struct Inside<'a, 'c> {
    pub(super) data: DataRef<'a>,
    pub(super) container: &'c Container<'a>,
    pub(super) scope: Scope<'a>,
    pub(super) direction: Direction,
}

impl Inside<'_, '_> {
    pub(super) fn problem(&self, tokens: impl ToTokens, message: impl Into<String>) -> Problem {
        self.data.module.file.problem(codes::UNMAPPED_SERDE_ATTRIBUTE, tokens, message)
    }

    /// The names that a field or a variant has: the first is what Rust writes, or would.
    fn names(&self, names: &MultiName, aliases: &BTreeSet<Name>) -> Vec<Name> {
        let own = match self.direction {
            Direction::Output => return vec![names.serialize_name().clone()],
            Direction::Input => names.deserialize_name(),
        };
        let others = aliases.iter().filter(|name| *name != own);
        std::iter::once(own).chain(others).cloned().collect()
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

    fn push_key(&mut self, name: &str, content: Type, place: &Place) {
        if self.keys.is_empty() {
            self.at = self.shapes.len();
            self.push(Type::OneOf(Vec::new()), place);
        }
        self.keys.push(key(name, content));
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
        let container = read(data, direction, &context);
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
        if let Some(definition) = self.definition(data) {
            definition.leaves_keys = leaves_keys(&container);
        }
        let scope = Scope::of_data(data);
        let inside = Inside { data, container: &container, scope, direction };
        if let Some(other) = stand_in(&container.attrs, direction) {
            let other = self.resolve_written(&inside, other.clone());
            return self.lower_type(&other, direction);
        }
        match &container.data {
            Data::Struct(style, fields) => self.lower_struct(&inside, *style, fields),
            Data::Enum(variants) => match (container.attrs.identifier(), direction) {
                (Identifier::No, _) | (_, Direction::Output) => self.lower_enum(&inside, variants),
                (Identifier::Field | Identifier::Variant, Direction::Input) => {
                    self.lower_identifier(&inside, variants)
                }
            },
        }
    }

    /// The meaning of a type in the string of an attribute.
    pub(super) fn resolve_written(&mut self, inside: &Inside<'a, '_>, ty: syn::Type) -> Ty<'a> {
        let ty = inside.data.data.written.keep(ty);
        self.resolver.resolve_type(ty, &inside.scope, &mut self.problems)
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
            // serde does not skip the only field of a newtype.
            Style::Newtype => self.lower_field(inside, &fields[0]),
            Style::Tuple => {
                let has_default = !inside.container.attrs.default().is_none();
                self.lower_tuple(inside, fields, has_default)
            }
            Style::Struct => {
                let mut keys = Vec::new();
                // Serialize writes the tag of a struct, and Deserialize takes it for an unknown key.
                let is_closed = inside.container.attrs.deny_unknown_fields();
                let optional = inside.direction == Direction::Input;
                if let TagType::Internal { tag } = inside.container.attrs.tag()
                    && !(optional && is_closed)
                {
                    let name = inside.container.attrs.name().serialize_name();
                    let name = Type::Literal(self.text(inside, name));
                    keys.push(schema::Field { optional, ..key(tag, name) });
                }
                self.lower_fields(inside, fields, keys)
            }
        }
    }

    /// An array. What may be missing at its end makes shorter ones, and so does what is left out.
    fn lower_tuple(
        &mut self,
        inside: &Inside<'a, '_>,
        fields: &[Field<'a>],
        has_default: bool,
    ) -> Type {
        let mut arrays = vec![Vec::new()];
        for field in fields {
            if inside.direction.skips(&field.attrs) {
                continue;
            }
            let element = self.lower_field(inside, field);
            let is_left_out = match inside.direction {
                Direction::Output => field.attrs.skip_serializing_if().is_some(),
                Direction::Input => has_default || !field.attrs.default().is_none(),
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
                        .problem(field.original, "this tuple has too many shapes")
                        .help("name the fields"),
                );
            }
        }
        one_or_union(arrays.into_iter().map(Type::Tuple).collect())
    }

    /// An object: `keys`, and those of the fields.
    fn lower_fields(
        &mut self,
        inside: &Inside<'a, '_>,
        fields: &[Field<'a>],
        mut keys: Vec<schema::Field>,
    ) -> Type {
        let mut taken: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        let mut parts = Vec::new();
        let mut flattened = Vec::new();
        for field in fields {
            if inside.direction.skips(&field.attrs) {
                continue;
            }
            let ty = self.lower_field(inside, field);
            if field.attrs.flatten() {
                flattened.push((parts.len(), inside.data.module.file.place(field.ty)));
                parts.push(ty);
                continue;
            }
            let optional = match inside.direction {
                Direction::Output => field.attrs.skip_serializing_if().is_some(),
                Direction::Input => {
                    !field.attrs.default().is_none()
                        || !inside.container.attrs.default().is_none()
                        || self.may_be_missing(
                            inside,
                            field,
                            &inside.names(field.attrs.name(), field.attrs.aliases())[0].value,
                        )
                }
            };
            // The first name has the docs.
            let mut docs = attrs::docs(&field.original.attrs);
            let mut names = Vec::new();
            for name in inside.names(field.attrs.name(), field.attrs.aliases()) {
                let name = self.text(inside, &name);
                if taken.contains(&name) {
                    self.problems.push(
                        inside
                            .data
                            .module
                            .file
                            .problem(
                                codes::DUPLICATE_KEY,
                                &field.member,
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
        let is_closed = inside.container.attrs.deny_unknown_fields();
        for (index, place) in flattened {
            self.obligations.push(Obligation {
                place,
                ty: flat.clone(),
                direction: inside.direction,
                kind: ObligationKind::Flattened { index, is_closed },
            });
        }
        flat
    }

    /// What crosses for a field: what is said of it, what its module does, or what its type shows.
    fn lower_field(&mut self, inside: &Inside<'a, '_>, field: &Field<'a>) -> Type {
        if let Some(said) = said_of_field(inside.data, field.original, inside.direction) {
            return self.lower_said(said, Some(field.ty), &inside.scope, inside.direction);
        }
        let with = match inside.direction {
            Direction::Output => field.attrs.serialize_with(),
            Direction::Input => field.attrs.deserialize_with(),
        };
        if let Some(path) = with.filter(|path| !is_of_serde(path)) {
            return self.lower_with(inside, path, field.ty);
        }
        let ty = self.resolver.resolve_type(field.ty, &inside.scope, &mut self.problems);
        self.lower_type(&ty, inside.direction)
    }

    /// Whether serde makes a value of a field whose key is not there.
    fn may_be_missing(&mut self, inside: &Inside<'a, '_>, field: &Field<'a>, key: &str) -> bool {
        if field.attrs.deserialize_with().is_some_and(|path| !is_of_serde(path)) {
            return false;
        }
        // What is wrong with the type has been reported, unless an attribute stands in for it.
        let ty = self.resolver.resolve_type(field.ty, &inside.scope, &mut Vec::new());
        if let TyKind::Param(param) = &ty.behind_pointers().kind
            && let Some(definition) = self.definition(inside.data)
        {
            definition.lenient_keys.insert((key.to_owned(), param.clone()));
        }
        self.makes_of_nothing(&ty, 0)
    }

    /// Whether a type is read as an `Option`, through whatever passes it on as it is.
    fn makes_of_nothing(&mut self, ty: &Ty<'a>, depth: usize) -> bool {
        if is_option(ty) {
            return true;
        }
        let TyKind::Data(data, args) = &ty.behind_pointers().kind else { return false };
        if depth > MAX_PASSED_ON || !mentions(*data, &["transparent", "from", "try_from"]) {
            return false;
        }
        let context = Ctxt::new();
        let container = read(*data, Direction::Input, &context);
        // The definition's own lowering reports what is wrong with it.
        let _ = context.check();
        let Some(container) = container else { return false };
        let passed_on = match (&container.data, stand_in(&container.attrs, Direction::Input)) {
            (_, Some(other)) => data.data.written.keep(other.clone()),
            (Data::Struct(_, fields), None) => {
                match fields.iter().find(|field| field.attrs.transparent()) {
                    Some(field) if field.attrs.deserialize_with().is_none() => field.ty,
                    _ => return false,
                }
            }
            (Data::Enum(_), None) => return false,
        };
        let scope = Scope::of_data(*data);
        let inner = self.resolver.resolve_type(passed_on, &scope, &mut Vec::new());
        match &inner.kind {
            TyKind::Param(name) => {
                let index = data.params().position(|param| param == *name);
                let arg = index.and_then(|index| args.get(index));
                arg.is_some_and(|arg| self.makes_of_nothing(arg, depth + 1))
            }
            _ => self.makes_of_nothing(&inner, depth + 1),
        }
    }

    /// A name as it is on the wire.
    fn text(&mut self, inside: &Inside<'a, '_>, name: &Name) -> String {
        self.check_text(inside, name, &name.value);
        name.value.clone()
    }

    /// Reports a name that the wire would take for an escape.
    fn check_text(&mut self, inside: &Inside<'a, '_>, tokens: impl ToTokens, text: &str) {
        if text.contains('\0') {
            self.problems.push(
                inside
                    .problem(tokens, "a name with `\\0` in it cannot cross to JavaScript")
                    .help("leave it out: strings that begin with it are the wire's own"),
            );
        }
    }

    fn lower_enum(&mut self, inside: &Inside<'a, '_>, variants: &[Variant<'a>]) -> Type {
        let mut taken = Vec::new();
        let mut found = Alternatives::default();
        let mut is_untagged = false;
        match inside.container.attrs.tag() {
            TagType::Internal { tag } => self.check_text(inside, &inside.container.ident, tag),
            TagType::Adjacent { tag, content } => {
                self.check_text(inside, &inside.container.ident, tag);
                self.check_text(inside, &inside.container.ident, content);
            }
            TagType::External | TagType::None => {}
        }
        for variant in variants {
            let skips = match inside.direction {
                Direction::Output => variant.attrs.skip_serializing(),
                Direction::Input => variant.attrs.skip_deserializing(),
            };
            if skips {
                continue;
            }
            let tagging = tagging(inside.container, variant);
            let mut names = Vec::new();
            for name in inside.names(variant.attrs.name(), variant.attrs.aliases()) {
                if matches!(tagging, Tagging::Untagged) {
                    break;
                }
                let name = self.text(inside, &name);
                if taken.contains(&name) {
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
                taken.push(name.clone());
                names.push(name);
            }
            is_untagged |= matches!(tagging, Tagging::Untagged);
            self.lower_variant(inside, variant, &tagging, &names, &mut found);
        }
        let (shapes, places) = found.finish();
        let union = Type::Union(shapes);
        if is_untagged {
            self.obligations.push(Obligation {
                place: inside.data.place(),
                ty: union.clone(),
                direction: inside.direction,
                kind: ObligationKind::Untagged { name: inside.data.name(), places },
            });
        }
        union
    }

    fn lower_variant(
        &mut self,
        inside: &Inside<'a, '_>,
        variant: &Variant<'a>,
        tagging: &Tagging<'_>,
        names: &[String],
        found: &mut Alternatives,
    ) {
        let file = &inside.data.module.file;
        let place = match &*variant.fields {
            [field] => file.place(field.ty),
            _ => file.place(&variant.ident),
        };
        let takes_any = variant.attrs.other() && inside.direction == Direction::Input;
        let tag_type = |names: &[String]| {
            if takes_any { Type::String } else { literals(names.iter().cloned()) }
        };
        let shape = match tagging {
            Tagging::External => match self.lower_content(inside, variant) {
                None => tag_type(names),
                Some(content) if inside.direction == Direction::Output => {
                    Type::Object(names.iter().map(|name| key(name, content.clone())).collect())
                }
                Some(content) => {
                    for name in names {
                        found.push_key(name, content.clone(), &place);
                    }
                    return;
                }
            },
            Tagging::Internal { tag } => {
                let tag = key(tag, tag_type(names));
                let said = said_of_variant(inside.data, variant.original, inside.direction);
                match style_of(variant, inside.direction) {
                    Style::Struct if said.is_none() => {
                        self.lower_fields(inside, &variant.fields, vec![tag])
                    }
                    Style::Unit | Style::Tuple if said.is_none() => Type::Object(vec![tag]),
                    _ => match self.lower_content(inside, variant) {
                        None | Some(Type::Unit) => Type::Object(vec![tag]),
                        Some(content) => {
                            let fields = vec![tag];
                            let flat = Type::Flat { fields, parts: vec![content], rest: None };
                            self.obligations.push(Obligation {
                                place: place.clone(),
                                ty: flat.clone(),
                                direction: inside.direction,
                                kind: ObligationKind::TaggedNewtype,
                            });
                            flat
                        }
                    },
                }
            }
            Tagging::Adjacent { tag, content: at } => {
                let mut keys = vec![key(tag, tag_type(names))];
                let content = self.lower_content(inside, variant);
                if content.is_none() && inside.direction == Direction::Input {
                    keys.push(schema::Field { optional: true, ..key(at, Type::Unit) });
                } else if let Some(content) = content {
                    let optional = inside.direction == Direction::Input
                        && matches!(style_of(variant, inside.direction), Style::Newtype)
                        && self.may_be_missing(inside, &variant.fields[0], at);
                    keys.push(schema::Field { optional, ..key(at, content) });
                }
                Type::Object(keys)
            }
            Tagging::Untagged => self.lower_content(inside, variant).unwrap_or(Type::Unit),
        };
        if inside.direction == Direction::Input
            && matches!(tagging, Tagging::Internal { .. } | Tagging::Untagged)
        {
            self.obligations.push(Obligation {
                place: place.clone(),
                ty: shape.clone(),
                direction: inside.direction,
                kind: ObligationKind::Buffered,
            });
        }
        found.push(shape, &place);
    }

    /// What a variant holds; nothing if it is a unit.
    fn lower_content(&mut self, inside: &Inside<'a, '_>, variant: &Variant<'a>) -> Option<Type> {
        if let Some(said) = said_of_variant(inside.data, variant.original, inside.direction) {
            return Some(self.lower_said(said, None, &inside.scope, inside.direction));
        }
        let with = match inside.direction {
            Direction::Output => variant.attrs.serialize_with(),
            Direction::Input => variant.attrs.deserialize_with(),
        };
        match (style_of(variant, inside.direction), with) {
            (Style::Newtype, Some(path)) => {
                Some(self.lower_with(inside, path, variant.fields.first()?.ty))
            }
            (_, Some(path)) => Some(self.refuse_with(inside, path)),
            (Style::Unit, None) => None,
            (Style::Newtype, None) => Some(self.lower_field(inside, variant.fields.first()?)),
            (Style::Tuple, None) => Some(self.lower_tuple(inside, &variant.fields, false)),
            (Style::Struct, None) => Some(self.lower_fields(inside, &variant.fields, Vec::new())),
        }
    }

    /// An enum that is read from the name of a field or of a variant.
    fn lower_identifier(&mut self, inside: &Inside<'a, '_>, variants: &[Variant<'a>]) -> Type {
        let mut shapes = Vec::new();
        for variant in variants {
            if variant.attrs.skip_deserializing() {
                continue;
            }
            match &*variant.fields {
                [any] => shapes.push(self.lower_field(inside, any)),
                _ if variant.attrs.other() => shapes.push(Type::String),
                _ => {
                    for name in inside.names(variant.attrs.name(), variant.attrs.aliases()) {
                        shapes.push(Type::Literal(self.text(inside, &name)));
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
            let context = Ctxt::new();
            let container = read(data, Direction::Output, &context);
            // The definition's own lowering reports what is wrong with it.
            let _ = context.check();
            let Some(container) = container else { return ErrorCode::Application };
            let Some(other) = stand_in(&container.attrs, Direction::Output) else {
                break container;
            };
            let other = data.data.written.keep(other.clone());
            ty = self.resolver.resolve_type(other, &Scope::of_data(data), &mut Vec::new());
        };
        match (&container.data, container.attrs.tag()) {
            // What is written without a tag could be mistaken for one that has it.
            (Data::Enum(variants), _) if variants.iter().any(|it| it.attrs.untagged()) => {
                ErrorCode::Application
            }
            (Data::Enum(_), TagType::External) => ErrorCode::External,
            (Data::Enum(_), TagType::Internal { tag } | TagType::Adjacent { tag, .. }) => {
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

/// What serde reads out of a definition.
fn read<'a>(data: DataRef<'a>, direction: Direction, context: &Ctxt) -> Option<Container<'a>> {
    // serde would panic.
    if unrenamable(data).is_some() {
        return None;
    }
    let private = Ident::new(PRIVATE, Span::call_site());
    Container::from_ast(context, data.input(), direction.derive(), &private)
}

/// The module of serde's own functions, which it names in the `with` of what it lends.
const PRIVATE: &str = "__private";

/// Whether a type derives serde's traits for another one.
pub(super) fn is_remote(data: DataRef<'_>) -> bool {
    mentions(data, &["remote"])
}

/// Whether a type has one of these attributes of serde on itself, without a reading of all.
fn mentions(data: DataRef<'_>, keys: &[&str]) -> bool {
    let is_key = |token: TokenTree| matches!(token, TokenTree::Ident(key) if keys.iter().any(|it| key == it));
    data.input().attrs.iter().filter(|attr| attr.path().is_ident("serde")).any(|attr| {
        attr.meta.require_list().is_ok_and(|list| list.tokens.clone().into_iter().any(is_key))
    })
}

/// Whether what serde reads from an object's keys stays there for others to read too: it takes out
/// only what it knows by its keys, a struct, or by a tag beside the content.
fn leaves_keys(container: &Container<'_>) -> bool {
    match &container.data {
        Data::Enum(variants) => {
            matches!(container.attrs.tag(), TagType::Internal { .. } | TagType::None)
                || variants.iter().any(|variant| variant.attrs.untagged())
        }
        Data::Struct(_, fields) => {
            matches!(container.attrs.tag(), TagType::Internal { .. })
                || fields.iter().any(|field| field.attrs.flatten())
        }
    }
}

fn is_of_serde(path: &ExprPath) -> bool {
    path.path.segments.iter().any(|segment| segment.ident == PRIVATE)
}

/// The type that a container is converted into, or from, on its way.
fn stand_in(attrs: &serde_attr::Container, direction: Direction) -> Option<&syn::Type> {
    match direction {
        Direction::Output => attrs.type_into(),
        Direction::Input => attrs.type_from().or(attrs.type_try_from()),
    }
}

fn tagging<'c>(container: &'c Container<'_>, variant: &Variant<'_>) -> Tagging<'c> {
    match container.attrs.tag() {
        _ if variant.attrs.untagged() => Tagging::Untagged,
        TagType::None => Tagging::Untagged,
        TagType::External => Tagging::External,
        TagType::Internal { tag } => Tagging::Internal { tag },
        TagType::Adjacent { tag, content } => Tagging::Adjacent { tag, content },
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
