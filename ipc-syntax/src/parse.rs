//! From the tokens of a trait to an [`Api`], or to all that is wrong with it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, ExprLit, FnArg, Item, ItemTrait, Lit, LitStr, Meta, Pat, PatType, ReturnType,
    Safety, Token, TraitItem, TraitItemFn, Type,
};

use crate::{
    Api, Arg, Attrs, CallerArg, Deprecated, Diagnostic, Kind, Method, Name, Peer, Rejection,
    SpanRange, check, codes, names,
};

/// The most arguments that a method can have besides `&Caller`: serde's tuples end here.
const MAX_ARGUMENTS: usize = 16;

const TRAIT_OPTIONS: &[&str] = &["window", "peer"];
const INVOKE_OPTIONS: &[&str] = &["blocking"];
const KEPT_ATTRIBUTES: &[&str] = &[
    "doc",
    "cfg",
    "cfg_attr",
    "deprecated",
    "must_use",
    "allow",
    "expect",
    "warn",
    "deny",
    "forbid",
];

/// Whether `attribute` is `#[ipc_api]`, under whatever path.
#[must_use]
pub fn is_ipc_api(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "ipc_api")
}

/// Reads the item under `#[ipc_api(args)]`.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn parse_item(args: TokenStream, item: &Item) -> Result<Api, Rejection> {
    match item {
        Item::Trait(item) => parse_trait(args, item),
        other => {
            let error = Diagnostic::new(
                codes::NOT_A_TRAIT,
                SpanRange::of(head(other)),
                "`#[ipc_api]` goes on a trait",
            )
            .help("declare the channels as methods of a trait");
            Err(Rejection { diagnostics: vec![error], api: None })
        }
    }
}

/// The tokens of an item between its attributes and its body.
fn head(item: &Item) -> TokenStream {
    let mut tokens = item.to_token_stream().into_iter().peekable();
    while tokens.next_if(|token| is_punct(token, '#')).is_some() {
        tokens.next();
    }
    let before_body = tokens.take_while(|token| match token {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        _ => true,
    });
    before_body.collect()
}

fn parse_trait(args: TokenStream, item: &ItemTrait) -> Result<Api, Rejection> {
    let mut errors = Vec::new();
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
        attrs,
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
            other => errors.push(
                Diagnostic::new(
                    codes::NOT_A_METHOD,
                    SpanRange::of(other),
                    "an `#[ipc_api]` trait has methods only",
                )
                .help("move this out of the trait"),
            ),
        }
    }
    if errors.is_empty() {
        check::check_api(&api, &mut errors);
    }
    if errors.is_empty() {
        Ok(api)
    } else {
        Err(Rejection { diagnostics: errors, api: Some(Box::new(api)) })
    }
}

fn check_trait_shape(item: &ItemTrait, errors: &mut Vec<Diagnostic>) {
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
            "remove them: `Send + Sync + 'static` is added by the macro",
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
        errors.push(
            Diagnostic::new(
                codes::NO_METHODS,
                item.ident.span(),
                format!("`{}` declares no channel", item.ident),
            )
            .help("add a method, such as `#[send] fn set_title(&self, title: String);`"),
        );
    }
}

struct TraitOptions {
    window: Option<Name>,
    peer: Peer,
}

fn parse_trait_options(args: TokenStream, errors: &mut Vec<Diagnostic>) -> TraitOptions {
    let mut options = TraitOptions { window: None, peer: Peer::Page };
    let mut seen: Vec<String> = Vec::new();
    let mut window_path = None;
    if let Some(literal @ TokenTree::Literal(_)) = args.clone().into_iter().next() {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                literal.span(),
                format!("`#[ipc_api]` takes options by name: {}", names::list(TRAIT_OPTIONS)),
            )
            .help("write `window = \"…\"` for the name on `window`"),
        );
        return options;
    }
    let parser = syn::meta::parser(|meta| {
        let name = path_text(&meta);
        if !TRAIT_OPTIONS.contains(&name.as_str()) {
            errors.push(unknown_option(&meta, "ipc_api", TRAIT_OPTIONS));
            return skip_value(&meta);
        }
        if seen.contains(&name) {
            errors.push(duplicate_option(&meta));
            return skip_value(&meta);
        }
        seen.push(name.clone());
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
    if let (Peer::Main, Some(window)) = (options.peer, window_path) {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                window,
                "`window` has no meaning with `peer = \"main\"`",
            )
            .help("remove `window`: there is no page on the other side"),
        );
    }
    options
}

/// The kind attribute of a method, taken apart.
struct KindAttr {
    kind: Kind,
    channel: Option<Name>,
    is_blocking: bool,
}

fn parse_method(
    api: &Api,
    ordinal: usize,
    function: &TraitItemFn,
    errors: &mut Vec<Diagnostic>,
) -> Option<Method> {
    let before = errors.len();
    let kind_names = Kind::ALL.map(Kind::attribute);
    let attrs = parse_attrs(
        function.attrs.iter().filter(|attr| kind_of(attr).is_none()),
        &kind_names,
        errors,
    );
    let unknown_attribute = errors[before..].iter().any(|error| {
        error.code == codes::UNKNOWN_ATTRIBUTE || error.code == codes::CONDITIONAL_ATTRIBUTE
    });
    let kind = parse_kind(function, api.peer, unknown_attribute, errors);
    check_method_shape(function, errors);
    let signature = &function.sig;
    let mut caller = None;
    let mut args = Vec::new();
    for (position, input) in signature.inputs.iter().enumerate() {
        match input {
            FnArg::Receiver(_) => {}
            FnArg::Typed(input) => {
                let has_receiver = signature.receiver().is_some();
                let place = match position {
                    _ if caller.is_some() => CallerPlace::Second,
                    1 => CallerPlace::First,
                    // That nobody calls here is another mistake, which comes up below.
                    _ if !has_receiver => CallerPlace::First,
                    _ => CallerPlace::Later,
                };
                match parse_caller(input, place, errors) {
                    Ok(Some(found)) => caller = Some(found),
                    Ok(None) => args.extend(parse_argument(input, errors)),
                    Err(()) => {}
                }
            }
        }
    }
    if args.len() > MAX_ARGUMENTS {
        errors.push(
            Diagnostic::new(
                codes::TOO_MANY_ARGUMENTS,
                signature.ident.span(),
                format!(
                    "`{}` has {} arguments: at most {MAX_ARGUMENTS}",
                    signature.ident,
                    args.len()
                ),
            )
            .help("group them in a struct"),
        );
    }
    let returns = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty.as_ref().clone()),
    };
    if let Some(ty) = &returns {
        check_owned_type(ty, Position::Result, errors);
    }
    let KindAttr { kind, channel, is_blocking } = kind?;
    check::check_stub_name(&signature.ident, errors);
    let is_sound = errors.len() == before;
    let method = Method {
        ident: signature.ident.clone(),
        ordinal,
        kind,
        channel: channel.unwrap_or_else(|| Name {
            value: names::default_channel(&api.ident, &signature.ident),
            span: signature.ident.span(),
        }),
        js_name: names::js_method(&signature.ident, kind, api.peer),
        is_async: signature.asyncness.is_some(),
        is_blocking,
        caller,
        args,
        returns,
        attrs,
    };
    check::check_method(api, &method, function, errors);
    is_sound.then_some(method)
}

fn parse_kind(
    function: &TraitItemFn,
    peer: Peer,
    unknown_attribute: bool,
    errors: &mut Vec<Diagnostic>,
) -> Option<KindAttr> {
    let mut found = function.attrs.iter().filter_map(|attr| Some((kind_of(attr)?, attr)));
    let Some((kind, attr)) = found.next() else {
        // A misspelt `#[invok]` has been reported already.
        if !unknown_attribute {
            errors.push(
                Diagnostic::new(
                    codes::MISSING_KIND,
                    function.sig.ident.span(),
                    format!("`{}` does not say how it is called", function.sig.ident),
                )
                .help(format!("add {}", kind_list(peer))),
            );
        }
        return None;
    };
    for (_, attr) in found {
        errors.push(
            Diagnostic::new(
                codes::DUPLICATE_KIND,
                SpanRange::of(attr),
                format!(
                    "`{}` has more than one kind: it is `#[{}]` already",
                    function.sig.ident,
                    kind.attribute()
                ),
            )
            .help("keep one of them"),
        );
    }
    Some(parse_kind_attr(kind, attr, errors))
}

fn parse_kind_attr(kind: Kind, attr: &Attribute, errors: &mut Vec<Diagnostic>) -> KindAttr {
    let mut parsed = KindAttr { kind, channel: None, is_blocking: false };
    let options = if kind == Kind::Invoke { INVOKE_OPTIONS } else { &[] };
    let list = match &attr.meta {
        Meta::Path(_) => return parsed,
        Meta::List(list) => list,
        Meta::NameValue(pair) => {
            errors.push(Diagnostic::new(
                codes::INVALID_OPTION,
                SpanRange::of(pair),
                format!(
                    "the channel of `#[{0}]` goes in parentheses: `#[{0}(\"name\")]`",
                    kind.attribute()
                ),
            ));
            return parsed;
        }
    };
    let parser = |input: syn::parse::ParseStream<'_>| -> syn::Result<()> {
        if input.peek(Lit) {
            let literal: Lit = input.parse()?;
            match &literal {
                Lit::Str(name) => {
                    parsed.channel = Some(Name { value: name.value(), span: name.span() });
                }
                other => errors.push(Diagnostic::new(
                    codes::INVALID_CHANNEL,
                    SpanRange::of(other),
                    "a channel's name is a string",
                )),
            }
            if input.is_empty() {
                return Ok(());
            }
            input.parse::<Token![,]>()?;
        }
        let mut seen = Vec::new();
        syn::meta::parser(|meta| {
            let name = path_text(&meta);
            if !options.contains(&name.as_str()) {
                errors.push(unknown_option(&meta, kind.attribute(), options));
                return skip_value(&meta);
            }
            if seen.contains(&name) {
                errors.push(duplicate_option(&meta));
                return skip_value(&meta);
            }
            if !meta.input.is_empty() && !meta.input.peek(Token![,]) {
                errors.push(
                    Diagnostic::new(
                        codes::INVALID_OPTION,
                        SpanRange::of(&meta.path),
                        format!("`{name}` takes no value"),
                    )
                    .help(format!("write `{name}` alone")),
                );
                skip_value(&meta)?;
            }
            seen.push(name);
            parsed.is_blocking = true;
            Ok(())
        })
        .parse2(input.parse()?)
    };
    if let Err(error) = parser.parse2(list.tokens.clone()) {
        errors.push(syntax_error(&error));
    }
    parsed
}

fn check_method_shape(function: &TraitItemFn, errors: &mut Vec<Diagnostic>) {
    let signature = &function.sig;
    let mut refuse = |tokens: SpanRange, message: &str, help: &str| {
        errors.push(Diagnostic::new(codes::METHOD_SHAPE, tokens, message).help(help));
    };
    if let Some(token) = &signature.constness {
        refuse(token.span().into(), "a channel's method cannot be const", "remove `const`");
    }
    if let Safety::Unsafe(token) = &signature.safety {
        refuse(token.span().into(), "a channel's method cannot be unsafe", "remove `unsafe`");
    }
    if let Some(abi) = &signature.abi {
        refuse(SpanRange::of(abi), "a channel's method has no ABI of its own", "remove `extern`");
    }
    if !signature.generics.params.is_empty() {
        let has_types = signature.generics.params.len() > signature.generics.lifetimes().count();
        refuse(
            SpanRange::of(&signature.generics),
            "a channel's method cannot be generic",
            if has_types {
                "declare one method for each type"
            } else {
                "remove the lifetimes: what crosses is owned"
            },
        );
    }
    if let Some(clause) = &signature.generics.where_clause {
        refuse(SpanRange::of(clause), "a channel's method cannot have a where clause", "remove it");
    }
    if let Some(variadic) = &signature.variadic {
        refuse(SpanRange::of(variadic), "a channel's method cannot be variadic", "use a `Vec`");
    }
    if let Some(body) = &function.default {
        refuse(
            SpanRange::of(body),
            "a channel's method has no body here",
            "end the declaration with `;` and write the body in the implementation",
        );
    }
}

/// Where `&Caller` stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CallerPlace {
    First,
    Later,
    Second,
}

/// `Ok(Some(_))` for `&Caller` in its place, `Ok(None)` for an argument of the wire, `Err` for a
/// caller that was reported.
fn parse_caller(
    input: &PatType,
    place: CallerPlace,
    errors: &mut Vec<Diagnostic>,
) -> Result<Option<CallerArg>, ()> {
    let (referent, is_shared) = match input.ty.as_ref() {
        Type::Reference(reference) => (reference.elem.as_ref(), reference.mutability.is_none()),
        other => (other, false),
    };
    let is_caller = matches!(referent, Type::Path(path)
        if path.path.segments.last().is_some_and(|segment| segment.ident == "Caller"));
    if !is_caller {
        return Ok(None);
    }
    if !is_shared {
        errors.push(
            Diagnostic::new(
                codes::CALLER,
                SpanRange::of(&input.ty),
                "the caller is taken by reference",
            )
            .help("write `caller: &Caller`"),
        );
        return Err(());
    }
    if place != CallerPlace::First {
        errors.push(
            Diagnostic::new(
                codes::CALLER,
                SpanRange::of(&input.ty),
                "`&Caller` goes right after `&self`, once",
            )
            .help(match place {
                CallerPlace::Second => "remove the second: a call has one caller",
                _ => "move it to the front: it is no argument on the wire",
            }),
        );
        return Err(());
    }
    let Some(ident) = plain_name(input, errors) else { return Err(()) };
    Ok(Some(CallerArg { ident, ty: input.ty.as_ref().clone() }))
}

fn parse_argument(input: &PatType, errors: &mut Vec<Diagnostic>) -> Option<Arg> {
    let before = errors.len();
    let ident = plain_name(input, errors);
    check_owned_type(&input.ty, Position::Argument, errors);
    for attr in &input.attrs {
        errors.push(
            Diagnostic::new(
                codes::UNKNOWN_ATTRIBUTE,
                SpanRange::of(attr),
                format!("attribute `{}` is not allowed on an argument", attr_name(attr)),
            )
            .help("remove it"),
        );
    }
    let ident = ident?;
    let js_name = names::js_argument(&ident);
    (errors.len() == before).then(|| Arg { js_name, ident, ty: input.ty.as_ref().clone() })
}

fn plain_name(input: &PatType, errors: &mut Vec<Diagnostic>) -> Option<syn::Ident> {
    if let Pat::Ident(pattern) = input.pat.as_ref()
        && pattern.by_ref.is_none()
        && pattern.mutability.is_none()
        && pattern.subpat.is_none()
    {
        return Some(pattern.ident.clone());
    }
    let help = match input.pat.as_ref() {
        Pat::Ident(pattern) if pattern.subpat.is_none() => {
            format!("write `{}`, and bind it as you like in the implementation", pattern.ident)
        }
        _ => "name it: the name reaches TypeScript and the errors".to_owned(),
    };
    errors.push(
        Diagnostic::new(
            codes::ARGUMENT_PATTERN,
            SpanRange::of(&input.pat),
            "an argument is a plain name here",
        )
        .help(help),
    );
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Argument,
    Result,
}

/// Everything on the wire owns its data and is a type that serde can be asked about.
fn check_owned_type(ty: &Type, position: Position, errors: &mut Vec<Diagnostic>) {
    let what = match position {
        Position::Argument => "an argument",
        Position::Result => "a result",
    };
    let Some(problem) = find_unowned(ty.to_token_stream(), position) else { return };
    let (message, help) = match problem {
        Unowned::Borrow => (
            format!("{what} cannot borrow: it crosses a process boundary"),
            "use an owned type, such as `String` for `&str` or `Vec<T>` for `&[T]`",
        ),
        Unowned::Impl => (
            format!("{what} needs a type that can be named, not `impl Trait`"),
            "name a concrete type",
        ),
        Unowned::Dyn => (
            format!("{what} needs a concrete type, not `dyn Trait`"),
            "use an enum of the types that it can be",
        ),
        Unowned::SelfType => (
            format!("{what} cannot be `Self`: the implementation stays in Rust"),
            "name a data type",
        ),
        Unowned::Inferred => (format!("{what} needs its type spelt out, not `_`"), "name the type"),
    };
    errors.push(Diagnostic::new(codes::UNOWNED_TYPE, SpanRange::of(ty), message).help(help));
}

enum Unowned {
    Borrow,
    Impl,
    Dyn,
    SelfType,
    Inferred,
}

/// The first token that gives it away, at any depth. A `&'static` may be returned: serde can
/// write it.
fn find_unowned(tokens: TokenStream, position: Position) -> Option<Unowned> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if let Some(found) = find_unowned(group.stream(), position) {
                    return Some(found);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let has_lifetime = tokens.peek().is_some_and(|next| is_punct(next, '\''));
                if position == Position::Argument || !has_lifetime {
                    return Some(Unowned::Borrow);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                if !matches!(tokens.peek(), Some(TokenTree::Ident(name)) if name == "static") {
                    return Some(Unowned::Borrow);
                }
            }
            TokenTree::Ident(ident) => {
                let found = match ident.to_string().as_str() {
                    "impl" => Unowned::Impl,
                    "dyn" => Unowned::Dyn,
                    "Self" => Unowned::SelfType,
                    "_" => Unowned::Inferred,
                    _ => continue,
                };
                return Some(found);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    None
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

fn kind_of(attr: &Attribute) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| attr.path().is_ident(kind.attribute()))
}

/// Sorts attributes into those that are kept, with what they say, and errors. `expected` are the
/// attributes of the IPC that belong here.
fn parse_attrs<'a>(
    attrs: impl Iterator<Item = &'a Attribute>,
    expected: &[&str],
    errors: &mut Vec<Diagnostic>,
) -> Attrs {
    let mut parsed = Attrs::default();
    for attr in attrs {
        let name = attr_name(attr);
        if !KEPT_ATTRIBUTES.contains(&name.as_str()) {
            let known: Vec<&str> = expected.iter().chain(KEPT_ATTRIBUTES).copied().collect();
            let mut error = Diagnostic::new(
                codes::UNKNOWN_ATTRIBUTE,
                SpanRange::of(attr),
                format!("unknown attribute `{name}`: expected {}", names::list(&known)),
            );
            if let Some(near) = names::near_miss(&name, &known) {
                error = error.help(format!("did you mean `#[{near}]`?"));
            }
            errors.push(error);
            continue;
        }
        match (name.as_str(), &attr.meta) {
            ("doc", Meta::NameValue(pair)) => {
                if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value {
                    parsed.docs.extend(text.value().split('\n').map(str::to_owned));
                }
            }
            ("cfg", _) => parsed.cfgs.push(attr.clone()),
            ("cfg_attr", Meta::List(list)) => {
                if let Some(hidden) = find_ipc_attribute(list.tokens.clone()) {
                    errors.push(
                        Diagnostic::new(
                            codes::CONDITIONAL_ATTRIBUTE,
                            SpanRange::of(attr),
                            format!("`#[{hidden}]` cannot stand in `cfg_attr`"),
                        )
                        .help("put `#[cfg(…)]` on the whole method or trait"),
                    );
                    continue;
                }
            }
            ("deprecated", meta) => parsed.deprecated = Some(parse_deprecated(meta)),
            _ => {}
        }
        parsed.kept.push(attr.clone());
    }
    parsed
}

/// The first attribute of the IPC in the list after `cfg_attr`'s condition.
fn find_ipc_attribute(tokens: TokenStream) -> Option<String> {
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens).ok()?;
    metas.into_iter().skip(1).find_map(|meta| {
        let name = meta.path().segments.last()?.ident.to_string();
        match meta {
            Meta::List(list) if name == "cfg_attr" => find_ipc_attribute(list.tokens),
            _ => (name == "ipc_api" || Kind::ALL.iter().any(|kind| kind.attribute() == name))
                .then_some(name),
        }
    })
}

/// What the `#[deprecated]` with this content says.
#[must_use]
pub fn parse_deprecated(meta: &Meta) -> Deprecated {
    let mut deprecated = Deprecated::default();
    match meta {
        Meta::NameValue(pair) => deprecated.note = literal_text(&pair.value),
        Meta::List(list) => {
            // rustc checks the attribute itself: what cannot be read here is its error.
            let pairs = Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated
                .parse2(list.tokens.clone())
                .unwrap_or_default();
            for pair in pairs {
                if pair.path.is_ident("since") {
                    deprecated.since = literal_text(&pair.value);
                } else if pair.path.is_ident("note") {
                    deprecated.note = literal_text(&pair.value);
                }
            }
        }
        Meta::Path(_) => {}
    }
    deprecated
}

fn literal_text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn attr_name(attr: &Attribute) -> String {
    path_to_text(attr.path())
}

pub(crate) fn path_text(meta: &ParseNestedMeta<'_>) -> String {
    path_to_text(&meta.path)
}

fn path_to_text(path: &syn::Path) -> String {
    let segments: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

/// The kinds that a method of an API may have: a page has no requests.
fn kind_list(peer: Peer) -> String {
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Request || peer == Peer::Main);
    let names: Vec<_> = kinds.map(|kind| format!("#[{}]", kind.attribute())).collect();
    names::list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(crate) fn unknown_option(
    meta: &ParseNestedMeta<'_>,
    attribute: &str,
    known: &[&str],
) -> Diagnostic {
    let name = path_text(meta);
    let message = if known.is_empty() {
        format!("unknown option `{name}`: `#[{attribute}]` takes a channel's name and no options")
    } else {
        format!("unknown option `{name}` of `#[{attribute}]`: expected {}", names::list(known))
    };
    let error = Diagnostic::new(codes::UNKNOWN_OPTION, SpanRange::of(&meta.path), message);
    let owners = [("ipc_api", TRAIT_OPTIONS), ("invoke", INVOKE_OPTIONS)];
    if let Some(near) = names::near_miss(&name, known) {
        error.help(format!("did you mean `{near}`?"))
    } else if let Some((owner, _)) = owners.iter().find(|(_, own)| own.contains(&name.as_str())) {
        error.help(format!("`{name}` is an option of `#[{owner}]`"))
    } else {
        error
    }
}

pub(crate) fn duplicate_option(meta: &ParseNestedMeta<'_>) -> Diagnostic {
    Diagnostic::new(
        codes::DUPLICATE_OPTION,
        SpanRange::of(&meta.path),
        format!("`{}` is given twice", path_text(meta)),
    )
    .help("keep one of them")
}

/// The string after `=`; another value is reported.
pub(crate) fn string_value(
    meta: &ParseNestedMeta<'_>,
    errors: &mut Vec<Diagnostic>,
) -> syn::Result<Option<LitStr>> {
    let name = path_text(meta);
    let error = |span: SpanRange| {
        Diagnostic::new(
            codes::INVALID_OPTION,
            span,
            format!("`{name}` needs a string: `{name} = \"…\"`"),
        )
    };
    if !meta.input.peek(Token![=]) {
        errors.push(error(SpanRange::of(&meta.path)));
        skip_value(meta)?;
        return Ok(None);
    }
    let value: Expr = meta.value()?.parse()?;
    // A `$name:literal` of `macro_rules!` comes in invisible delimiters.
    let mut bare = &value;
    while let Expr::Group(group) = bare {
        bare = &group.expr;
    }
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = bare {
        Ok(Some(text.clone()))
    } else {
        errors.push(error(SpanRange::of(&value)));
        Ok(None)
    }
}

/// Steps over what follows an option's name, so that the options after it are read too.
pub(crate) fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::Group>()?;
    }
    Ok(())
}

pub(crate) fn syntax_error(error: &syn::Error) -> Diagnostic {
    Diagnostic::new(codes::INVALID_OPTION, error.span(), error.to_string())
}
