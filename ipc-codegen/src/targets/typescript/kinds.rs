//! Everything that depends on how a method is called. A new kind is an arm of each `match` here.

use ipc_syntax::{Kind, Peer};
use pretty::DocAllocator as _;

use super::codecs::Codecs;
use super::failures::{error_codes, failure_name};
use super::print::call::{array, arrow, call};
use super::print::data::Data;
use super::print::definitions::Definitions;
use super::print::doc::{Arena, Doc};
use super::print::layout;
use super::print::ts_type::{Param, TsType};
use super::print::type_printer::TypePrinter;
use super::print::{literal, names};
use crate::direction::Direction;
use crate::schema::{Arg, ErrorType, Method};

/// `name(params): returns;` in `types.ts`, indented by `indent`.
pub(crate) fn signature(
    method: &Method,
    peer: Peer,
    types: &Definitions<'_>,
    indent: usize,
) -> String {
    let accepted = TypePrinter { types, direction: Direction::Input };
    let produced = TypePrinter { types, direction: Direction::Output };
    let nothing = TsType::word("void");
    let (params, returns) = match (method.kind, peer) {
        (Kind::Send, _) => (params(method, accepted), nothing),
        (Kind::Invoke, _) => {
            (params(method, accepted), types.promise(produced.answer(&method.returns)))
        }
        (Kind::Sync, _) => (params(method, accepted), produced.answer(&method.returns)),
        (Kind::Event, Peer::Page) => {
            let listener = TsType::Listener(params(method, produced));
            let listener = Param { name: "listener", optional: false, ty: listener };
            (vec![listener], TsType::Listener(Vec::new()))
        }
        (Kind::Event, Peer::Main) => (params(method, produced), nothing),
        (Kind::Request, _) => {
            let answer = accepted.answer(&method.returns);
            (params(method, produced), TsType::union([answer.clone(), types.promise(answer)]))
        }
    };
    layout::signature(&method.name, &params, &returns, indent)
}

/// The lines after a method's docs in `types.ts`.
pub(super) fn doc_lines(method: &Method, types: &Definitions<'_>) -> Vec<String> {
    if method.kind != Kind::Sync {
        let throws = |error: &ErrorType| format!("@throws {{{}}}", failure_name(&error.name));
        return method.error.iter().map(throws).collect();
    }
    let mut lines = vec!["Blocks the page until Rust has answered.".to_owned()];
    lines.extend(method.error.iter().map(|error| {
        let codes = error_codes(error, types).join(" | ");
        format!("@throws {{Error}} With the message \"{} ({codes}): …\".", error.name)
    }));
    lines
}

fn params<'a>(method: &'a Method, printer: TypePrinter<'a>) -> Vec<Param<'a>> {
    let param =
        |arg: &'a Arg| Param { name: &arg.name, optional: arg.optional, ty: printer.data(&arg.ty) };
    method.args.iter().map(param).collect()
}

/// A method in `preload`: `(title) => $page.send("set-title", title)`.
pub(super) fn preload_function<'d>(arena: &'d Arena<'d>, method: &'d Method) -> Doc<'d> {
    let (callee, params) = match method.kind {
        Kind::Send => ("$page.send", names::parameters(method)),
        Kind::Invoke => ("$page.invoke", names::parameters(method)),
        Kind::Sync => ("$page.sync", names::parameters(method)),
        Kind::Event | Kind::Request => ("$page.on", vec!["listener".into()]),
    };
    let args = params.iter().map(|param| arena.text(param.clone()));
    let args = std::iter::once(channel(arena, method)).chain(args).collect();
    arrow(params, call(arena, callee, args))
}

/// A method in `client`: `(title, $options) => $door.send("set-title", [title], $options)`. A port
/// cannot answer while the page is blocked, so `client` lacks such methods.
pub(super) fn client_function<'d>(arena: &'d Arena<'d>, method: &'d Method) -> Option<Doc<'d>> {
    let channel = channel(arena, method);
    Some(match method.kind {
        Kind::Send => with_options(arena, "$door.send", channel, method),
        Kind::Invoke => with_options(arena, "$door.invoke", channel, method),
        Kind::Event | Kind::Request => {
            let args = vec![channel, arena.text("listener")];
            arrow(vec!["listener".into()], call(arena, "$door.on", args))
        }
        Kind::Sync => return None,
    })
}

fn with_options<'d>(
    arena: &'d Arena<'d>,
    callee: &'d str,
    channel: Doc<'d>,
    method: &'d Method,
) -> Doc<'d> {
    const OPTIONS: &str = "$options";
    let mut params = names::parameters(method);
    let args = params.iter().map(|param| arena.text(param.clone())).collect();
    let args = vec![channel, array(arena, args), arena.text(OPTIONS)];
    params.push(OPTIONS.into());
    arrow(params, call(arena, callee, args))
}

fn channel<'d>(arena: &'d Arena<'d>, method: &Method) -> Doc<'d> {
    arena.text(literal::string(&method.channel))
}

/// The codecs in a method's row of `tables`, each with its key.
pub(super) fn row_codecs(
    codecs: &mut Codecs<'_>,
    method: &Method,
    peer: Peer,
) -> Vec<(&'static str, Data)> {
    let types: Vec<_> = method.args.iter().map(|arg| &arg.ty).collect();
    let args = || method.args.iter().map(|arg| (arg.name.as_str(), &arg.ty));
    let row = match (method.kind, peer) {
        (Kind::Send, _) => {
            vec![("json", codecs.json(args())), ("order", codecs.ordered_args(&types))]
        }
        (Kind::Invoke | Kind::Sync, _) => vec![
            ("json", codecs.json(args())),
            ("order", codecs.ordered_args(&types)),
            ("returns", codecs.answer(&method.returns)),
            ("error", method.error.as_ref().map(|error| codecs.failure(error))),
        ],
        (Kind::Event, Peer::Page) => vec![("decode", codecs.page_args(&types))],
        (Kind::Event, Peer::Main) => vec![("decode", codecs.args(&types))],
        (Kind::Request, _) => vec![
            ("decode", codecs.args(&types)),
            ("json", codecs.json([("value", &method.returns)].into_iter())),
            ("order", codecs.ordered(&method.returns)),
        ],
    };
    row.into_iter().filter_map(|(key, codec)| Some((key, codec?))).collect()
}
