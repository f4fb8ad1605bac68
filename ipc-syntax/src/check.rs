//! The rules about a whole method or a whole trait, one function for each.

use std::collections::HashMap;
use std::hash::Hash;

use proc_macro2::Ident;
use syn::{ReceiverKind, TraitItemFn, Type};

use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::fingerprint::canonical_tokens;
use crate::kind::{Answer, Asyncness, Implementer, Kind, Peer};
use crate::model::{Api, Method};
use crate::names::{self, RESERVED_CHANNEL_PREFIX, list_kinds, unraw};

pub(crate) fn check_method(
    api: &Api,
    method: &Method,
    function: &TraitItemFn,
    errors: &mut Errors<Diagnostic>,
) {
    check_receiver(api, method, function, errors);
    check_peer(api, method, errors);
    check_return(api, method, errors);
    check_asyncness(api, method, function, errors);
    check_timeout(method, errors);
    check_caller(api, method, errors);
    check_incoming(api, method, errors);
    check_channel_name(method, errors);
    check_js_name(method, errors);
    check_argument_names(method, errors);
}

pub(crate) fn check_api(api: &Api, errors: &mut Errors<Diagnostic>) {
    check_key(api, errors);
    check_event_argument(api, errors);
    check_constants(api, errors);
    check_duplicates(
        api,
        // Electron's channels are bidirectional. A relay uses both directions.
        |method| {
            let is_relay = method.kind == Kind::Relay;
            let directions = [method.kind.is_implemented_in_rust(), false];
            let directions = directions.into_iter().take(if is_relay { 2 } else { 1 });
            directions.map(|to_rust| (to_rust, method.channel.value.clone())).collect()
        },
        |first, second, _| {
            Diagnostic::new(
                codes::DUPLICATE_CHANNEL,
                second.channel.span,
                format!("channel `{}` is already used by `{}`", second.channel.value, first.ident),
            )
            .help("give each method a channel of its own")
        },
        errors,
    );
    check_duplicates(
        api,
        js_names,
        |first, second, name| {
            Diagnostic::new(
                codes::DUPLICATE_JS_NAME,
                second.js_name.span,
                format!("`{}` and `{}` are both `{name}` in JavaScript", first.ident, second.ident),
            )
            .help("rename one of them, or choose its name in JavaScript with `js = \"…\"`")
        },
        errors,
    );
}

/// The names of a method in JavaScript. A relay has two.
fn js_names(method: &Method) -> Vec<String> {
    let listener = method.js_listener().map(|name| name.value);
    [method.js_name.value.clone()].into_iter().chain(listener).collect()
}

/// Only the listeners of events get an event.
fn check_event_argument(api: &Api, errors: &mut Errors<Diagnostic>) {
    let has_events =
        api.methods.iter().any(|method| matches!(method.kind, Kind::Event | Kind::Relay));
    if let (Some(option), false) = (api.event_argument, has_events) {
        errors.push(
            Diagnostic::new(
                codes::INVALID_OPTION,
                option,
                format!("`event_argument` has no meaning: `{}` declares no `#[event]`", api.ident),
            )
            .help("remove `event_argument`, or add an event"),
        );
    }
}

/// A constant and a method may have one name in JavaScript only if `js` or the case of a name makes them.
fn check_constants(api: &Api, errors: &mut Errors<Diagnostic>) {
    for constant in &api.constants {
        let name = unraw(&constant.ident);
        let clash = api.methods.iter().find(|method| js_names(method).contains(&name));
        if let Some(method) = clash {
            errors.push(
                Diagnostic::new(
                    codes::DUPLICATE_JS_NAME,
                    method.js_name.span,
                    format!(
                        "`{name}` is a constant, so `{}` needs another name in JavaScript",
                        method.ident
                    ),
                )
                .help("rename one of them, or choose its name in JavaScript with `js = \"…\"`"),
            );
        }
    }
}

/// A method with `&self` is implemented in Rust; a method without is implemented by the peer or by the
/// runtime.
fn check_receiver(
    api: &Api,
    method: &Method,
    function: &TraitItemFn,
    errors: &mut Errors<Diagnostic>,
) {
    let row = method.kind.row();
    let receiver = function.sig.receiver();
    let kinds_of = |implementer: Implementer| {
        list_kinds("or", |row| row.implemented_by == implementer && row.peers.contains(&api.peer))
    };
    let refuse = |span, message: String, help: String| {
        Diagnostic::new(codes::RECEIVER, span, message).help(help)
    };
    match (row.implemented_by, receiver) {
        (Implementer::Rust, None) => errors.push(refuse(
            method.ident.span().into(),
            format!(
                "`#[{}]` is implemented in Rust: `{}` needs `&self`",
                row.attribute, method.ident
            ),
            format!("add `&self`, or use {} for a call from Rust", kinds_of(Implementer::Peer)),
        )),
        (Implementer::Peer, Some(receiver)) => errors.push(refuse(
            SpanRange::of(receiver),
            format!(
                "`#[{}]` is implemented by the other side: `{}` takes no `self`",
                row.attribute, method.ident
            ),
            format!("remove `&self`, or use {} for a call to Rust", kinds_of(Implementer::Rust)),
        )),
        (Implementer::Rust, Some(receiver)) => {
            let help = match &receiver.kind {
                ReceiverKind::Reference(_, None, None) => return,
                ReceiverKind::Reference(_, _, Some(_)) => {
                    "calls run concurrently: put mutable state behind a `Mutex` or an atomic"
                }
                // Another lifetime is one that the method declares, which is an error already.
                ReceiverKind::Reference(_, Some(lifetime), None) if lifetime.ident != "static" => {
                    return;
                }
                _ => "write `&self`: all calls share one implementation",
            };
            errors.push(refuse(
                SpanRange::of(receiver),
                format!("`{}` must take `&self`", method.ident),
                help.to_owned(),
            ));
        }
        (Implementer::Runtime, Some(receiver)) => errors.push(refuse(
            SpanRange::of(receiver),
            format!(
                "`#[{}]` is implemented by the runtime: `{}` takes no `self`",
                row.attribute, method.ident
            ),
            format!("remove `&self`, or use {} for a call to Rust", kinds_of(Implementer::Rust)),
        )),
        (Implementer::Peer | Implementer::Runtime, None) => {}
    }
}

/// Not every peer has every kind.
fn check_peer(api: &Api, method: &Method, errors: &mut Errors<Diagnostic>) {
    let row = method.kind.row();
    if row.peers.contains(&api.peer) {
        return;
    }
    let (requirement, other_side) = match api.peer {
        Peer::Page => ("needs `#[ipc_api(peer = \"main\")]`", "page"),
        Peer::Main => ("is for pages: there is none with `peer = \"main\"`", "main process"),
    };
    let answering = list_answering(row.implemented_by, api.peer);
    let help = if answering.is_empty() {
        let one_way = |implementer| list_one_way(implementer, api.peer);
        let (there, back) = (one_way(Implementer::Peer), one_way(Implementer::Rust));
        format!("use {there} to the {other_side} and {back} back")
    } else {
        format!("use {answering}")
    };
    errors.push(
        Diagnostic::new(
            codes::WRONG_PEER,
            method.ident.span(),
            format!("`#[{}]` {requirement}", row.attribute),
        )
        .help(help),
    );
}

fn list_one_way(implementer: Implementer, peer: Peer) -> String {
    list_kinds("or", |row| {
        row.implemented_by == implementer && row.answer == Answer::None && row.peers.contains(&peer)
    })
}

/// The kinds whose callers wait for an answer without being blocked.
fn list_answering(implementer: Implementer, peer: Peer) -> String {
    list_kinds("or", |row| {
        row.implemented_by == implementer
            && row.answer == Answer::Value
            && !row.blocks_caller()
            && row.peers.contains(&peer)
    })
}

/// The caller of a one-way method does not wait for a value.
fn check_return(api: &Api, method: &Method, errors: &mut Errors<Diagnostic>) {
    let row = method.kind.row();
    let Some(ty) = &method.returns else { return };
    let is_unit = matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    if row.answer != Answer::None || is_unit {
        return;
    }
    let code = match row.implemented_by {
        Implementer::Rust => codes::SEND_RETURNS_VALUE,
        Implementer::Peer | Implementer::Runtime => codes::EVENT_RETURNS_VALUE,
    };
    let answering = list_answering(row.implemented_by, api.peer);
    let nature = if method.kind == Kind::Port { "has messages only" } else { "is one-way" };
    let help = if method.kind == Kind::Port {
        "remove the return type: both pages send messages of the same arguments".to_owned()
    } else if row.implemented_by == Implementer::Runtime {
        format!("remove the return type: the other pages answer with `#[{}]`", row.attribute)
    } else if answering.is_empty() {
        let back = list_one_way(Implementer::Rust, api.peer);
        format!("remove the return type, and let the page answer with {back}")
    } else {
        format!("use {answering}, or remove the return type")
    };
    errors.push(
        Diagnostic::new(
            code,
            SpanRange::of(ty),
            format!("`#[{}]` {nature}: `{}` cannot return a value", row.attribute, method.ident),
        )
        .help(help),
    );
}

fn check_asyncness(
    api: &Api,
    method: &Method,
    function: &TraitItemFn,
    errors: &mut Errors<Diagnostic>,
) {
    let row = method.kind.row();
    let mut refuse = |span: SpanRange, message: String, help: &str| {
        errors.push(Diagnostic::new(codes::ASYNCNESS, span, message).help(help));
    };
    match (row.asyncness, &function.sig.asyncness) {
        (Asyncness::Forbidden, Some(token)) if row.blocks_caller() => refuse(
            SpanRange::of(token),
            format!(
                "`#[{}]` blocks the page until it returns: `{}` cannot be async",
                row.attribute, method.ident
            ),
            &format!("use {}, or remove `async`", list_answering(row.implemented_by, api.peer)),
        ),
        (Asyncness::Forbidden, Some(token)) if row.answer == Answer::Stream => refuse(
            SpanRange::of(token),
            format!(
                "`#[{}]` returns its stream at once: `{}` cannot be async",
                row.attribute, method.ident
            ),
            "remove `async`: the stream itself may wait",
        ),
        (Asyncness::Forbidden, Some(token)) => refuse(
            SpanRange::of(token),
            format!("`#[{}]` does not wait: `{}` cannot be async", row.attribute, method.ident),
            "remove `async`",
        ),
        (Asyncness::Required, None) => refuse(
            method.ident.span().into(),
            format!("`#[{}]` waits for an answer: `{}` must be async", row.attribute, method.ident),
            "write `async fn`",
        ),
        (_, Some(token)) if method.is_blocking => refuse(
            SpanRange::of(token),
            format!(
                "`blocking` moves a plain `fn` off the JS thread, but `{}` is async",
                method.ident
            ),
            "remove `async` or `blocking`",
        ),
        _ => {}
    }
}

/// A plain `fn` runs on the JS thread, where nothing can answer in its place before it returns.
fn check_timeout(method: &Method, errors: &mut Errors<Diagnostic>) {
    let Some(timeout) = &method.timeout_ms else { return };
    if !method.kind.is_implemented_in_rust() || method.is_async || method.is_blocking {
        return;
    }
    errors.push(
        Diagnostic::new(
            codes::INVALID_OPTION,
            timeout.span,
            format!(
                "`timeout` cannot end a plain `fn`: `{}` holds the JS thread until it returns",
                method.ident
            ),
        )
        .help("write `async fn`, or add `blocking`"),
    );
}

/// `&Caller` describes a page that calls Rust.
fn check_caller(api: &Api, method: &Method, errors: &mut Errors<Diagnostic>) {
    let Some(caller) = &method.caller else { return };
    let row = method.kind.row();
    let message = if !row.takes_caller {
        let kinds = list_kinds("and", |row| row.takes_caller);
        match row.implemented_by {
            Implementer::Runtime => {
                format!("no code in Rust runs for `{}`: `&Caller` is for {kinds}", method.ident)
            }
            _ => format!("Rust calls `{}` itself: `&Caller` is for {kinds}", method.ident),
        }
    } else if api.peer == Peer::Main {
        "`&Caller` is the page that calls: an API with `peer = \"main\"` has none".to_owned()
    } else {
        return;
    };
    errors.push(
        Diagnostic::new(codes::CALLER, SpanRange::of(&caller.ty), message)
            .help("remove the argument"),
    );
}

/// The items of an `Incoming` arrive while its handler runs. A handler on the JS thread would keep them
/// from arriving, and after a one-way call nobody would learn how the stream has ended.
fn check_incoming(api: &Api, method: &Method, errors: &mut Errors<Diagnostic>) {
    let refuse = |ty: &Type, message: String, help: &str| {
        Diagnostic::new(codes::INCOMING, SpanRange::of(ty), message).help(help)
    };
    if let Some(ty) = method.returns.as_ref().filter(|ty| is_incoming(ty)) {
        let message =
            format!("`{}` cannot return `Incoming`, which is only for arguments", method.ident);
        let help = match method.kind {
            Kind::Invoke if api.peer == Peer::Page => "declare a `#[stream]`, or use a `Vec`",
            _ => "use a `Vec`",
        };
        errors.push(refuse(ty, message, help));
    }
    if method.reads_streams(api.peer) {
        return;
    }
    for arg in method.args.iter().filter(|arg| is_incoming(&arg.ty)) {
        let message = format!(
            "`{}` cannot read a stream: only an async `#[invoke]` that pages call takes `Incoming`",
            method.ident
        );
        let help = match (api.peer, method.kind) {
            (Peer::Main, _) => "take a `Vec`",
            (Peer::Page, Kind::Invoke) => "write `async fn`, or take a `Vec`",
            (Peer::Page, _) => "declare an `#[invoke]` `async fn`, or take a `Vec`",
        };
        errors.push(refuse(&arg.ty, message, help));
    }
}

fn is_incoming(ty: &Type) -> bool {
    matches!(ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|segment| segment.ident == "Incoming"))
}

/// Electron accepts any name. These are mistakes, or reserved for the runtime.
fn check_channel_name(method: &Method, errors: &mut Errors<Diagnostic>) {
    let name = &method.channel.value;
    let problem = if name.is_empty() {
        "a channel name cannot be empty".to_owned()
    } else if name.chars().any(char::is_control) {
        format!("channel `{}` has a control character", name.escape_debug())
    } else if name.starts_with(RESERVED_CHANNEL_PREFIX) {
        format!(
            "channel `{name}` starts with `{RESERVED_CHANNEL_PREFIX}`, which is reserved for the runtime"
        )
    } else {
        return;
    };
    errors.push(
        Diagnostic::new(codes::INVALID_CHANNEL, method.channel.span, problem)
            .help("choose a name such as `dialog:openFile` or `set-title`"),
    );
}

/// A method's name in JavaScript is a property of the API's object. JavaScript awaits an object with
/// a method `then` as if it were a promise.
fn check_js_name(method: &Method, errors: &mut Errors<Diagnostic>) {
    let name = &method.js_name.value;
    let message = match name.as_str() {
        "" => "a method's name in JavaScript cannot be empty".to_owned(),
        "then" => "JavaScript takes an object with a method `then` for a promise".to_owned(),
        PROTO => PROTO_IS_SPECIAL.to_owned(),
        _ if !names::is_js_identifier(name) => format!("`{name}` is not a JavaScript identifier"),
        _ => return,
    };
    errors.push(
        Diagnostic::new(codes::RESERVED_NAME, method.js_name.span, message)
            .help("rename the method, or choose its name in JavaScript with `js = \"…\"`"),
    );
}

/// In an object literal, this key sets the prototype.
pub(crate) const PROTO: &str = "__proto__";
pub(crate) const PROTO_IS_SPECIAL: &str = "`__proto__` has a special meaning on JavaScript objects";

/// Each generated stub has a constructor `new`.
pub(crate) fn check_stub_name(ident: &Ident, errors: &mut Errors<Diagnostic>) {
    if ident == "new" {
        errors.push(
            Diagnostic::new(
                codes::RESERVED_NAME,
                ident.span(),
                "`new` is the constructor of the generated stub",
            )
            .help("rename the method"),
        );
    }
}

fn check_argument_names(method: &Method, errors: &mut Errors<Diagnostic>) {
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

/// A key is a path of identifiers with dots between them.
fn check_key(api: &Api, errors: &mut Errors<Diagnostic>) {
    let key = &api.key.value;
    let first = key.split('.').next().unwrap_or_default();
    let wrong = key.split('.').find(|part| !names::is_js_identifier(part));
    let message = match wrong {
        _ if key.is_empty() => "an API's name on `window` cannot be empty".to_owned(),
        Some("") => format!("`{key}` has an empty part before or after a dot"),
        Some(part) => format!("`{part}` is not a JavaScript identifier"),
        None if api.peer == Peer::Page && names::is_window_member(first) => {
            format!("`window.{first}` already exists in every page")
        }
        None if key.split('.').any(|part| part == PROTO) => PROTO_IS_SPECIAL.to_owned(),
        None => return,
    };
    errors.push(
        Diagnostic::new(codes::RESERVED_NAME, api.key.span, message)
            .help("choose another name, such as `electronAPI`"),
    );
}

/// Methods under different `cfg`s are alternatives, which may share names.
fn check_duplicates<K: Eq + Hash>(
    api: &Api,
    names: impl Fn(&Method) -> Vec<K>,
    diagnostic: impl Fn(&Method, &Method, &K) -> Diagnostic,
    errors: &mut Errors<Diagnostic>,
) {
    let conditions =
        |method: &Method| method.attrs.cfgs.iter().map(canonical_tokens).collect::<Vec<_>>();
    let mut seen: HashMap<K, Vec<&Method>> = HashMap::new();
    for method in &api.methods {
        let names = names(method);
        let clash = names.iter().find_map(|name| {
            let first = seen.get(name)?.iter().find(|first| {
                let (a, b) = (conditions(first), conditions(method));
                a.is_empty() || b.is_empty() || a == b
            })?;
            Some((first, name))
        });
        if let Some((first, name)) = clash {
            errors.push(diagnostic(first, method, name));
        }
        for name in names {
            seen.entry(name).or_default().push(method);
        }
    }
}
