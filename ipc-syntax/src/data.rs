//! `#[ipc(…)]` on types that derive `IpcType`: what a reader of the source cannot see of their
//! shape, said by their author.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Meta, Type};

use crate::parse::{
    duplicate_option, path_text, skip_value, string_value, syntax_error, unknown_option,
};
use crate::{Diagnostic, Name, SpanRange, TypeScript, codes, names};

/// What the `#[ipc(…)]` attributes of a type say.
#[derive(Clone, Default)]
pub struct DataOptions {
    /// `name = "…"`: its name in TypeScript.
    pub name: Option<Name>,
    /// The shape of the type as a whole.
    pub shape: Shapes,
    /// The shapes of what variants hold, by their index.
    pub variants: BTreeMap<usize, Shapes>,
    /// The shapes of fields, by the index of their variant, 0 in a struct, and their own.
    pub fields: BTreeMap<(usize, usize), Shapes>,
}

/// The shapes that are said of something, by direction; without one it has its derived shape.
#[derive(Clone, Default)]
pub struct Shapes {
    /// What Rust produces.
    pub output: Option<Shape>,
    /// What Rust accepts.
    pub input: Option<Shape>,
}

/// A shape that is said and not read from a type.
#[derive(Clone)]
pub enum Shape {
    /// `ts = "…"`: this TypeScript.
    TypeScript(TypeScript),
    /// `as = "…"`: that of another Rust type.
    Rust(Box<Type>),
    /// `as = "number"`: a `number` for each 64- or 128-bit integer.
    Number(Span),
}

/// What an `#[ipc(…)]` stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Site {
    Type,
    Variant,
    Field,
}

impl Site {
    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Type => &["as", "name", "ts"],
            Self::Variant | Self::Field => &["as", "ts"],
        }
    }
}

/// Reads the `#[ipc(…)]` attributes of a type.
///
/// # Errors
///
/// Everything that is wrong with them.
pub fn parse_data(input: &DeriveInput) -> Result<DataOptions, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut options = DataOptions::default();
    (options.name, options.shape) = parse_attrs(&input.attrs, Site::Type, &mut errors);
    let mut add_fields = |variant: usize, fields: &Fields, errors: &mut Vec<Diagnostic>| {
        for (index, field) in fields.iter().enumerate() {
            let (_, shapes) = parse_attrs(&field.attrs, Site::Field, errors);
            if !shapes.is_empty() {
                options.fields.insert((variant, index), shapes);
            }
        }
    };
    match &input.data {
        Data::Struct(data) => add_fields(0, &data.fields, &mut errors),
        Data::Enum(data) => {
            for (index, variant) in data.variants.iter().enumerate() {
                let (_, shapes) = parse_attrs(&variant.attrs, Site::Variant, &mut errors);
                if !shapes.is_empty() {
                    options.variants.insert(index, shapes);
                }
                add_fields(index, &variant.fields, &mut errors);
            }
        }
        Data::Union(_) => {}
    }
    if errors.is_empty() { Ok(options) } else { Err(errors) }
}

impl Shapes {
    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.output.is_none() && self.input.is_none()
    }
}

fn parse_attrs(
    attrs: &[Attribute],
    site: Site,
    errors: &mut Vec<Diagnostic>,
) -> (Option<Name>, Shapes) {
    let mut name = None;
    let mut shapes = Shapes::default();
    let mut seen = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("ipc")) {
        let Meta::List(_) = &attr.meta else {
            errors.push(
                Diagnostic::new(
                    codes::INVALID_OPTION,
                    SpanRange::of(&attr.meta),
                    "the options of `#[ipc]` go in parentheses",
                )
                .help("write `#[ipc(ts = \"…\")]` or `#[ipc(as = \"…\")]`"),
            );
            continue;
        };
        let parsed = attr.parse_nested_meta(|meta| {
            let key = path_text(&meta);
            if !site.options().contains(&key.as_str()) {
                errors.push(unknown_ipc_option(&meta, site));
                return skip_value(&meta);
            }
            if seen.contains(&key) {
                errors.push(duplicate_option(&meta));
                return skip_value(&meta);
            }
            seen.push(key.clone());
            if key == "name" {
                let value = string_value(&meta, errors)?;
                name = value.and_then(|value| parse_name(&value, errors));
                return Ok(());
            }
            if !meta.input.peek(syn::token::Paren) {
                let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
                let shape = parse_shape(&key, &value, site, errors);
                set(&mut [&mut shapes.output, &mut shapes.input], shape.as_ref(), &meta, errors);
                return Ok(());
            }
            meta.parse_nested_meta(|meta| {
                let direction = path_text(&meta);
                let place = match direction.as_str() {
                    "output" => &mut shapes.output,
                    "input" => &mut shapes.input,
                    _ => {
                        errors.push(unknown_option(&meta, "ipc", &["input", "output"]));
                        return skip_value(&meta);
                    }
                };
                let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
                let shape = parse_shape(&key, &value, site, errors);
                set(&mut [place], shape.as_ref(), &meta, errors);
                Ok(())
            })
        });
        if let Err(error) = parsed {
            errors.push(syntax_error(&error));
        }
    }
    (name, shapes)
}

fn unknown_ipc_option(meta: &ParseNestedMeta<'_>, site: Site) -> Diagnostic {
    let error = unknown_option(meta, "ipc", site.options());
    if meta.path.is_ident("name") {
        return error.help(match site {
            Site::Field => "`#[serde(rename = \"…\")]` names a key",
            Site::Type | Site::Variant => "`#[serde(rename = \"…\")]` names a variant",
        });
    }
    error
}

/// Says the shape of these directions, which nobody has said before.
fn set(
    places: &mut [&mut Option<Shape>],
    shape: Option<&Shape>,
    meta: &ParseNestedMeta<'_>,
    errors: &mut Vec<Diagnostic>,
) {
    if shape.is_some() && places.iter().any(|place| place.is_some()) {
        errors.push(
            Diagnostic::new(
                codes::DUPLICATE_OPTION,
                SpanRange::of(&meta.path),
                "the shape is said already",
            )
            .help("say it once, or once for each direction: `ts(output = \"…\")`"),
        );
        return;
    }
    for place in places {
        **place = shape.cloned();
    }
}

fn parse_name(value: &LitStr, errors: &mut Vec<Diagnostic>) -> Option<Name> {
    let name = value.value();
    let message = if !names::is_js_identifier(&name) {
        format!("`{name}` is not a name in TypeScript")
    } else if name.starts_with('$') {
        format!("`{name}` starts with `$`, as what is generated for itself does")
    } else {
        return Some(Name { value: name, span: value.span() });
    };
    errors.push(
        Diagnostic::new(codes::RESERVED_NAME, value.span(), message)
            .help("choose another name, such as `DialogFilter`"),
    );
    None
}

fn parse_shape(
    key: &str,
    value: &LitStr,
    site: Site,
    errors: &mut Vec<Diagnostic>,
) -> Option<Shape> {
    let text = value.value();
    if key == "ts" {
        return match TypeScript::parse(&text) {
            Ok(ty) => Some(Shape::TypeScript(ty)),
            Err(reason) => {
                errors.push(
                    Diagnostic::new(
                        codes::INVALID_TYPESCRIPT,
                        value.span(),
                        format!("this TypeScript type cannot be read: {reason}"),
                    )
                    .help(
                        "write it with names, literals, `T[]`, `[A, B]`, `{ key: T }`, `A | B` and `A & B`",
                    ),
                );
                None
            }
        };
    }
    if text == "number" {
        if site == Site::Field {
            return Some(Shape::Number(value.span()));
        }
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                value.span(),
                "`as = \"number\"` goes on a field: it is about the integers in it",
            )
            .help("write it before the field's type"),
        );
        return None;
    }
    let ty = value.parse::<Type>();
    if ty.is_err() {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                value.span(),
                format!("`{}` is not a type of Rust", text.escape_debug()),
            )
            .help("`as` takes a type, such as `as = \"Vec<String>\"`, or `as = \"number\"`"),
        );
    }
    ty.ok().map(|ty| Shape::Rust(Box::new(ty)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn shapes_are_found_where_they_are_said() {
        let options = parse_data(&parse_quote! {
            #[ipc(name = "Other", as = "String")]
            enum Data {
                #[ipc(ts(output = "Date"))]
                A,
                B(u8, #[ipc(as = "number")] #[ipc()] u64),
            }
        });
        let options = options.unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(options.name.map(|name| name.value).as_deref(), Some("Other"));
        assert!(matches!(
            options.shape,
            Shapes { output: Some(Shape::Rust(_)), input: Some(Shape::Rust(_)) }
        ));
        assert!(matches!(
            options.variants[&0],
            Shapes { output: Some(Shape::TypeScript(_)), input: None }
        ));
        assert_eq!(options.variants.len(), 1);
        assert_eq!(options.fields.keys().collect::<Vec<_>>(), [&(1, 1)]);
    }

    #[test]
    fn directions_may_be_said_in_two_ways() {
        let options = parse_data(&parse_quote! {
            struct Data(#[ipc(ts(output = "Date"), as(input = "String"))] u8);
        });
        let options = options.unwrap_or_else(|errors| panic!("{errors:?}"));
        assert!(matches!(
            options.fields[&(0, 0)],
            Shapes { output: Some(Shape::TypeScript(_)), input: Some(Shape::Rust(_)) }
        ));
    }
}
