//! Everything that depends on how a method is called. A new kind is an arm of each `match` here.

use ipc_syntax::{Kind, Peer};
use pretty::DocAllocator as _;

use super::codecs::Codecs;
use super::failures::{error_codes, failure_name};
use super::print::call::{array, arrow, call};
use super::print::definitions::Definitions;
use super::print::doc::{Arena, Doc};
use super::print::js_value::JsValue;
use super::print::layout::{self, one_line};
use super::print::ts_type::{Param, TsType};
use super::print::type_printer::TypePrinter;
use super::print::{literal, names};
use crate::direction::Direction;
use crate::schema::{Api, Arg, ErrorType, Method, Type};

/// `name(params): returns;` in `types.ts`, indented by `indent`.
pub(crate) fn signature(
    api: &Api,
    method: &Method,
    types: &Definitions<'_>,
    indent: usize,
) -> String {
    let accepted = TypePrinter { types, direction: Direction::Input };
    let produced = TypePrinter { types, direction: Direction::Output };
    let nothing = TsType::word("void");
    let (params, returns) = match (method.kind, api.peer) {
        (Kind::Send | Kind::Relay, _) => (params(method, accepted), nothing),
        (Kind::Invoke, _) => {
            (params(method, accepted), types.promise(produced.answer(&method.returns)))
        }
        (Kind::Stream, _) => {
            let items = vec![produced.data(&method.returns)];
            (params(method, accepted), TsType::Generic("$ipc.Stream".into(), items))
        }
        (Kind::Sync, _) => (params(method, accepted), produced.answer(&method.returns)),
        (Kind::Event, Peer::Page) => {
            let mut params = params(method, produced);
            if api.event_argument {
                let sends = TsType::word(names::sends_type(&api.name));
                let ty = TsType::Generic("$ipc.ListenerEvent".into(), vec![sends]);
                let name = unless_taken(&params, "event", "$event");
                params.insert(0, Param { name, optional: false, ty });
            }
            let listener = TsType::listener(params);
            let listener = Param { name: "listener", optional: false, ty: listener };
            (vec![listener], TsType::listener(Vec::new()))
        }
        (Kind::Event, Peer::Main) => (params(method, produced), nothing),
        (Kind::Port, _) => {
            // What one page writes reaches the other one as it is.
            let message = TsType::listener(params(method, accepted));
            let port = TsType::Generic("$ipc.Port".into(), vec![message]);
            let port = Param { name: "port", optional: false, ty: port };
            let listener = TsType::listener(vec![port]);
            let listener = Param { name: "listener", optional: false, ty: listener };
            (vec![listener], TsType::listener(Vec::new()))
        }
        (Kind::Request, peer) => {
            let answer = accepted.answer(&method.returns);
            let answer = TsType::union([answer.clone(), types.promise(answer)]);
            let mut params = params(method, produced);
            match peer {
                Peer::Main => (params, answer),
                Peer::Page => {
                    let context = TsType::word("$ipc.RequestContext");
                    let name = unless_taken(&params, "context", "$context");
                    params.push(Param { name, optional: false, ty: context });
                    let handler = TsType::Function(params, Box::new(answer));
                    let handler = Param { name: "handler", optional: false, ty: handler };
                    (vec![handler], TsType::listener(Vec::new()))
                }
            }
        }
    };
    layout::signature(&method.name, &params, &returns, indent)
}

/// `name`, unless a parameter has it.
fn unless_taken(params: &[Param<'_>], name: &'static str, other: &'static str) -> &'static str {
    if params.iter().any(|param| param.name == name) { other } else { name }
}

/// `"counter-value"(value: number): void;` in `types.ts`: a channel on which `event.sender` sends.
pub(super) fn sends_signature(method: &Method, types: &Definitions<'_>, indent: usize) -> String {
    let accepted = TypePrinter { types, direction: Direction::Input };
    let nothing = TsType::word("void");
    layout::signature(&method.channel, &params(method, accepted), &nothing, indent)
}

/// The lines after a method's docs in `types.ts`.
pub(super) fn doc_lines(method: &Method, types: &Definitions<'_>) -> Vec<String> {
    match method.kind {
        Kind::Sync => {}
        Kind::Request => {
            let printer = TypePrinter { types, direction: Direction::Input };
            let data = |error: &ErrorType| one_line(&printer.data(&error.ty));
            let line = |error| {
                format!("The handler fails by throwing an error whose `data` is `{}`.", data(error))
            };
            return method.error.iter().map(line).collect();
        }
        _ => {
            let throws = |error: &ErrorType| format!("@throws {{{}}}", failure_name(&error.name));
            return method.error.iter().map(throws).collect();
        }
    }
    let mut lines = vec!["Blocks the page until Rust has answered.".to_owned()];
    lines.extend(method.error.iter().map(|error| {
        let codes = error_codes(error, types).join(" | ");
        format!("@throws {{Error}} With the message \"{} ({codes}): …\".", error.name)
    }));
    lines
}

fn params<'a>(method: &'a Method, printer: TypePrinter<'a>) -> Vec<Param<'a>> {
    let param = |arg: &'a Arg| {
        let ty = printer.data(&arg.ty);
        let ty = if arg.stream { TsType::Generic("$ipc.Source".into(), vec![ty]) } else { ty };
        Param { name: &arg.name, optional: arg.optional, ty }
    };
    method.args.iter().map(param).collect()
}

/// A method in `preload`: `(title) => $page.send("set-title", title)`, or
/// `($options) => $page.invoke("dialog:openFile", [], $options)`.
pub(super) fn preload_function<'d>(arena: &'d Arena<'d>, api: &Api, method: &'d Method) -> Doc<'d> {
    let channel = channel(arena, method);
    let (callee, params) = match method.kind {
        Kind::Invoke => {
            let args = method.args.iter().map(|arg| exposed_argument(arena, arg)).collect();
            return with_options(arena, "$page.invoke", channel, method, args);
        }
        Kind::Send | Kind::Relay => ("$page.send", names::parameters(method)),
        Kind::Stream => ("$page.stream", names::parameters(method)),
        Kind::Sync => ("$page.sync", names::parameters(method)),
        Kind::Event => ("$page.on", vec!["listener".into()]),
        Kind::Request => ("$page.handle", vec!["handler".into()]),
        Kind::Port => ("$page.onPort", vec!["listener".into()]),
    };
    let args = params.iter().map(|param| arena.text(param.clone()));
    let has_event = api.event_argument && method.kind == Kind::Event;
    let sends = has_event.then(|| arena.text(names::sends_const(&api.name)));
    let args = std::iter::once(channel).chain(args).chain(sends).collect();
    arrow(params, call(arena, callee, args))
}

/// `folder`, or `$page.source("chunks", chunks)` for a stream.
fn exposed_argument<'d>(arena: &'d Arena<'d>, arg: &'d Arg) -> Doc<'d> {
    let value = arena.text(names::parameter(&arg.name));
    if arg.stream {
        let name = arena.text(literal::string(&arg.name));
        call(arena, "$page.source", vec![name, value])
    } else {
        value
    }
}

/// A method in `client`: `(title, $options) => $door.send("set-title", [title], $options)`. A port
/// cannot answer while the page is blocked, so `client` lacks such methods.
pub(super) fn client_function<'d>(arena: &'d Arena<'d>, method: &'d Method) -> Option<Doc<'d>> {
    let channel = channel(arena, method);
    let args = || method.args.iter().map(|arg| arena.text(names::parameter(&arg.name))).collect();
    Some(match method.kind {
        Kind::Send | Kind::Relay => with_options(arena, "$door.send", channel, method, args()),
        Kind::Invoke => with_options(arena, "$door.invoke", channel, method, args()),
        Kind::Stream => with_options(arena, "$door.stream", channel, method, args()),
        Kind::Event => {
            let args = vec![channel, arena.text("listener")];
            arrow(vec!["listener".into()], call(arena, "$door.on", args))
        }
        Kind::Request => {
            let args = vec![channel, arena.text("handler")];
            arrow(vec!["handler".into()], call(arena, "$door.handle", args))
        }
        Kind::Port => {
            let args = vec![channel, arena.text("listener")];
            arrow(vec!["listener".into()], call(arena, "$door.onPort", args))
        }
        Kind::Sync => return None,
    })
}

/// `(a, b, $options) => callee("channel", [a, b], $options)`.
fn with_options<'d>(
    arena: &'d Arena<'d>,
    callee: &'d str,
    channel: Doc<'d>,
    method: &'d Method,
    args: Vec<Doc<'d>>,
) -> Doc<'d> {
    const OPTIONS: &str = "$options";
    let mut params = names::parameters(method);
    let args = vec![channel, array(arena, args), arena.text(OPTIONS)];
    params.push(OPTIONS.into());
    arrow(params, call(arena, callee, args))
}

fn channel<'d>(arena: &'d Arena<'d>, method: &Method) -> Doc<'d> {
    arena.text(literal::string(&method.channel))
}

/// The codecs in a method's row of `tables`, each with its key.
pub(super) fn row_codecs<'a>(
    codecs: &mut Codecs<'_>,
    method: &'a Method,
    peer: Peer,
) -> Vec<(&'static str, JsValue)> {
    // The number that stands for a stream needs no codec.
    let crossing = |arg: &'a Arg| if arg.stream { &Type::Integer } else { &arg.ty };
    let types: Vec<_> = method.args.iter().map(crossing).collect();
    let args = || method.args.iter().map(|arg| (arg.name.as_str(), crossing(arg)));
    let row = match (method.kind, peer) {
        (Kind::Send | Kind::Relay, _) => {
            vec![("json", codecs.json(args())), ("order", codecs.ordered_args(&types))]
        }
        (Kind::Invoke | Kind::Sync, _) => vec![
            ("json", codecs.json(args())),
            ("order", codecs.ordered_args(&types)),
            ("sources", sources(codecs, method)),
            ("returns", codecs.answer(&method.returns)),
            ("error", method.error.as_ref().map(|error| codecs.failure(error))),
        ],
        (Kind::Stream, _) => vec![
            ("json", codecs.json(args())),
            ("order", codecs.ordered_args(&types)),
            ("returns", codecs.item(&method.returns)),
            ("error", method.error.as_ref().map(|error| codecs.failure(error))),
        ],
        (Kind::Event, Peer::Page) => vec![("decode", codecs.page_args(&types))],
        (Kind::Event, Peer::Main) => vec![("decode", codecs.args(&types))],
        (Kind::Request, peer) => vec![
            (
                "decode",
                match peer {
                    Peer::Page => codecs.page_args(&types),
                    Peer::Main => codecs.args(&types),
                },
            ),
            ("json", codecs.json([("value", &method.returns)].into_iter())),
            ("order", codecs.ordered(&method.returns)),
        ],
        // The messages are copied by the browser.
        (Kind::Port, _) => vec![],
    };
    row.into_iter().filter_map(|(key, codec)| Some((key, codec?))).collect()
}

/// The codecs of the items of the streams among the arguments, by the names of the arguments.
fn sources(codecs: &mut Codecs<'_>, method: &Method) -> Option<JsValue> {
    let streams = method.args.iter().filter(|arg| arg.stream);
    let rows: Vec<_> = streams
        .map(|arg| {
            let json = codecs.json([("value", &arg.ty)].into_iter()).map(|codec| ("json", codec));
            let order = codecs.ordered(&arg.ty).map(|codec| ("order", codec));
            (arg.name.clone(), JsValue::object(json.into_iter().chain(order)))
        })
        .collect();
    (!rows.is_empty()).then_some(JsValue::Object(rows))
}
