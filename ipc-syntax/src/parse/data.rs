//! `#[ipc(…)]` on types that derive `IpcType`: the shapes and names that their author gives them.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Meta, Path, Type};

use super::attributes::path_to_text;
use super::options::{
    CRATE, crate_value, expect_option, skip_value, string_value, syntax_error, unknown_option,
};
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::model::Name;
use crate::names;
use crate::overrides::{DataOptions, OptionDirection, ShapeOverride, ShapeOverrides};
use crate::typescript::TypeScript;

/// The item under an `#[ipc(…)]`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AttributeSite {
    Type,
    Variant,
    Field,
}

impl AttributeSite {
    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Type => &["as", "name", "ts", CRATE],
            Self::Variant | Self::Field => &["as", "ts"],
        }
    }
}

/// Reads the `#[ipc(…)]` attributes of a type.
///
/// # Errors
///
/// All the mistakes in them.
pub fn parse_data(input: &DeriveInput) -> Result<DataOptions, Vec<Diagnostic>> {
    let mut errors = Errors::new();
    let mut options = DataOptions::default();
    let own = parse_attrs(&input.attrs, AttributeSite::Type, &mut errors);
    (options.name, options.krate, options.shape) = (own.name, own.krate, own.shapes);
    let mut add_fields = |variant: usize, fields: &Fields, errors: &mut Errors<Diagnostic>| {
        for (index, field) in fields.iter().enumerate() {
            let ItemOptions { shapes, .. } =
                parse_attrs(&field.attrs, AttributeSite::Field, errors);
            if !shapes.is_empty() {
                options.fields.insert((variant, index), shapes);
            }
        }
    };
    match &input.data {
        Data::Struct(data) => add_fields(0, &data.fields, &mut errors),
        Data::Enum(data) => {
            for (index, variant) in data.variants.iter().enumerate() {
                let ItemOptions { shapes, .. } =
                    parse_attrs(&variant.attrs, AttributeSite::Variant, &mut errors);
                if !shapes.is_empty() {
                    options.variants.insert(index, shapes);
                }
                add_fields(index, &variant.fields, &mut errors);
            }
        }
        Data::Union(_) => {}
    }
    errors.check().map(|()| options)
}

/// The options on one item.
#[derive(Default)]
struct ItemOptions {
    name: Option<Name>,
    krate: Option<Path>,
    shapes: ShapeOverrides,
}

/// Adds to the options of a type one that is not written in an attribute: `name`, or a shape by `as` or
/// `ts`, for one direction or for both.
///
/// # Errors
///
/// All the mistakes in it.
pub fn parse_type_option(
    options: &mut DataOptions,
    name: &str,
    direction: Option<OptionDirection>,
    value: &LitStr,
) -> Result<(), Vec<Diagnostic>> {
    let mut errors = Errors::new();
    if name == "name" {
        options.name = parse_name(value, &mut errors);
        return errors.check();
    }
    let shape = parse_shape(name, value, AttributeSite::Type, &mut errors);
    let ShapeOverrides { output, input } = &mut options.shape;
    let slots: &mut [&mut Option<ShapeOverride>] = match direction {
        Some(OptionDirection::Output) => &mut [output],
        Some(OptionDirection::Input) => &mut [input],
        None => &mut [output, input],
    };
    set(slots, shape.as_ref(), SpanRange::from(value.span()), &mut errors);
    errors.check()
}

fn parse_attrs(
    attrs: &[Attribute],
    site: AttributeSite,
    errors: &mut Errors<Diagnostic>,
) -> ItemOptions {
    let ItemOptions { mut name, mut krate, mut shapes } = ItemOptions::default();
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
            if site != AttributeSite::Type && meta.path.is_ident("name") {
                errors.push(misplaced_name(&meta, site));
                return skip_value(&meta);
            }
            let Some(key) = expect_option(&meta, "ipc", site.options(), &mut seen, errors)? else {
                return Ok(());
            };
            if key == "name" {
                let value = string_value(&meta, errors)?;
                name = value.and_then(|value| parse_name(&value, errors));
                return Ok(());
            }
            if key == CRATE {
                krate = crate_value(&meta, errors)?;
                return Ok(());
            }
            if !meta.input.peek(syn::token::Paren) {
                let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
                let shape = parse_shape(key, &value, site, errors);
                let slots = &mut [&mut shapes.output, &mut shapes.input];
                set(slots, shape.as_ref(), SpanRange::of(&meta.path), errors);
                return Ok(());
            }
            meta.parse_nested_meta(|meta| {
                let direction = path_to_text(&meta.path);
                let slot = match direction.as_str() {
                    "output" => &mut shapes.output,
                    "input" => &mut shapes.input,
                    _ => {
                        errors.push(unknown_option(&meta, "ipc", &["input", "output"]));
                        return skip_value(&meta);
                    }
                };
                let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
                let shape = parse_shape(key, &value, site, errors);
                set(&mut [slot], shape.as_ref(), SpanRange::of(&meta.path), errors);
                Ok(())
            })
        });
        if let Err(error) = parsed {
            errors.push(syntax_error(&error));
        }
    }
    ItemOptions { name, krate, shapes }
}

/// `name` renames a type only.
fn misplaced_name(meta: &ParseNestedMeta<'_>, site: AttributeSite) -> Diagnostic {
    let item = if site == AttributeSite::Field { "key" } else { "variant" };
    unknown_option(meta, "ipc", site.options())
        .help(format!("use `#[serde(rename = \"…\")]` to name a {item}"))
}

/// Sets the shape of these directions. A second shape for one of them is an error.
fn set(
    slots: &mut [&mut Option<ShapeOverride>],
    shape: Option<&ShapeOverride>,
    span: SpanRange,
    errors: &mut Errors<Diagnostic>,
) {
    if shape.is_some() && slots.iter().any(|slot| slot.is_some()) {
        errors.push(
            Diagnostic::new(codes::DUPLICATE_OPTION, span, "the shape is given already")
                .help("give it once, or once for each direction: `ts(output = \"…\")`"),
        );
        return;
    }
    for slot in slots {
        **slot = shape.cloned();
    }
}

fn parse_name(value: &LitStr, errors: &mut Errors<Diagnostic>) -> Option<Name> {
    let name = value.value();
    let message = if !names::is_js_identifier(&name) {
        format!("`{name}` is not a TypeScript identifier")
    } else if name.starts_with('$') {
        format!("`{name}` starts with `$`, which is reserved for generated names")
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
    site: AttributeSite,
    errors: &mut Errors<Diagnostic>,
) -> Option<ShapeOverride> {
    let text = value.value();
    if key == "ts" {
        return match TypeScript::parse(&text) {
            Ok(ty) => Some(ShapeOverride::TypeScript(ty)),
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
        if site == AttributeSite::Field {
            return Some(ShapeOverride::Number(value.span()));
        }
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                value.span(),
                "`as = \"number\"` can only be on a field",
            )
            .help("put it on each field whose integers are numbers"),
        );
        return None;
    }
    let ty = value.parse::<Type>();
    if ty.is_err() {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                value.span(),
                format!("`{}` is not a Rust type", text.escape_debug()),
            )
            .help("`as` takes a type, such as `as = \"Vec<String>\"`, or `as = \"number\"`"),
        );
    }
    ty.ok().map(|ty| ShapeOverride::Rust(Box::new(ty)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn overrides_are_found_on_types_variants_and_fields() {
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
            ShapeOverrides {
                output: Some(ShapeOverride::Rust(_)),
                input: Some(ShapeOverride::Rust(_))
            }
        ));
        assert!(matches!(
            options.variants[&0],
            ShapeOverrides { output: Some(ShapeOverride::TypeScript(_)), input: None }
        ));
        assert_eq!(options.variants.len(), 1);
        assert_eq!(options.fields.keys().collect::<Vec<_>>(), [&(1, 1)]);
    }

    #[test]
    fn each_direction_may_have_its_own_option() {
        let options = parse_data(&parse_quote! {
            struct Data(#[ipc(ts(output = "Date"), as(input = "String"))] u8);
        });
        let options = options.unwrap_or_else(|errors| panic!("{errors:?}"));
        assert!(matches!(
            options.fields[&(0, 0)],
            ShapeOverrides {
                output: Some(ShapeOverride::TypeScript(_)),
                input: Some(ShapeOverride::Rust(_))
            }
        ));
    }
}
