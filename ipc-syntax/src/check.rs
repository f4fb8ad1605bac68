//! The rules that need a whole method or a whole trait: one function a rule.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::{FnArg, ReceiverKind, TraitItemFn, Type};

use crate::names::{self, RESERVED_CHANNEL_PREFIX};
use crate::{Api, Diagnostic, Kind, Method, Peer, SpanRange, canonical_tokens, codes};

pub(crate) fn check_method(
    api: &Api,
    method: &Method,
    function: &TraitItemFn,
    errors: &mut Vec<Diagnostic>,
) {
    check_receiver(method, function, errors);
    check_request_peer(api, method, errors);
    check_return(api, method, errors);
    check_asyncness(method, function, errors);
    check_caller(api, method, errors);
    check_channel_name(method, errors);
    check_method_name(method, errors);
    check_argument_names(method, errors);
}

pub(crate) fn check_api(api: &Api, errors: &mut Vec<Diagnostic>) {
    check_key(api, errors);
    check_duplicates(
        api,
        |method| method.channel.value.clone(),
        |first, second| {
            Diagnostic::new(
                codes::DUPLICATE_CHANNEL,
                second.channel.span,
                format!("channel `{}` is taken by `{}` already", second.channel.value, first.ident),
            )
            .help("give each method a channel of its own")
        },
        errors,
    );
    check_duplicates(
        api,
        |method| method.js_name.clone(),
        |first, second| {
            Diagnostic::new(
                codes::DUPLICATE_JS_NAME,
                second.ident.span(),
                format!(
                    "`{}` and `{}` are both `{}` in JavaScript",
                    first.ident, second.ident, second.js_name
                ),
            )
            .help("rename one of them")
        },
        errors,
    );
}

/// A method with `&self` is implemented in Rust; a method without is implemented by the other side.
fn check_receiver(method: &Method, function: &TraitItemFn, errors: &mut Vec<Diagnostic>) {
    let attribute = method.kind.attribute();
    let receiver = function.sig.inputs.first().and_then(|input| match input {
        FnArg::Receiver(receiver) => Some(receiver),
        FnArg::Typed(_) => None,
    });
    let refuse = |span, message: String, help: String| {
        Diagnostic::new(codes::RECEIVER, span, message).help(help)
    };
    match (method.kind.is_implemented_in_rust(), receiver) {
        (true, None) => errors.push(refuse(
            method.ident.span().into(),
            format!("`#[{attribute}]` is implemented in Rust: `{}` needs `&self`", method.ident),
            "add `&self`, or use `#[event]` for what Rust tells the other side".to_owned(),
        )),
        (false, Some(receiver)) => errors.push(refuse(
            SpanRange::of(receiver),
            format!(
                "`#[{attribute}]` is implemented by the other side: `{}` takes no `self`",
                method.ident
            ),
            "remove `&self`, or use `#[send]` or `#[invoke]` for what Rust implements".to_owned(),
        )),
        (true, Some(receiver)) => {
            let help = match &receiver.kind {
                ReceiverKind::Reference(_, None, None) => return,
                ReceiverKind::Reference(_, _, Some(_)) => {
                    "calls run at the same time: keep what changes behind a `Mutex` or an atomic"
                }
                // A lifetime that the method declares has been refused with it.
                ReceiverKind::Reference(_, Some(lifetime), None) if lifetime.ident != "static" => {
                    return;
                }
                _ => "write `&self`: every call uses the same implementation",
            };
            errors.push(refuse(
                SpanRange::of(receiver),
                format!("`{}` takes `&self` and no other receiver", method.ident),
                help.to_owned(),
            ));
        }
        (false, None) => {}
    }
}

/// Electron has no request from main to a page.
fn check_request_peer(api: &Api, method: &Method, errors: &mut Vec<Diagnostic>) {
    if method.kind == Kind::Request && api.peer == Peer::Page {
        errors.push(
            Diagnostic::new(
                codes::REQUEST_TO_PAGE,
                method.ident.span(),
                "`#[request]` needs `#[ipc_api(peer = \"main\")]`",
            )
            .help("use an `#[event]` to the page and a `#[send]` back"),
        );
    }
}

/// What is one-way has nobody to give a value to.
fn check_return(api: &Api, method: &Method, errors: &mut Vec<Diagnostic>) {
    let Some(ty) = &method.returns else { return };
    let (code, help) = match (method.kind, api.peer) {
        (Kind::Send, _) => {
            (codes::SEND_RETURNS_VALUE, "use `#[invoke]`, or remove the return type")
        }
        (Kind::Event, Peer::Page) => (
            codes::EVENT_RETURNS_VALUE,
            "remove the return type, and let the page answer with a `#[send]`",
        ),
        (Kind::Event, Peer::Main) => {
            (codes::EVENT_RETURNS_VALUE, "use `#[request]`, or remove the return type")
        }
        (Kind::Invoke | Kind::Request, _) => return,
    };
    let is_unit = matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    if !is_unit {
        errors.push(
            Diagnostic::new(
                code,
                SpanRange::of(ty),
                format!(
                    "`#[{}]` is one-way: `{}` cannot return a value",
                    method.kind.attribute(),
                    method.ident
                ),
            )
            .help(help),
        );
    }
}

fn check_asyncness(method: &Method, function: &TraitItemFn, errors: &mut Vec<Diagnostic>) {
    let mut refuse = |span: SpanRange, message: String, help: &str| {
        errors.push(Diagnostic::new(codes::ASYNCNESS, span, message).help(help));
    };
    match (method.kind, &function.sig.asyncness) {
        (Kind::Event, Some(token)) => refuse(
            SpanRange::of(token),
            format!("`#[event]` waits for nothing: `{}` cannot be async", method.ident),
            "remove `async`",
        ),
        (Kind::Request, None) => refuse(
            method.ident.span().into(),
            format!("`#[request]` waits for an answer: `{}` must be async", method.ident),
            "write `async fn`",
        ),
        (Kind::Invoke, Some(token)) if method.is_blocking => refuse(
            SpanRange::of(token),
            format!("`blocking` moves a slow `fn` off the JS thread: `{}` is async", method.ident),
            "remove `async` or `blocking`",
        ),
        _ => {}
    }
}

/// Only a page has a window, a frame and an origin to tell of.
fn check_caller(api: &Api, method: &Method, errors: &mut Vec<Diagnostic>) {
    let Some(caller) = &method.caller else { return };
    let message = if !method.kind.is_implemented_in_rust() {
        "nobody calls here: `&Caller` is for `#[send]` and `#[invoke]`"
    } else if api.peer == Peer::Main {
        "`&Caller` is a page: with `peer = \"main\"` there is none"
    } else {
        return;
    };
    errors.push(
        Diagnostic::new(codes::CALLER, SpanRange::of(&caller.ty), message)
            .help("remove the argument"),
    );
}

/// Any name will do for Electron; these would be mistakes, or the runtime's own.
fn check_channel_name(method: &Method, errors: &mut Vec<Diagnostic>) {
    let name = &method.channel.value;
    let problem = if name.is_empty() {
        "a channel's name cannot be empty".to_owned()
    } else if name.chars().any(char::is_control) {
        format!("channel `{}` has a control character", name.escape_debug())
    } else if name.starts_with(RESERVED_CHANNEL_PREFIX) {
        format!(
            "channel `{name}` starts with `{RESERVED_CHANNEL_PREFIX}`, which the runtime keeps for itself"
        )
    } else {
        return;
    };
    errors.push(
        Diagnostic::new(codes::INVALID_CHANNEL, method.channel.span, problem)
            .help("name it as `dialog:openFile` or `set-title`"),
    );
}

/// Any name will do but one: an object with a `then` is a promise to JavaScript.
fn check_method_name(method: &Method, errors: &mut Vec<Diagnostic>) {
    if method.js_name == "then" {
        errors.push(
            Diagnostic::new(
                codes::RESERVED_NAME,
                method.ident.span(),
                "an object with a method `then` is a promise to JavaScript",
            )
            .help("rename the method"),
        );
    }
}

/// Each stub is made by a `new` of its own.
pub(crate) fn check_stub_name(ident: &Ident, errors: &mut Vec<Diagnostic>) {
    if ident == "new" {
        errors.push(
            Diagnostic::new(
                codes::RESERVED_NAME,
                ident.span(),
                "`new` makes the stub: it cannot be a method of it too",
            )
            .help("rename the method"),
        );
    }
}

fn check_argument_names(method: &Method, errors: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, &Ident> = HashMap::new();
    for arg in &method.args {
        if let Some(first) = seen.insert(&arg.js_name, &arg.ident) {
            errors.push(
                Diagnostic::new(
                    codes::DUPLICATE_JS_NAME,
                    arg.ident.span(),
                    format!(
                        "`{first}` and `{}` are both `{}` in JavaScript",
                        arg.ident, arg.js_name
                    ),
                )
                .help("rename one of them"),
            );
        }
    }
}

/// A key may have dots, and leads through an object at each.
fn check_key(api: &Api, errors: &mut Vec<Diagnostic>) {
    let key = &api.key.value;
    let first = key.split('.').next().unwrap_or_default();
    let wrong = key.split('.').find(|part| !names::is_js_identifier(part));
    let message = match wrong {
        _ if key.is_empty() => "an API's name on `window` cannot be empty".to_owned(),
        Some("") => format!("`{key}` has nothing before or after a dot"),
        Some(part) => format!("`{part}` is not a name in JavaScript"),
        None if api.peer == Peer::Page && names::is_window_member(first) => {
            format!("`window.{first}` exists in every page")
        }
        None if key.split('.').any(|part| part == "__proto__") => {
            "`__proto__` means something on every JavaScript object".to_owned()
        }
        None => return,
    };
    errors.push(
        Diagnostic::new(codes::RESERVED_NAME, api.key.span, message)
            .help("choose another name, such as `electronAPI`"),
    );
}

/// Methods that are alternatives of each other, each under a `cfg` of its own, may share names.
fn check_duplicates(
    api: &Api,
    name: impl Fn(&Method) -> String,
    diagnostic: impl Fn(&Method, &Method) -> Diagnostic,
    errors: &mut Vec<Diagnostic>,
) {
    let conditions =
        |method: &Method| method.attrs.cfgs.iter().map(canonical_tokens).collect::<Vec<_>>();
    let mut seen: HashMap<String, Vec<&Method>> = HashMap::new();
    for method in &api.methods {
        let earlier = seen.entry(name(method)).or_default();
        let clash = earlier.iter().find(|first| {
            let (a, b) = (conditions(first), conditions(method));
            a.is_empty() || b.is_empty() || a == b
        });
        if let Some(first) = clash {
            errors.push(diagnostic(first, method));
        }
        earlier.push(method);
    }
}
