//! Structs and enums, with their attributes as serde reads them. No other module uses
//! `serde_derive_internals`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use ipc_syntax::{DataOptions, Diagnostic, Errors, check_nesting, parse_data, unraw};
use proc_macro2::{Ident, Span, TokenTree};
use serde_derive_internals::attr::{Default as SerdeDefault, Identifier, TagType};
use serde_derive_internals::name::{MultiName, Name as SerdeName};
use serde_derive_internals::{Ctxt, Derive, ast};
use syn::{Attribute, DeriveInput, ExprPath, Fields, Meta};

use super::applied::applied;
use super::attrs::{docs, read_derives};
use super::enum_set::enum_set;
use super::repr::repr;
use super::rewrite::{macros, rewrite};
use super::types::{arguments, generics, name, path_of, type_expr};
use crate::codes;
use crate::direction::Directed;
use crate::report::Problem;
use crate::source::cfg::Cfg;
use crate::source::file::SourceFile;
use crate::source::spans::{span_of, span_of_token};
use crate::source::unresolved::unresolved_cfg;
use crate::tree::{
    Body, Container, Data, Field, FieldDefault, FieldStyle, Names, Path, ShapeOverride,
    ShapeOverrides, SkipIf, Tag, TypeOverrides, Variant, With, Withs,
};

/// Reads a type. Its problems are kept with it, and reported where it is used. `derives` are those of
/// the type before, and then its own.
pub(crate) fn read_data(
    input: &DeriveInput,
    file: &SourceFile,
    cfg: &Cfg,
    derives: &mut Arc<[Path]>,
) -> Data {
    // Parsing an attribute that is nested too deeply would overflow the stack.
    let deep = deep_text(input).map(|found| file.diagnosed(found));
    let macros = macros(input);
    let rewritten = match &deep {
        Some(_) => Cow::Borrowed(input),
        None => rewrite(input),
    };
    let input = &*rewritten;
    let options = match &deep {
        Some(problem) => Err(vec![problem.clone()]),
        None => parse_data(input)
            .map_err(|errors| errors.into_iter().map(|it| file.diagnosed(it)).collect::<Vec<_>>()),
    };
    let (overrides, inside) = match options {
        Ok(DataOptions { name, shape, variants, fields, .. }) => {
            let name = name.map(|name| name.value.into());
            let of_type =
                TypeOverrides { name, shape: shape_overrides(&shape), is_configured: false };
            (Ok(of_type), DataOptions { variants, fields, ..DataOptions::default() })
        }
        Err(problems) => (Err(problems), DataOptions::default()),
    };
    let container = match deep {
        Some(problem) => Directed { output: Err(vec![problem.clone()]), input: Err(vec![problem]) },
        None => read_containers(input, &inside, file, cfg),
    };
    let own_derives = read_derives(&input.attrs);
    if own_derives[..] != derives[..] {
        *derives = own_derives.into();
    }
    Data {
        name: name(&input.ident),
        generics: generics(span_of(&input.ident), &input.generics),
        docs: docs(&input.attrs),
        unresolved_cfg: unresolved_cfg(&input.attrs),
        enum_set: enum_set(input, derives),
        applied: applied(input).map(Box::new),
        repr: repr(input, derives).map(Box::new),
        derives: Arc::clone(derives),
        macros,
        is_remote: mentions(input, "remote"),
        overrides,
        container,
    }
}

/// The error for a type or path in an attribute that is nested too deeply. These are texts, which the
/// check of the file's tokens does not see.
fn deep_text(input: &DeriveInput) -> Option<Diagnostic> {
    let is_read = |attr: &&Attribute| attr.path().is_ident("serde") || attr.path().is_ident("ipc");
    let check = |attrs: &[Attribute]| {
        attrs.iter().filter(is_read).find_map(|attr| match &attr.meta {
            Meta::List(list) => check_nesting(list.tokens.clone()).err(),
            _ => None,
        })
    };
    let check_fields = |fields: &Fields| fields.iter().find_map(|field| check(&field.attrs));
    check(&input.attrs).or_else(|| match &input.data {
        syn::Data::Struct(data) => check_fields(&data.fields),
        syn::Data::Enum(data) => data
            .variants
            .iter()
            .find_map(|variant| check(&variant.attrs).or_else(|| check_fields(&variant.fields))),
        syn::Data::Union(_) => None,
    })
}

pub(super) fn shape_overrides(shapes: &ipc_syntax::ShapeOverrides) -> ShapeOverrides {
    let kept = |shape: &ipc_syntax::ShapeOverride| match shape {
        ipc_syntax::ShapeOverride::TypeScript(ty) => ShapeOverride::TypeScript(ty.clone()),
        ipc_syntax::ShapeOverride::Rust(ty) => ShapeOverride::Rust(type_expr(ty)),
        ipc_syntax::ShapeOverride::Number(span) => ShapeOverride::Number(span_of_token(*span)),
    };
    (!shapes.is_empty()).then(|| {
        let output = shapes.output.as_ref().map(kept);
        Box::new(Directed { output, input: shapes.input.as_ref().map(kept) })
    })
}

type ReadContainer = Result<Arc<Container>, Vec<Problem>>;

fn read_containers(
    input: &DeriveInput,
    options: &DataOptions,
    file: &SourceFile,
    cfg: &Cfg,
) -> Directed<ReadContainer> {
    if let Some(ident) = unrenamable(input) {
        let problem = file
            .problem(
                codes::SERDE,
                span_of(ident),
                format!("serde cannot write `{}` in `camelCase`", unraw(ident)),
            )
            .help("give it an explicit name, and remove `rename_all`");
        return Directed { output: Err(vec![problem.clone()]), input: Err(vec![problem]) };
    }
    let output = read_container(input, Derive::Serialize, options, file, cfg);
    // Both traits read a type alike, except that they may choose different transparent fields.
    let input = match &output {
        _ if mentions(input, "transparent") => {
            read_container(input, Derive::Deserialize, options, file, cfg)
        }
        Ok(container) => Ok(Arc::clone(container)),
        Err(problems) => Err(problems.clone()),
    };
    Directed { output, input }
}

fn read_container(
    input: &DeriveInput,
    derive: Derive,
    options: &DataOptions,
    file: &SourceFile,
    cfg: &Cfg,
) -> ReadContainer {
    let mut errors = Errors::new();
    check_attributes(input, file, cfg, &mut errors);
    let context = Ctxt::new();
    let private = Ident::new(PRIVATE, Span::call_site());
    let container = ast::Container::from_ast(&context, input, derive, &private);
    let serde_errors = context.check().err().into_iter().flatten();
    errors.extend(serde_errors.map(|error| {
        let span = match span_of_token(error.span()) {
            span if span.end == 0 => span_of(&input.ident),
            span => span,
        };
        file.problem(codes::SERDE, span, error.to_string())
    }));
    errors.check()?;
    // serde makes no container only after an error.
    container.map(|container| Arc::new(kept(&container, options))).ok_or_else(Vec::new)
}

/// The path of serde's own helper functions, which serde writes into the `with` of borrowed fields.
const PRIVATE: &str = "__private";

fn kept(container: &ast::Container<'_>, options: &DataOptions) -> Container {
    let ast::Container { attrs, data, .. } = container;
    let from = attrs.type_from().or(attrs.type_try_from());
    Container {
        name: attrs.name().serialize_name().value.as_str().into(),
        tag: match attrs.tag() {
            TagType::External => Tag::External,
            TagType::Internal { tag } => Tag::Internal { tag: tag.clone() },
            TagType::Adjacent { tag, content } => {
                Tag::Adjacent { tag: tag.clone(), content: content.clone() }
            }
            TagType::None => Tag::None,
        },
        has_default: !attrs.default().is_none(),
        deny_unknown_fields: attrs.deny_unknown_fields(),
        is_identifier: !matches!(attrs.identifier(), Identifier::No),
        serde_proxy: Directed {
            output: attrs.type_into().map(|ty| Box::new(type_expr(ty))),
            input: from.map(|ty| Box::new(type_expr(ty))),
        },
        body: match data {
            ast::Data::Struct(style, fields) => {
                let transparent = fields.iter().position(|field| field.attrs.transparent());
                let kept = kept_fields(fields, 0, options);
                match transparent {
                    Some(index) => Body::Transparent(Box::new(kept.into_vec().swap_remove(index))),
                    None => Body::Struct(style_of(*style), kept),
                }
            }
            ast::Data::Enum(variants) => Body::Enum(
                variants
                    .iter()
                    .enumerate()
                    .map(|(index, variant)| kept_variant(variant, index, options))
                    .collect(),
            ),
        },
    }
}

fn kept_variant(variant: &ast::Variant<'_>, index: usize, options: &DataOptions) -> Variant {
    let attrs = &variant.attrs;
    Variant {
        span: span_of_token(variant.ident.span()),
        docs: docs(&variant.original.attrs),
        names: names(attrs.name(), attrs.aliases(), Some(&variant.ident)),
        skips: Directed { output: attrs.skip_serializing(), input: attrs.skip_deserializing() },
        is_other: attrs.other(),
        is_untagged: attrs.untagged(),
        with: withs(attrs.serialize_with(), attrs.deserialize_with()),
        overrides: options.variants.get(&index).and_then(shape_overrides),
        style: style_of(variant.style),
        fields: kept_fields(&variant.fields, index, options),
    }
}

fn kept_fields(fields: &[ast::Field<'_>], variant: usize, options: &DataOptions) -> Box<[Field]> {
    fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let attrs = &field.attrs;
            Field {
                member: field.original.ident.as_ref().map_or_else(Default::default, span_of),
                ty: type_expr(field.ty),
                docs: docs(&field.original.attrs),
                names: names(attrs.name(), attrs.aliases(), field.original.ident.as_ref()),
                skips: Directed {
                    output: attrs.skip_serializing(),
                    input: attrs.skip_deserializing(),
                },
                skip_if: attrs.skip_serializing_if().map(skip_if),
                default: match attrs.default() {
                    SerdeDefault::None => FieldDefault::None,
                    SerdeDefault::Default => FieldDefault::OfType,
                    SerdeDefault::Path(_) => FieldDefault::OfFunction,
                },
                is_flat: attrs.flatten(),
                is_borrowed: !attrs.borrowed_lifetimes().is_empty(),
                with: withs(attrs.serialize_with(), attrs.deserialize_with()),
                overrides: options.fields.get(&(variant, index)).and_then(shape_overrides),
            }
        })
        .collect()
}

const fn style_of(style: ast::Style) -> FieldStyle {
    match style {
        ast::Style::Struct => FieldStyle::Struct,
        ast::Style::Tuple => FieldStyle::Tuple,
        ast::Style::Newtype => FieldStyle::Newtype,
        ast::Style::Unit => FieldStyle::Unit,
    }
}

/// `own`: the name in Rust. The fields of a tuple have none.
fn names(names: &MultiName, aliases: &BTreeSet<SerdeName>, own: Option<&Ident>) -> Names {
    let (output, input) = (names.serialize_name(), names.deserialize_name());
    let text = |name: &SerdeName| Box::from(name.value.as_str());
    let aliases = aliases.iter().filter(|name| *name != input);
    let read: Vec<_> = iter::once(input).chain(aliases).collect();
    let input = (read != [output]).then(|| read.into_iter().map(text).collect());
    let own = own.map(unraw).filter(|own| *own != output.value).map(Box::from);
    Names { output: text(output), input, own }
}

fn withs(output: Option<&ExprPath>, input: Option<&ExprPath>) -> Withs {
    let withs = Directed { output: output.and_then(with), input: input.and_then(with) };
    (withs.output.is_some() || withs.input.is_some()).then(|| Box::new(withs))
}

fn skip_if(function: &ExprPath) -> SkipIf {
    match function.qself {
        None => SkipIf::Path(Box::new(path_of(&function.path))),
        Some(_) => SkipIf::Qualified,
    }
}

/// The function of a `with`, unless it is serde's own.
fn with(function: &ExprPath) -> Option<With> {
    let is_of_serde = function.path.segments.iter().any(|segment| segment.ident == PRIVATE);
    (!is_of_serde).then(|| {
        let owner = function.path.segments.iter().nth_back(1);
        With {
            path: path_of(&function.path),
            arguments: owner.map(|owner| arguments(&owner.arguments)).unwrap_or_default(),
            is_qualified: function.qself.is_some(),
        }
    })
}

/// Macros that rewrite a type's serde attributes before serde reads them.
const REWRITING: &[(&str, &str)] = &[
    ("apply", "write the attributes on the fields themselves"),
    ("serde_as", "move it above `derive`, which has read the type by then"),
    ("serde_inline_default", "move it above `derive`, which has read the type by then"),
    ("skip_serializing_none", "move it above `derive`, which has read the type by then"),
];

/// Reports attributes of a type that change its shape in ways that are not read.
fn check_attributes(
    input: &DeriveInput,
    file: &SourceFile,
    cfg: &Cfg,
    errors: &mut Errors<Problem>,
) {
    for attr in &input.attrs {
        let Some(last) = attr.path().segments.last() else { continue };
        if let Some((name, advice)) = REWRITING.iter().find(|(name, _)| last.ident == name) {
            errors.push(
                file.problem(
                    codes::UNMAPPED_SERDE_ATTRIBUTE,
                    span_of(attr.path()),
                    format!("the changes of `{name}` to this type are not read"),
                )
                .help(*advice),
            );
        }
    }
    let mut check = |attrs: &[Attribute]| {
        errors.extend(unresolved_cfg(attrs).map(|it| cfg.unresolved_cfg_problem(&it, file)));
    };
    match &input.data {
        syn::Data::Struct(data) => data.fields.iter().for_each(|field| check(&field.attrs)),
        syn::Data::Enum(data) => {
            for variant in &data.variants {
                check(&variant.attrs);
                variant.fields.iter().for_each(|field| check(&field.attrs));
            }
        }
        syn::Data::Union(_) => {}
    }
}

/// A name under `rename_all = "camelCase"` that makes serde panic: it does not begin with an ASCII
/// character.
fn unrenamable<'a>(input: &'a DeriveInput) -> Option<&'a Ident> {
    let is_camel = |attrs: &[Attribute]| {
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
    let odd_field =
        |fields: &'a Fields| fields.iter().filter_map(|it| it.ident.as_ref()).find(is_odd_field);
    match &input.data {
        syn::Data::Struct(data) => odd_field(&data.fields).filter(|_| is_camel(&input.attrs)),
        syn::Data::Enum(data) => data.variants.iter().find_map(|variant| {
            let odd = Some(&variant.ident).filter(|ident| is_odd(&unraw(ident)));
            odd.filter(|_| is_camel(&input.attrs)).or_else(|| {
                let odd = odd_field(&variant.fields);
                odd.filter(|_| is_camel(&input.attrs) || is_camel(&variant.attrs))
            })
        }),
        syn::Data::Union(_) => None,
    }
}

/// Whether serde's attributes on a type itself mention a word. Cheaper than parsing them.
fn mentions(input: &DeriveInput, key: &str) -> bool {
    let is_key = |token: TokenTree| matches!(token, TokenTree::Ident(word) if word == key);
    input.attrs.iter().filter(|attr| attr.path().is_ident("serde")).any(|attr| {
        attr.meta.require_list().is_ok_and(|list| list.tokens.clone().into_iter().any(is_key))
    })
}
