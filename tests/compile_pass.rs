//! Tests that the macro and `ipc-codegen` accept the same traits, and produce the same contracts.

use std::fs;
use std::path::PathBuf;

use ipc_codegen::report::{self, Style};
use ipc_codegen::schema::{Api, Kind, Method, Peer};
use ipc_codegen::{Input, compile};
use ipc_runtime::table::Contract;

/// The fixtures. Each is a module of this test, and a program for trybuild.
#[path = "compile-pass"]
#[allow(dead_code, reason = "only trybuild calls the functions `main`")]
#[allow(missing_docs, reason = "fixtures about docs deny this lint themselves")]
pub mod fixtures {
    pub mod argument_names;
    pub mod both_directions;
    pub mod caller_paths;
    pub mod cfg_alternatives;
    pub mod constants;
    pub mod deprecated;
    pub mod doc_comments;
    pub mod event_argument;
    pub mod event_names;
    pub mod from_macro_rules;
    pub mod in_a_function;
    pub mod js_names;
    pub mod limits;
    pub mod lint_attributes;
    pub mod max_arguments;
    pub mod no_arguments;
    pub mod no_implicit_prelude;
    pub mod opaque_errors;
    pub mod peer_main;
    pub mod ports;
    pub mod raw_identifiers;
    pub mod relays;
    pub mod renamed_runtime;
    pub mod result_alias;
    pub mod several_apis;
    pub mod shadowed_prelude;
    pub mod shared_state;
    pub mod streams;
    pub mod sync_methods;
    pub mod visibility;
}

/// Lists the name of each fixture with its contracts.
macro_rules! contracts {
    ($($fixture:ident: $($($path:ident)::+),+;)+) => {
        vec![$((stringify!($fixture), vec![$(fixtures::$fixture::$($path)::+),+])),+]
    };
}

fn contracts() -> Vec<(&'static str, Vec<Contract>)> {
    contracts! {
        argument_names: NAMES_API_CONTRACT;
        both_directions: CHAT_API_CONTRACT, STATUS_API_CONTRACT;
        caller_paths: WHO_API_CONTRACT;
        cfg_alternatives: DESKTOP_API_CONTRACT;
        constants: SHOP_API_CONTRACT;
        deprecated: DESKTOP_API_CONTRACT, LEGACY_API_CONTRACT;
        doc_comments: DOCS_API_CONTRACT;
        event_argument: COUNTER_API_CONTRACT;
        event_names: POWER_API_CONTRACT;
        from_macro_rules: made::STORE_API_CONTRACT;
        in_a_function: COUNTER_API_CONTRACT;
        js_names: SHOP_API_CONTRACT;
        limits: UPLOAD_API_CONTRACT, ARCHIVE_API_CONTRACT;
        lint_attributes: DESKTOP_API_CONTRACT;
        max_arguments: SUM_API_CONTRACT;
        no_arguments: QUIET_API_CONTRACT;
        no_implicit_prelude: DESKTOP_API_CONTRACT, SHELL_API_CONTRACT;
        opaque_errors: FILES_API_CONTRACT, WRAPPED_API_CONTRACT;
        peer_main: SHELL_API_CONTRACT;
        ports: GAME_API_CONTRACT;
        raw_identifiers: TYPE_CONTRACT;
        relays: CHAT_API_CONTRACT, RING_API_CONTRACT;
        renamed_runtime: PAGE_API_CONTRACT;
        result_alias: FILES_API_CONTRACT;
        several_apis:
            DESKTOP_API_CONTRACT, FILES_API_CONTRACT, MENU_API_CONTRACT, SHELL_CONTRACT;
        shadowed_prelude: GAME_API_CONTRACT, SHELL_API_CONTRACT;
        shared_state: COUNTER_API_CONTRACT, HISTORY_API_CONTRACT, SHOUT_API_CONTRACT;
        streams: LOG_API_CONTRACT;
        sync_methods: DESKTOP_API_CONTRACT;
        visibility: COUNTER_API_CONTRACT, inner::TIMER_API_CONTRACT, inner::SECRET;
    }
}

#[test]
fn every_fixture_compiles_and_runs() {
    trybuild::TestCases::new().pass("compile-pass/*.rs");
}

#[test]
fn the_macro_and_the_compiler_produce_the_same_contracts() {
    for (fixture, contracts) in contracts() {
        let path = PathBuf::from(format!("compile-pass/{fixture}.rs"));
        let schema = compile(&Input { paths: vec![path], ..Input::default() })
            .unwrap_or_else(|problems| panic!("{}", report::render(&problems, Style::Plain)));
        let mut compiler: Vec<String> = schema.apis.iter().map(table_of_schema).collect();
        let mut rustc: Vec<String> = contracts.iter().map(table_of_contract).collect();
        compiler.sort();
        rustc.sort();
        assert_eq!(rustc.join("\n"), compiler.join("\n"), "{fixture}");
    }
}

#[test]
fn every_fixture_is_in_the_list() {
    let mut files: Vec<String> = fs::read_dir("compile-pass")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(files, contracts().into_iter().map(|(fixture, _)| fixture).collect::<Vec<_>>());
}

fn table_of_contract(contract: &Contract) -> String {
    let peer = if contract.for_pages { "page" } else { "main" };
    let rows = contract
        .channels
        .iter()
        .map(|channel| row(channel.kind.name(), channel.name, channel.js_name, channel.args));
    table(contract.name, peer, &format!("{:016x}", contract.fingerprint), rows)
}

fn table_of_schema(api: &Api) -> String {
    let peer = match api.peer {
        Peer::Page => "page",
        Peer::Main => "main",
    };
    let is_relayed = |event: &Method| {
        let is_its_relay = |it: &Method| it.kind == Kind::Relay && it.rust == event.rust;
        event.kind == Kind::Event && api.methods.iter().any(is_its_relay)
    };
    // The schema has a relay and its event, which are one method of the trait.
    let rows = api.methods.iter().filter(|method| !is_relayed(method)).map(|method| {
        let args: Vec<&str> = method.args.iter().map(|arg| arg.name.as_str()).collect();
        row(method.kind.attribute(), &method.channel, &method.name, &args)
    });
    table(&api.name, peer, &api.fingerprint, rows)
}

fn table(api: &str, peer: &str, fingerprint: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.collect();
    format!("{api} of {peer}, {fingerprint}\n{rows}")
}

fn row(kind: &str, channel: &str, name: &str, args: &[&str]) -> String {
    format!("{kind} {channel:?} {name}({})\n", args.join(", "))
}
