//! The sections of APIs and of their methods.

use ipc_syntax::kind::{Answer, Implementer};
use ipc_syntax::{Kind, Peer};

use super::anchors::{ERRORS, LIMITS, TYPES};
use super::context::Context;
use super::docs::DocBlocks;
use super::prose::{code, note, typescript};
use crate::direction::Direction;
use crate::schema::{Api, Docs, ErrorType, Method, Type};
use crate::targets::typescript::failures::error_codes;
use crate::targets::typescript::kinds::signature;
use crate::targets::typescript::print::{constants, literal};

/// The list of all sections.
pub(super) fn push_contents(text: &mut String, context: &Context<'_>) {
    text.push('\n');
    for api in context.schema.pages().chain(context.schema.mains()) {
        let (name, anchor) = (code(&api.name), context.anchors.api(&api.name));
        text.extend(["- [", &*name, "](#", anchor, "): ", &*object(api), "\n"]);
    }
    let types = (!context.schema.types.is_empty()).then_some(TYPES);
    for section in types.into_iter().chain([LIMITS, ERRORS]) {
        text.extend(["- [", section, "](#", context.anchors.section(section), ")\n"]);
    }
}

/// Where the functions of an API are.
fn object(api: &Api) -> String {
    if api.peer == Peer::Page {
        return code(&format!("window.{}", api.key));
    }
    let host = code(&format!("connect({{ host: {{ {} }} }})", api.key));
    let connection = code(&format!("connection.{}", api.key));
    let is_called = api.methods.iter().any(is_called);
    let is_implemented = !api.methods.iter().all(self::is_called);
    match (is_called, is_implemented) {
        (true, true) => format!("{connection} for calls to Rust, {host} for calls from Rust"),
        (false, true) => host,
        (_, false) => connection,
    }
}

/// Whether JavaScript calls a method, and Rust implements it.
fn is_called(method: &Method) -> bool {
    method.kind.is_implemented_in_rust()
}

pub(super) fn push_api(text: &mut String, context: &Context<'_>, api: &Api) {
    text.extend(["\n## ", &*code(&api.name), "\n\n", &*object(api), "\n"]);
    push_item(text, &api.docs, &DocBlocks::new(api.docs.lines()));
    if api.peer == Peer::Page && api.methods.iter().any(is_called) {
        let [limits, errors] = [LIMITS, ERRORS].map(|section| context.anchors.section(section));
        text.extend([
            "\nCalls have [limits](#",
            limits,
            "), and a call that is answered may also reject ",
        ]);
        text.extend(["with an [error of the runtime](#", errors, ").\n"]);
    }
    for constant in &api.constants {
        let value = typescript(&constants::declaration(constant, 0));
        text.extend([
            "\n### ",
            &*code(&constant.name),
            "\n\n",
            &*value,
            "\na constant: the page has it without a call.\n",
        ]);
        push_item(text, &constant.docs, &DocBlocks::new(constant.docs.lines()));
    }
    for method in &api.methods {
        push_method(text, context, api, method);
    }
}

/// The deprecation and the docs of an API, a method or a type.
pub(super) fn push_item(text: &mut String, docs: &Docs, blocks: &DocBlocks) {
    if let Some(deprecation) = docs.deprecated() {
        text.push_str("\n**Deprecated**");
        if !deprecation.trim().is_empty() {
            text.extend([": ", &*note(deprecation)]);
        }
        text.push('\n');
    }
    if !blocks.is_empty() {
        text.push('\n');
        blocks.push(text, 0);
    }
}

fn push_method(text: &mut String, context: &Context<'_>, api: &Api, method: &Method) {
    let signature = typescript(&signature(api, method, &context.types, 0));
    text.extend(["\n### ", &*code(&method.name), "\n\n", &*signature, "\n"]);
    let (kind, channel) = (code(method.kind.attribute()), code(&method.channel));
    text.extend([
        &*kind,
        " on the channel ",
        &*channel,
        ": ",
        &*meaning(method.kind, api.peer),
        "\n",
    ]);
    let docs = DocBlocks::new(method.docs.lines());
    push_item(text, &method.docs, &docs);
    let mut facts = String::new();
    if api.event_argument && method.kind == Kind::Event {
        push_event(&mut facts, api);
    }
    let direction = Direction::of_arguments(method.kind);
    for arg in &method.args {
        let optional = if arg.optional { " (optional)" } else { "" };
        let ty = context.link(&arg.ty, direction, &[]);
        let stream = if arg.stream { "a stream of " } else { "" };
        facts.extend(["- Argument ", &*code(&arg.name), optional, ": ", stream, &*ty, "\n"]);
    }
    if let Some(bytes) = method.max_bytes {
        facts.extend(["- Arguments: at most ", &*quantity(bytes, &BYTES), "\n"]);
    }
    if let Some(ms) = method.timeout_ms {
        facts.extend(["- Time: at most ", &*quantity(ms, &TIMES), "\n"]);
    }
    if method.kind == Kind::Stream {
        let ty = context.link(&method.returns, Direction::Output, &[]);
        facts.extend(["- Items: ", &*ty, "\n"]);
    } else if method.returns != Type::Unit {
        let ty = context.link(&method.returns, Direction::of_answer(method.kind), &[]);
        facts.extend(["- Answer: ", &*ty, "\n"]);
    }
    if let Some(error) = &method.error {
        push_error(&mut facts, context, error, Direction::of_answer(method.kind));
    }
    if !facts.is_empty() {
        text.push_str(if docs.ends_in_list { "\nTypes:\n\n" } else { "\n" });
        text.push_str(&facts);
    }
}

/// The event that listeners get before the arguments.
fn push_event(text: &mut String, api: &Api) {
    let channels: Vec<_> =
        api.sends().map(|method| code(&literal::string(&method.channel))).collect();
    let channels = if channels.is_empty() { "no channel".into() } else { channels.join(", ") };
    text.extend(["- First an event, whose `sender.send(channel, …)` sends on ", &*channels, "\n"]);
}

/// Who calls a method, and what comes back.
fn meaning(kind: Kind, peer: Peer) -> String {
    let row = kind.row();
    let answers = row.answer != Answer::None;
    // A page implements only functions that it passes to a function with a prefix.
    let is_passed = peer == Peer::Page && !row.page_prefix.is_empty();
    let (other, removes) = match peer {
        Peer::Page if is_passed && answers => {
            ("the handler of the page", " The returned function removes the handler.")
        }
        Peer::Page if is_passed => {
            ("the listeners of the page", " The returned function unsubscribes.")
        }
        Peer::Page => ("the page", ""),
        Peer::Main => ("the main process", ""),
    };
    if kind == Kind::Port {
        return format!(
            "Rust calls {other} with a port to another page. The pages exchange messages without Rust, \
             and nothing checks them.{removes}"
        );
    }
    if row.implemented_by == Implementer::Runtime {
        return format!(
            "{other} calls the listeners of the other pages, one way. Rust checks the arguments."
        );
    }
    let (from, to) = if kind.is_implemented_in_rust() { (other, "Rust") } else { ("Rust", other) };
    let answer = match row.answer {
        Answer::None => "one way.".to_owned(),
        Answer::Stream => {
            format!("which sends items as fast as {from} reads them. A failure ends the stream.")
        }
        Answer::Value if row.blocks_caller() => format!(
            "and is blocked until {to} has answered. A failure is thrown as an `Error` whose \
             message has its name and code."
        ),
        Answer::Value => "which answers.".to_owned(),
    };
    format!("{from} calls {to}, {answer}{removes}")
}

/// Units, the largest one first, each as a multiple of the smallest one.
type Units = [(u64, &'static str); 4];

const BYTES: Units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"), (1, "bytes")];
const TIMES: Units = [(3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")];

/// A quantity in the largest unit of which it is a multiple.
fn quantity(value: u64, units: &Units) -> String {
    let (factor, unit) =
        units.iter().find(|(factor, _)| value.is_multiple_of(*factor)).unwrap_or(&units[3]);
    format!("{} {unit}", value / factor)
}

fn push_error(text: &mut String, context: &Context<'_>, error: &ErrorType, direction: Direction) {
    let codes = error_codes(error, &context.types);
    let codes: Vec<_> = codes.iter().map(|value| code(&literal::string(value))).collect();
    let data = context.link(&error.ty, direction, &[]);
    text.extend(["- Error: ", &*code("name"), " is ", &*code(&literal::string(&error.name))]);
    text.extend([", ", &*code("code"), " is ", &*codes.join(" or ")]);
    text.extend([", ", &*code("data"), " is ", &*data, "\n"]);
}
