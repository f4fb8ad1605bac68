//! Traits: their methods in the schema.

use ipc_codegen::compile_source;
use ipc_codegen::schema::{CodeSource, Docs, Kind, Literal, Method};

use super::support::{marks, print, problems, schema};

#[test]
fn the_trait_of_the_design() {
    let schema = schema(
        "/// What the page may ask of the desktop.
        #[ipc_api(window = \"electronAPI\")]
        pub trait DesktopApi {
            /// Sets the title.
            #[send(\"set-title\")]
            fn set_title(&self, caller: &Caller, title: String);
            #[invoke(\"dialog:openFile\")]
            async fn open_file(&self, caller: &Caller) -> Result<Option<PathBuf>, OpenFileError>;
            #[event(\"update-counter\")]
            fn update_counter(step: i32);
        }
        use std::path::PathBuf;
        #[derive(serde::Serialize)]
        #[serde(tag = \"kind\")]
        enum OpenFileError { NoWindow, TooLarge { bytes: u64 } }",
    );
    let [api] = schema.apis.as_slice() else { panic!("one API") };
    assert_eq!((api.name.as_str(), api.key.as_str()), ("DesktopApi", "electronAPI"));
    assert_eq!(api.docs, Docs::new("What the page may ask of the desktop.", None));
    let [send, invoke, event] = api.methods.as_slice() else { panic!("three methods") };
    assert_eq!(
        (send.kind, send.channel.as_str(), send.name.as_str()),
        (Kind::Send, "set-title", "setTitle")
    );
    assert_eq!(send.docs, Docs::new("Sets the title.", None));
    assert_eq!((send.args.len(), send.args[0].name.as_str()), (1, "title"));
    assert_eq!(print(&invoke.returns), "string | null");
    let error = invoke.error.as_ref().expect("is fallible");
    assert_eq!(
        (error.name.as_str(), &error.code),
        ("OpenFileError", &CodeSource::Tag("kind".into()))
    );
    assert_eq!(print(&error.ty), "OpenFileError");
    assert_eq!((event.kind, event.name.as_str()), (Kind::Event, "onUpdateCounter"));
}

/// Rust accepts the arguments of a relay in one shape and produces them in another.
#[test]
fn a_relay_is_a_call_and_an_event() {
    let schema = schema(
        "#[ipc_api] trait ChatApi {
            /// Says it.
            #[relay(\"chat:message\", js = \"say\", to = \"main\", max_bytes = \"1KiB\")]
            fn message(message: Message, at: Framed<Message>, note: Option<u8>);
        }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Message { #[serde(default)] text: String }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Framed<T> { #[serde(flatten)] inner: T, frame: u8 }",
    );
    let [call, event] = schema.apis[0].methods.as_slice() else { panic!("two methods") };
    assert_eq!((call.kind, call.name.as_str(), call.max_bytes), (Kind::Relay, "say", Some(1024)));
    assert_eq!((event.kind, event.name.as_str(), event.max_bytes), (Kind::Event, "onSay", None));
    assert_eq!((&call.channel, &call.rust, &call.docs), (&event.channel, &event.rust, &event.docs));
    let optional = |method: &Method| method.args.iter().map(|arg| arg.optional).collect::<Vec<_>>();
    assert_eq!(optional(call), [false, false, true]);
    assert_eq!(optional(event), [false, false, false]);
    let message = schema.types.iter().find(|ty| ty.name == "Message").expect("it crosses");
    assert!(message.input_differs);
}

/// A page writes the messages of a port, and the other page gets them as they are.
#[test]
fn a_port_has_messages_as_rust_accepts_them() {
    let schema = schema(
        "#[ipc_api] trait ChatApi { #[port] fn peer(message: Message, note: Option<u8>); }
        #[derive(serde::Deserialize)]
        struct Message { #[serde(default)] text: String }",
    );
    let [port] = schema.apis[0].methods.as_slice() else { panic!("one method") };
    assert_eq!((port.kind, port.name.as_str()), (Kind::Port, "onPeer"));
    assert_eq!(port.args.iter().map(|arg| arg.optional).collect::<Vec<_>>(), [false, true]);
    assert_eq!(schema.types.len(), 1);
}

#[test]
fn a_method_is_fallible_by_its_return_type() {
    let source = |returns: &str| {
        format!(
            "#[ipc_api] trait Api {{ #[invoke] fn f(&self) -> {returns}; }}
            type AppResult<T> = std::result::Result<T, Fault>;
            type Result<T> = Vec<T>;
            #[derive(serde::Serialize)] enum Fault {{ A }}
            #[derive(serde::Serialize)] struct Plain {{ a: u8 }}
            #[derive(serde::Serialize)] #[serde(untagged)] enum Untagged {{ A }}
            #[derive(serde::Serialize)] #[serde(tag = \"t\", content = \"c\")] enum Adjacent {{ A }}"
        )
    };
    let method = |returns: &str| schema(&source(returns)).apis.remove(0).methods.remove(0);
    let error = |returns: &str| {
        let error = method(returns).error.expect("is fallible");
        (error.name, error.code)
    };
    assert_eq!(print(&method("AppResult<u8>").returns), "integer");
    assert_eq!(error("AppResult<u8>"), ("Fault".into(), CodeSource::External));
    assert!(method("Result<u8>").error.is_none());
    assert_eq!(
        error("core::result::Result<(), Box<Adjacent>>"),
        ("Adjacent".into(), CodeSource::Tag("t".into()))
    );
    assert_eq!(error("std::result::Result<u8, Plain>"), ("Plain".into(), CodeSource::Application));
    assert_eq!(
        error("std::result::Result<u8, Untagged>"),
        ("Untagged".into(), CodeSource::Application)
    );
    assert_eq!(error("std::result::Result<u8, String>"), ("Error".into(), CodeSource::Application));
}

#[test]
fn the_code_of_an_error_follows_its_serde_proxy() {
    let api = "use serde::Serialize;
        #[ipc_api] trait Api { #[invoke] fn f(&self) -> Result<(), A>; }";
    let types = "#[derive(Serialize)] #[serde(into = \"B\")] struct A;
        #[derive(Serialize)] enum B { X, Y }";
    for items in [types.to_owned(), format!("macro_rules! pair {{ () => {{ {types} }} }} pair!();")]
    {
        let method = schema(&format!("{api} {items}")).apis.remove(0).methods.remove(0);
        assert_eq!(method.error.expect("is fallible").code, CodeSource::External, "{items}");
    }
    let circle = "#[derive(Serialize)] #[serde(into = \"B\")] struct A;
        #[derive(Serialize)] #[serde(into = \"A\")] struct B;";
    assert_eq!(marks(&format!("{api} {circle}")), ["circular-type `A`", "circular-type `B`"]);
}

#[test]
fn javascript_may_omit_trailing_options() {
    let schema = schema(
        "#[ipc_api] trait Api {
            #[send] fn f(&self, a: Option<u8>, b: u8, c: Maybe, d: Option<u8>);
            #[event] fn g(a: Option<u8>);
        }
        type Maybe = Option<bool>;",
    );
    let optional = |at: usize| -> Vec<bool> {
        schema.apis[0].methods[at].args.iter().map(|arg| arg.optional).collect()
    };
    assert_eq!(optional(0), [false, false, true, true]);
    assert_eq!(optional(1), [false]);
}

#[test]
fn directions_follow_who_calls() {
    let schema = schema(
        "#[ipc_api(peer = \"main\")] trait Shell {
            #[request] async fn ask(question: Out) -> In;
            #[event] fn tell(what: Out);
            #[invoke] fn answer(&self, from: In) -> Out;
        }
        #[derive(serde::Serialize)] struct Out;
        #[derive(serde::Deserialize)] struct In;",
    );
    assert!(schema.pages().next().is_none());
    assert_eq!(schema.apis[0].name, "Shell");
    assert_eq!(schema.apis[0].methods[1].name, "tell");
}

#[test]
fn methods_that_are_not_compiled_are_omitted() {
    let schema = schema(
        "#[ipc_api] trait Api {
            #[send] fn f(&self);
            #[cfg(test)] #[send] fn g(&self, v: Nowhere);
            #[cfg(not(test))] #[send] fn h(&self);
        }",
    );
    let names: Vec<_> = schema.apis[0].methods.iter().map(|method| &method.name).collect();
    assert_eq!(names, ["f", "h"]);
    let without = compile_source(
        "lib.rs",
        "#[ipc_api] trait Api { #[send] fn f(&self); #[send] fn h(&self); }",
    );
    assert_eq!(without.expect("is right").apis[0].fingerprint, schema.apis[0].fingerprint);
}

#[test]
fn errors_of_the_shared_front_end_are_reported() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self) -> u8; } #[ipc_api] struct S;
        #[ipc_api(windw = \"x\")] trait B { #[send] fn g(&self, v: Nowhere); }
        #[ipc_api] trait C { #[send] fn h(&self, v: Missing); }";
    let codes: Vec<_> = marks(source)
        .into_iter()
        .map(|mark| mark.split(' ').next().unwrap_or("").to_owned())
        .collect();
    assert_eq!(codes, ["send-returns-value", "not-a-trait", "unknown-option", "unknown-name"]);
}

#[test]
fn the_attribute_may_be_a_path() {
    assert_eq!(schema("#[ipc_runtime::ipc_api] trait Api { #[send] fn f(&self); }").apis.len(), 1);
}

#[test]
fn a_source_without_a_trait_is_refused() {
    assert_eq!(problems("struct A;"), ["no-api ``: there is no `#[ipc_api]` trait in `lib.rs`"]);
}

#[test]
fn the_schema_is_sorted() {
    let schema = schema(
        "#[ipc_api] trait B { #[send] fn f(&self, z: Z, a: A); } #[ipc_api] trait A1 { #[send] fn g(&self); }
        #[derive(serde::Deserialize)] struct Z; #[derive(serde::Deserialize)] struct A;",
    );
    assert!(schema.apis.iter().map(|api| api.name.as_str()).eq(["A1", "B"]));
    assert!(schema.types.iter().map(|ty| ty.name.as_str()).eq(["A", "Z"]));
}

#[test]
fn constants_have_their_values() {
    let schema = schema(
        "use limits::*;
        mod limits { pub const LARGEST: u64 = super::BASE; pub const TITLE: &str = concat!(\"a\", 'b', 1, -2.5, true); }
        const BASE: u64 = 0xff;
        #[ipc_api] trait Api {
            /// Docs.
            #[deprecated(note = \"gone\")]
            const LARGEST: u64 = LARGEST;
            const TITLE: &str = limits::TITLE;
            const AGAIN: &str = Self::TITLE;
            const TINY: f32 = 0.1;
            const HUGE: f64 = 1e300;
            const WHOLE: f64 = 2.0;
            const OFF: isize = -1;
            #[cfg(any())]
            const NEVER: u8 = 1;
            #[send] fn f(&self);
        }",
    );
    let constants = &schema.apis[0].constants;
    assert_eq!(constants[0].docs, Docs::new("Docs.", Some("gone")));
    let values: Vec<_> = constants.iter().map(|it| (it.name.as_str(), it.value.clone())).collect();
    let (bigint, number, text) = (
        |digits: &str| Literal::BigInt(digits.to_owned()),
        |digits: &str| Literal::Number(digits.to_owned()),
        || Literal::String("ab1-2.5true".to_owned()),
    );
    assert_eq!(
        values,
        [
            ("LARGEST", bigint("255")),
            ("TITLE", text()),
            ("AGAIN", text()),
            ("TINY", number("0.1")),
            ("HUGE", number("1e300")),
            ("WHOLE", number("2")),
            ("OFF", number("-1")),
        ]
    );
}
