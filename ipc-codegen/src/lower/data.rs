//! Structs, and the dispatch over all definitions: what serde makes of them, in one direction.

use super::crossing::with_of;
use super::definition::ObligationKind;
use super::inside::Inside;
use super::overrides::type_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::walk::one_or_union;
use crate::schema::{Docs, Field, Type};
use crate::tree::{self, Body, Container, FieldDefault, FieldStyle, Span, Tag};

/// The most shapes of one tuple.
const MAX_ARRAYS: usize = 16;

/// How many types may forward an `Option`.
const MAX_FORWARDED: usize = 32;

impl<'a> TypeLowerer<'a> {
    /// The shape of a definition.
    pub(super) fn lower_data(&mut self, data: DataRef<'a>) -> Type {
        self.lower_data_in(data, &Scope::of_data(data))
    }

    /// The shape of a definition whose parameters mean what `scope` says.
    pub(super) fn lower_data_in(&mut self, data: DataRef<'a>, scope: &Scope<'a>) -> Type {
        if let Err(problems) = &data.data.overrides {
            self.errors.extend(problems.iter().cloned());
            return Type::Unit;
        }
        if let Some(shape) = type_override(data, self.direction) {
            let scope = self.override_scope(data, scope);
            let crossing = self.override_crossing(shape, None, &scope);
            return self.lower_crossing(crossing);
        }
        if let Some(crossing) =
            self.derived_crossing(data).or_else(|| self.handwritten_crossing(data))
        {
            return self.lower_crossing(crossing);
        }
        let container = match data.data.container.get(self.direction) {
            Ok(container) => container,
            Err(problems) => {
                self.errors.extend(problems.iter().cloned());
                return Type::Unit;
            }
        };
        // A definition in a function's body is part of the one that the function is for.
        let owner = if data.module.is_block { self.inside } else { Some(data) };
        if let Some(lowered) = owner.and_then(|owner| self.lowered(owner)) {
            lowered.leaves_keys |= leaves_keys(container);
            lowered.refuses_other_keys |= container.deny_unknown_fields;
        }
        let scope = scope.clone();
        let inside = Inside { data, container, scope, direction: self.direction };
        if let Some(other) = container.serde_proxy.get(self.direction) {
            let other = self.resolver.resolve_type(other, &inside.scope);
            return self.lower_type(&other);
        }
        match &container.body {
            Body::Struct(style, fields) => self.lower_struct(&inside, *style, fields),
            Body::Transparent(field) => self.lower_field(&inside, field),
            Body::Enum(variants)
                if container.is_identifier && self.direction == Direction::Input =>
            {
                self.lower_identifier(&inside, variants)
            }
            Body::Enum(variants) => {
                let shape = self.lower_enum(&inside, variants);
                // The name of an externally tagged variant is the only key.
                if matches!((&container.tag, &shape), (Tag::External, Type::Object(_)))
                    && let Some(lowered) = self.lowered(data)
                {
                    lowered.refuses_other_keys = true;
                }
                shape
            }
        }
    }

    fn lower_struct(
        &mut self,
        inside: &Inside<'a>,
        style: FieldStyle,
        fields: &'a [tree::Field],
    ) -> Type {
        match style {
            FieldStyle::Unit => Type::Unit,
            // serde does not skip the only field of a newtype.
            FieldStyle::Newtype => self.lower_field(inside, &fields[0]),
            FieldStyle::Tuple => {
                let has_default = inside.container.has_default;
                self.lower_tuple(inside, fields, has_default)
            }
            FieldStyle::Struct => {
                let mut keys = Vec::new();
                // serde writes the tag of a struct, but treats it as an unknown key when it reads.
                let is_closed = inside.container.deny_unknown_fields;
                let optional = inside.direction == Direction::Input;
                if let Tag::Internal { tag } = &inside.container.tag
                    && !(optional && is_closed)
                {
                    let name = Type::Literal(self.text(
                        inside,
                        inside.data.data.name.span,
                        &inside.container.name,
                    ));
                    keys.push(Field { optional, ..key(tag, name) });
                }
                self.lower_fields(inside, fields, keys)
            }
        }
    }

    /// An array, or several of different lengths if elements may be left out.
    pub(super) fn lower_tuple(
        &mut self,
        inside: &Inside<'a>,
        fields: &'a [tree::Field],
        has_default: bool,
    ) -> Type {
        let mut arrays = vec![Vec::new()];
        for field in fields {
            if *field.skips.get(inside.direction) {
                continue;
            }
            let element = match inside.direction {
                Direction::Output => self.lower_present_field(inside, field),
                Direction::Input => self.lower_field(inside, field),
            };
            let is_left_out = match inside.direction {
                Direction::Output => field.skip_if.is_some(),
                Direction::Input => has_default || field.default != FieldDefault::None,
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
                        .problem(field.ty.span, "this tuple has too many shapes")
                        .help("name the fields"),
                );
            }
        }
        one_or_union(arrays.into_iter().map(Type::Tuple).collect())
    }

    /// An object with `keys`, and the keys of the fields.
    pub(super) fn lower_fields(
        &mut self,
        inside: &Inside<'a>,
        fields: &'a [tree::Field],
        mut keys: Vec<Field>,
    ) -> Type {
        keys.reserve_exact(fields.len());
        let mut taken: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        let mut parts = Vec::new();
        let mut flattened = Vec::new();
        for field in fields {
            if *field.skips.get(inside.direction) {
                continue;
            }
            if field.is_flat {
                flattened.push((parts.len(), inside.data.module.file.location(field.ty.span)));
                parts.push(self.lower_field(inside, field));
                continue;
            }
            let ty = self.lower_present_field(inside, field);
            let optional = match inside.direction {
                Direction::Output => field.skip_if.is_some(),
                Direction::Input => {
                    field.default != FieldDefault::None
                        || inside.container.has_default
                        || self.may_be_missing(inside, field, inside.names(&field.names)[0])
                }
            };
            let mut names = Vec::new();
            for name in inside.names(&field.names) {
                let name = self.text(inside, field.member, name);
                if taken.contains(&name) {
                    self.errors.push(
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
                names.push(name);
            }
            let aliases = names.split_off(1).into();
            let docs = field.docs.clone();
            keys.extend(names.pop().map(|name| Field { name, ty, optional, aliases, docs }));
        }
        if parts.is_empty() {
            return Type::Object(keys);
        }
        let flat = Type::Flat { fields: keys, parts, rest: None };
        let is_closed = inside.container.deny_unknown_fields;
        for (index, location) in flattened {
            let kind = ObligationKind::Flattened { index, is_closed };
            self.add_obligation(location, flat.clone(), kind);
        }
        flat
    }

    /// The shape of what crosses for a field.
    pub(super) fn lower_field(&mut self, inside: &Inside<'a>, field: &'a tree::Field) -> Type {
        let crossing = self.field_crossing(inside, field);
        self.lower_crossing(crossing)
    }

    /// Whether serde can read a field whose key is missing.
    pub(super) fn may_be_missing(
        &mut self,
        inside: &Inside<'a>,
        field: &'a tree::Field,
        key: &str,
    ) -> bool {
        if with_of(&field.with, Direction::Input).is_some() {
            return false;
        }
        let ty = self.resolver.resolve_type(&field.ty, &inside.scope);
        let inner = ty.behind_pointers();
        if matches!(inner.kind, TyKind::Param(_) | TyKind::Projected(_))
            && !inside.data.module.is_block
            && let Some(param) = self.param_name(inner)
            && let Some(lowered) = self.lowered(inside.data)
        {
            lowered.missing_as_null.insert((key.to_owned(), param));
        }
        self.reads_as_option(&ty, 0)
    }

    /// Whether serde reads a type as an `Option`, also through types that forward to one.
    pub(super) fn reads_as_option(&mut self, ty: &Ty<'a>, depth: usize) -> bool {
        if ty.is_option() {
            return true;
        }
        let TyKind::Data(data, args) = &ty.behind_pointers().kind else { return false };
        // The lowering of the definition itself reports its errors.
        let Ok(container) = &data.data.container.input else { return false };
        if depth > MAX_FORWARDED || self.derived_crossing(*data).is_some() {
            return false;
        }
        if let Some(reads_option) = self.reads_option_by_hand(*data, depth) {
            return reads_option;
        }
        let forwarded = match (&container.body, &container.serde_proxy.input) {
            (_, Some(other)) => other,
            (Body::Transparent(field), None)
                if with_of(&field.with, Direction::Input).is_none() =>
            {
                &field.ty
            }
            _ => return false,
        };
        let inner = self.resolver.resolve_type(forwarded, &Scope::of_data(*data));
        let inner = self.resolver.fill(&inner, *data, args, self.inside);
        self.reads_as_option(&inner, depth + 1)
    }

    /// A name on the wire, which is checked.
    pub(super) fn text(&mut self, inside: &Inside<'a>, span: Span, name: &str) -> String {
        self.check_text(inside, span, name);
        name.to_owned()
    }

    /// Reports a name that the wire would read as an escape.
    pub(super) fn check_text(&mut self, inside: &Inside<'a>, span: Span, text: &str) {
        if text.contains('\0') {
            self.errors.push(
                inside
                    .problem(span, "a name with `\\0` in it cannot cross to JavaScript")
                    .help("remove it: the wire reserves strings that begin with it"),
            );
        }
    }
}

/// Whether serde, where the type is flattened, leaves the keys that it reads to other fields. It removes
/// only the keys of a struct, and those of externally and adjacently tagged enums.
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

pub(super) fn key(name: &str, ty: Type) -> Field {
    let (aliases, docs) = (Box::default(), Docs::default());
    Field { name: name.to_owned(), ty, optional: false, aliases, docs }
}
