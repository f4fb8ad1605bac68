//! The nodes of `connect`: its options and its result.

use pretty::DocAllocator as _;
use serde::Serialize;

use super::print::doc::{Arena, render};
use super::print::layout::field;
use super::print::ts_type::{Member, TsType};
use super::print::{comment, literal};
use crate::schema::{Api, Method, Schema};

#[derive(Serialize)]
pub(super) struct Connect {
    /// Whether an API with the main process is among the types.
    uses_types: bool,
    /// The declarations of `ConnectOptions` and `Connection`.
    interfaces: String,
}

impl Connect {
    pub(super) fn new(schema: &Schema) -> Self {
        let host: String = schema.mains().filter_map(implemented).collect();
        let host = if host.is_empty() {
            host
        } else {
            format!(
                "  /** What Rust may call in this process. */\n  readonly host: {{\n{host}  }};\n"
            )
        };
        let members: String = schema.mains().filter_map(called).collect();
        let options = extend("/** What to connect. */", "ConnectOptions", &host);
        let connection = extend("/** A running Rust side. */", "Connection", &members);
        Self {
            uses_types: schema.mains().next().is_some(),
            interfaces: format!("{options}\n{connection}"),
        }
    }
}

/// An interface of the runtime, extended by these members if there are any.
fn extend(docs: &str, name: &str, members: &str) -> String {
    if members.is_empty() {
        format!("{docs}\nexport type {name} = $ipc.{name};\n")
    } else {
        format!("{docs}\nexport interface {name} extends $ipc.{name} {{\n{members}}}\n")
    }
}

/// The methods of an API that the user implements, as a property of `options.host`.
fn implemented(api: &Api) -> Option<String> {
    declare(api, "Omit", is_called, |method| !is_called(method), 4)
}

/// The methods of an API that the user can call, as a property of `Connection`.
fn called(api: &Api) -> Option<String> {
    declare(api, "Pick", is_called, is_called, 2)
}

/// Whether the user calls a method, which Rust implements.
fn is_called(method: &Method) -> bool {
    method.kind.is_implemented_in_rust()
}

/// `readonly key: Utility<$types.Name, "a" | "b">;` with the methods that are `listed`, or the
/// interface itself where it has only methods that are `wanted`. A line, with its end.
fn declare(
    api: &Api,
    utility: &str,
    listed: impl Fn(&Method) -> bool,
    wanted: impl Fn(&Method) -> bool,
    indent: usize,
) -> Option<String> {
    if !api.methods.iter().any(&wanted) {
        return None;
    }
    let interface = TsType::word(format!("$types.{}", api.name));
    let ty = if api.methods.iter().all(wanted) {
        interface
    } else {
        let names = api.methods.iter().filter(|method| listed(method));
        let names = names.map(|method| TsType::word(literal::string(&method.name)));
        TsType::Generic(utility.into(), vec![interface, TsType::union(names)])
    };
    let (docs, name) = (&api.docs, &*api.key);
    let member = Member { docs, aliases: &[], name, optional: false, ty };
    let arena = Arena::new();
    let field = arena.text("readonly ").append(field(&arena, &member));
    Some(comment::jsdoc(&api.docs, &[], indent) + &render(field, indent) + "\n")
}
