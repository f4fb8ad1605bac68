//! The item under `#[ipc_api]`: the trait, its options and its shape.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Item, ItemTrait, Path, TraitItem};

use super::attributes::{is_ipc_api, parse_attrs};
use super::constant::parse_constant;
use super::method::parse_method;
use super::options::{
    CRATE, TRAIT_OPTIONS, crate_value, expect_no_value, expect_option, string_value, syntax_error,
};
use crate::check;
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::kind::{Kind, Peer};
use crate::model::{Api, Name};
use crate::names;

/// An item that breaks the rules.
#[derive(Clone)]
pub struct Rejection {
    /// All its mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// The trait with the methods whose signatures are sound, if the item is a trait. The macro
    /// generates stubs from it, so that no further errors follow.
    pub api: Option<Box<Api>>,
}

/// Reads the item under `#[ipc_api(args)]`.
///
/// # Errors
///
/// All the mistakes in it.
pub fn parse_item(args: TokenStream, item: &Item) -> Result<Api, Rejection> {
    match item {
        Item::Trait(item) => parse_trait(args, item),
        other => {
            let error = Diagnostic::new(
                codes::NOT_A_TRAIT,
                SpanRange::of(head(other)),
                "`#[ipc_api]` can only be applied to a trait",
            )
            .help("declare the channels as methods of a trait");
            Err(Rejection { diagnostics: vec![error], api: None })
        }
    }
}

/// The tokens of an item between its attributes and its body.
fn head(item: &Item) -> TokenStream {
    let is_hash =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#');
    let mut tokens = item.to_token_stream().into_iter().peekable();
    while tokens.next_if(is_hash).is_some() {
        tokens.next();
    }
    let before_body = tokens.take_while(|token| match token {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        _ => true,
    });
    before_body.collect()
}

fn parse_trait(args: TokenStream, item: &ItemTrait) -> Result<Api, Rejection> {
    let mut errors = Errors::new();
    let options = parse_trait_options(args, &mut errors);
    check_trait_shape(item, &mut errors);
    let attrs = parse_attrs(item.attrs.iter().filter(|attr| !is_ipc_api(attr)), &[], &mut errors);
    let key = options.window.unwrap_or_else(|| Name {
        value: names::default_key(&item.ident),
        span: item.ident.span(),
    });
    let mut api = Api {
        ident: item.ident.clone(),
        vis: item.vis.clone(),
        peer: options.peer,
        key,
        event_argument: options.event_argument,
        krate: options.krate,
        attrs,
        constants: Vec::new(),
        methods: Vec::new(),
    };
    for item in &item.items {
        match item {
            TraitItem::Fn(function) => {
                let ordinal = api.methods.len();
                if let Some(method) = parse_method(&api, ordinal, function, &mut errors) {
                    api.methods.push(method);
                }
            }
            TraitItem::Const(constant) => {
                api.constants.extend(parse_constant(&api, constant, &mut errors));
            }
            other => errors.push(
                Diagnostic::new(
                    codes::NOT_A_METHOD,
                    SpanRange::of(other),
                    "an `#[ipc_api]` trait can only have methods and constants",
                )
                .help("move this out of the trait"),
            ),
        }
    }
    if errors.is_empty() {
        check::check_api(&api, &mut errors);
    }
    match errors.check() {
        Ok(()) => Ok(api),
        Err(diagnostics) => Err(Rejection { diagnostics, api: Some(Box::new(api)) }),
    }
}

fn check_trait_shape(item: &ItemTrait, errors: &mut Errors<Diagnostic>) {
    let mut refuse = |tokens: SpanRange, message: &str, help: &str| {
        errors.push(Diagnostic::new(codes::TRAIT_SHAPE, tokens, message).help(help));
    };
    if let Some(token) = &item.unsafety {
        refuse(token.span().into(), "an `#[ipc_api]` trait cannot be unsafe", "remove `unsafe`");
    }
    if !item.generics.params.is_empty() {
        refuse(
            SpanRange::of(&item.generics),
            "an `#[ipc_api]` trait cannot be generic",
            "declare one trait for each type",
        );
    }
    if !item.supertraits.is_empty() {
        refuse(
            SpanRange::of(&item.supertraits),
            "an `#[ipc_api]` trait cannot have supertraits",
            "remove them: the macro adds `Send + Sync + 'static`",
        );
    }
    if let Some(clause) = &item.generics.where_clause {
        refuse(
            SpanRange::of(clause),
            "an `#[ipc_api]` trait cannot have a where clause",
            "remove it",
        );
    }
    if item.items.is_empty() {
        let example = Kind::Send.row();
        errors.push(
            Diagnostic::new(
                codes::NO_METHODS,
                item.ident.span(),
                format!("`{}` declares no channel", item.ident),
            )
            .help(format!("add a method, such as `#[{}] {}`", example.attribute, example.example)),
        );
    }
}

struct TraitOptions {
    window: Option<Name>,
    peer: Peer,
    event_argument: Option<Span>,
    krate: Option<Path>,
}

fn parse_trait_options(args: TokenStream, errors: &mut Errors<Diagnostic>) -> TraitOptions {
    let mut options =
        TraitOptions { window: None, peer: Peer::Page, event_argument: None, krate: None };
    let mut seen = Vec::new();
    let mut window_path = None;
    if let Some(literal @ TokenTree::Literal(_)) = args.clone().into_iter().next() {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                literal.span(),
                format!("`#[ipc_api]` takes named options: {}", names::list(TRAIT_OPTIONS, "or")),
            )
            .help("write `window = \"…\"` for the name on `window`"),
        );
        return options;
    }
    let parser = syn::meta::parser(|meta| {
        let Some(name) = expect_option(&meta, "ipc_api", TRAIT_OPTIONS, &mut seen, errors)? else {
            return Ok(());
        };
        if name == "event_argument" {
            options.event_argument = Some(meta.path.span());
            return expect_no_value(&meta, errors);
        }
        if name == CRATE {
            options.krate = crate_value(&meta, errors)?;
            return Ok(());
        }
        let Some(value) = string_value(&meta, errors)? else { return Ok(()) };
        if name == "window" {
            window_path = Some(SpanRange::of(&meta.path));
            options.window = Some(Name { value: value.value(), span: value.span() });
        } else if value.value() == "main" {
            options.peer = Peer::Main;
        } else {
            errors.push(
                Diagnostic::new(
                    codes::INVALID_OPTION,
                    value.span(),
                    format!("unknown peer `{}`: expected `main`", value.value()),
                )
                .help("leave `peer` out for an API that pages call"),
            );
        }
        Ok(())
    });
    if let Err(error) = parser.parse2(args) {
        errors.push(syntax_error(&error));
    }
    let event_argument = options.event_argument.map(SpanRange::from);
    for (name, path) in [("window", window_path), ("event_argument", event_argument)] {
        if let (Peer::Main, Some(path)) = (options.peer, path) {
            errors.push(
                Diagnostic::new(
                    codes::INVALID_OPTION,
                    path,
                    format!("`{name}` has no meaning with `peer = \"main\"`"),
                )
                .help(format!("remove `{name}`: there is no page on the other side")),
            );
        }
    }
    options
}
