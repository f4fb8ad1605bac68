//! Prints the Rust code of the staged crate.

use std::fmt::Write as _;

use heck::ToUpperCamelCase;

use crate::fixture::{Fixture, Group, Origin};

/// The name of a group's trait.
pub(crate) fn api(group: &Group) -> String {
    format!("{}Group", group.name.to_upper_camel_case())
}

/// The declaration that brings a group's module into scope.
fn import(group: &Group) -> String {
    let Group { name, origin, .. } = group;
    match origin {
        Origin::Crate(krate) => format!("use {krate}::{name};\n"),
        Origin::File(path) => format!("#[path = {:?}]\npub mod {name};\n", path.to_string_lossy()),
    }
}

/// A fixture's type.
fn ty(group: &Group, fixture: &Fixture) -> String {
    format!("{}::{}", group.name, fixture.path)
}

/// A method that waits for the page, and the request that it makes.
struct Waiting {
    signature: String,
    body: String,
    request: String,
}

/// The method that reads a stream of the page and asks the page: one for both, because rustc needs long
/// for an async handler. The request has the type as its argument and its answer, where it can.
fn waiting(group: &Group, fixture: &Fixture) -> Waiting {
    let (api, ty, method) = (api(group), ty(group, fixture), fixture.method());
    let (argument, given) = if fixture.makes {
        (format!("given: Vec<{ty}>"), "make(&outputs)")
    } else {
        (String::new(), "")
    };
    let (items, gathered) = if fixture.takes {
        (format!("items: Incoming<{ty}>, "), "gather(items).await")
    } else {
        (String::new(), "Vec::new()")
    };
    let (answer, debug) = if fixture.takes {
        (format!(" -> Vec<{ty}>"), "debug_all(&answer)")
    } else {
        (String::new(), "{ let () = answer; Vec::new() }")
    };
    Waiting {
        signature: format!(
            "async fn wait_{method}(&self, caller: &Caller, {items}outputs: Vec<String>) \
             -> (Vec<String>, Vec<String>)"
        ),
        body: format!(
            "let _ = &outputs;\n        \
             let answered = match {api}Renderer::new(caller).ask_{method}({given}).await {{\n            \
             Ok(answer) => {debug},\n            Err(error) => vec![error.to_string()],\n        }};\n        \
             ({gathered}, answered)"
        ),
        request: format!("async fn ask_{method}({argument}){answer}"),
    }
}

/// The methods of a fixture, as declarations or with bodies. They use the type as a result, in an error, as
/// an error, in an event, as an item of streams in both directions, as an argument of calls and of one-way
/// calls, and as the argument and the answer of a request to the page.
fn methods(group: &Group, fixture: &Fixture, is_declared: bool) -> String {
    let ty = ty(group, fixture);
    let method = fixture.method();
    let mut out = String::new();
    let mut add = |attr: &str, signature: &str, body: &str| {
        let _ = if is_declared {
            writeln!(out, "    #[{attr}]\n    {signature};")
        } else {
            writeln!(out, "    {signature} {{\n        {body}\n    }}")
        };
    };
    if fixture.makes {
        add(
            "invoke",
            &format!("fn make_{method}(&self, outputs: Vec<String>) -> Vec<{ty}>"),
            "make(&outputs)",
        );
        add(
            "invoke",
            &format!("fn fail_{method}(&self, outputs: Vec<String>) -> Result<(), Failure<{ty}>>"),
            "Err(Failure(make(&outputs)))",
        );
    }
    if fixture.raises {
        add(
            "invoke",
            &format!(
                "fn raise_{method}(&self, outputs: Vec<String>, index: usize) -> Result<(), {ty}>"
            ),
            "Err(make(&outputs).swap_remove(index))",
        );
    }
    // The type and the value of accepted values that go back to JavaScript.
    let (back, given) = if fixture.makes { (&*ty, "given") } else { ("()", "Vec::new()") };
    let emit = format!("let _ = {}Renderer::new(caller).received_{method}", api(group));
    if fixture.takes {
        add(
            "invoke",
            &format!(
                "fn take_{method}(&self, given: Vec<{ty}>, echo: bool) -> (Vec<String>, Vec<{back}>)"
            ),
            &format!("(debug_all(&given), if echo {{ {given} }} else {{ Vec::new() }})"),
        );
    }
    match (fixture.takes, fixture.makes) {
        (true, true) => add(
            "send",
            &format!(
                "fn put_{method}(&self, caller: &Caller, given: Vec<{ty}>, outputs: Vec<String>)"
            ),
            &format!(
                "{emit}(debug_all(&given), if given.is_empty() {{ make(&outputs) }} else {{ given }});"
            ),
        ),
        (true, false) => add(
            "send",
            &format!("fn put_{method}(&self, caller: &Caller, given: Vec<{ty}>)"),
            &format!("{emit}(debug_all(&given), Vec::new());"),
        ),
        (false, _) => add(
            "send",
            &format!("fn put_{method}(&self, caller: &Caller, outputs: Vec<String>)"),
            &format!("{emit}(Vec::new(), make(&outputs));"),
        ),
    }
    if fixture.makes {
        add(
            "stream",
            &format!(
                "fn stream_{method}(&self, outputs: Vec<String>) -> impl Stream<Item = {ty}> + Send"
            ),
            "each(outputs)",
        );
    }
    let Waiting { signature, body, request } = waiting(group, fixture);
    add("invoke", &signature, &body);
    if is_declared {
        add("request", &request, "");
        add("event", &format!("fn received_{method}(debug: Vec<String>, values: Vec<{back}>)"), "");
    }
    out
}

/// The import of a group's module, and the trait with the methods of some of its fixtures.
pub(crate) fn contract<'a>(group: &Group, fixtures: impl Iterator<Item = &'a Fixture>) -> String {
    let methods: String = fixtures.map(|fixture| methods(group, fixture, true)).collect();
    format!(
        "{}\n#[ipc_runtime::ipc_api]\npub trait {} {{\n{methods}}}\n",
        import(group),
        api(group)
    )
}

/// The imports that the traits of all groups need.
pub(crate) const IMPORTS: &str =
    "use ipc_conformance_fixtures::Failure;\nuse ipc_runtime::{Caller, Incoming, Stream};\n";

/// The lint levels: some fixtures are deprecated.
const ALLOWS: &str = "#![allow(deprecated)]\n\n";

/// The addon's `lib.rs`, with the fixtures for which `is_mapped` returns true.
pub(crate) fn addon(groups: &[Group], is_mapped: impl Fn(&Fixture) -> bool) -> String {
    let mut out = String::from("//! The addon of the conformance fixtures.\n");
    out += ALLOWS;
    out += IMPORTS;
    out += "use ipc_conformance_fixtures::{debug_all, each, gather, make};\nuse ipc_runtime::Router;\n\n";
    // The addon needs an API even if every fixture is refused.
    out += "#[ipc_runtime::ipc_api]\n\
            pub trait Stage {\n    #[invoke]\n    fn is_loaded(&self) -> bool;\n}\n\n\
            impl Stage for Backend {\n    fn is_loaded(&self) -> bool {\n        true\n    }\n}\n\n";
    let mut routes = String::from(".serve(StageServer::new(Backend))");
    for group in groups {
        let fixtures = || group.fixtures.iter().filter(|fixture| is_mapped(fixture));
        if fixtures().next().is_none() {
            continue;
        }
        out += &contract(group, fixtures());
        let bodies: String = fixtures().map(|fixture| methods(group, fixture, false)).collect();
        let _ = write!(out, "impl {} for Backend {{\n{bodies}}}\n", api(group));
        let _ = write!(routes, ".serve({}Server::new(Backend))", api(group));
    }
    let _ =
        write!(out, "\nstruct Backend;\n\nipc_runtime::addon!(|_app| Router::new(){routes});\n");
    out
}

/// The program that runs serde on all fixtures, including those that the compiler refuses.
pub(crate) fn oracle(groups: &[Group]) -> String {
    let mut out = String::from("//! Runs serde on the conformance fixtures.\n");
    out += ALLOWS;
    let mut cases = String::new();
    for group in groups {
        out += &import(group);
        for fixture in &group.fixtures {
            let _ = writeln!(cases, "        {},", case(fixture, &ty(group, fixture)));
        }
    }
    let _ = write!(
        out,
        "\nfn main() -> std::io::Result<()> {{\n    \
         ipc_conformance_fixtures::main(&[\n{cases}    ])\n}}\n"
    );
    out
}

/// The expression that runs serde on a fixture.
fn case(fixture: &Fixture, ty: &str) -> String {
    let directions = match (fixture.makes, fixture.takes) {
        (true, true) => "both",
        (true, false) => "output",
        _ => "input",
    };
    format!("ipc_conformance_fixtures::Case::{directions}::<{ty}>({:?})", fixture.name)
}
