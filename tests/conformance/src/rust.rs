//! Prints the Rust of the staged crate.

use std::fmt::Write as _;

use heck::ToUpperCamelCase;

use crate::fixture::{Fixture, Group};

/// The name of a group's trait.
pub(crate) fn api(group: &Group) -> String {
    format!("{}Group", group.name.to_upper_camel_case())
}

/// Where the types of a group are.
fn import(group: &Group) -> String {
    let Group { name, file, .. } = group;
    match file {
        None => format!("use ipc_conformance_fixtures::{name};\n"),
        Some(path) => format!("#[path = {:?}]\npub mod {name};\n", path.to_string_lossy()),
    }
}

/// The trait of a group with some of its fixtures.
pub(crate) fn contract<'a>(group: &Group, fixtures: impl Iterator<Item = &'a Fixture>) -> String {
    let mut out =
        format!("{}\n#[ipc_runtime::ipc_api]\npub trait {} {{\n", import(group), api(group));
    for fixture in fixtures {
        let ty = format!("{}::{}", group.name, fixture.name);
        let method = fixture.method();
        if fixture.makes {
            let _ = write!(out, "    #[invoke]\n    fn make_{method}(&self) -> Vec<{ty}>;\n");
        }
        if fixture.takes {
            let back = back(fixture, &ty);
            let _ = write!(
                out,
                "    #[invoke]\n    \
                 fn take_{method}(&self, given: Vec<{ty}>, again: bool) -> (Vec<String>, Vec<{back}>);\n"
            );
        }
    }
    out.push_str("}\n");
    out
}

/// The type of what comes back of what a fixture takes, if it is asked for.
fn back<'a>(fixture: &Fixture, ty: &'a str) -> &'a str {
    if fixture.makes { ty } else { "()" }
}

/// What implements the trait.
fn implementation<'a>(group: &Group, fixtures: impl Iterator<Item = &'a Fixture>) -> String {
    let mut out = format!("impl {} for Backend {{\n", api(group));
    for fixture in fixtures {
        let ty = format!("{}::{}", group.name, fixture.name);
        let method = fixture.method();
        if fixture.makes {
            let _ = write!(
                out,
                "    fn make_{method}(&self) -> Vec<{ty}> {{\n        make()\n    }}\n"
            );
        }
        if fixture.takes {
            let back = back(fixture, &ty);
            let given =
                if fixture.makes { "if again { given } else { Vec::new() }" } else { "Vec::new()" };
            let _ = write!(
                out,
                "    fn take_{method}(&self, given: Vec<{ty}>, again: bool) -> (Vec<String>, Vec<{back}>) {{\n        \
                 let _ = again;\n        \
                 (see(&given), {given})\n    }}\n"
            );
        }
    }
    out.push_str("}\n");
    out
}

/// The addon's `lib.rs`, with those fixtures that `is_mapped` lets through.
pub(crate) fn addon(groups: &[Group], is_mapped: impl Fn(&Fixture) -> bool) -> String {
    let mut out = String::from(
        "//! The addon of the conformance fixtures.\n\
         \n\
         use ipc_conformance_fixtures::Fixture;\n\
         use ipc_runtime::Router;\n\
         \n",
    );
    // There is one API even if every fixture is refused.
    out += "#[ipc_runtime::ipc_api]\n\
            pub trait Stage {\n    #[invoke]\n    fn is_there(&self) -> bool;\n}\n\n\
            impl Stage for Backend {\n    fn is_there(&self) -> bool {\n        true\n    }\n}\n\n";
    let mut routes = String::from(".serve(StageServer::new(Backend))");
    for group in groups {
        let fixtures = || group.fixtures.iter().filter(|fixture| is_mapped(fixture));
        if fixtures().next().is_none() {
            continue;
        }
        out += &contract(group, fixtures());
        out += &implementation(group, fixtures());
        let _ = write!(routes, ".serve({}Server::new(Backend))", api(group));
    }
    let _ = write!(
        out,
        "\nstruct Backend;\n\
         \n\
         fn make<T: Fixture>() -> Vec<T> {{\n    \
         T::makes().into_iter().chain(T::exact().into_iter().map(|(_, value)| value)).collect()\n}}\n\
         \n\
         fn see<T: Fixture>(given: &[T]) -> Vec<String> {{\n    \
         given.iter().map(|value| format!(\"{{value:?}}\")).collect()\n}}\n\
         \n\
         ipc_runtime::addon!(|_app| Router::new(){routes});\n"
    );
    out
}

/// The program that asks serde about all fixtures, mapped or not.
pub(crate) fn prover(groups: &[Group]) -> String {
    let mut out = String::from("//! What serde says of the conformance fixtures.\n\n");
    let mut cases = String::new();
    for group in groups {
        out += &import(group);
        for fixture in &group.fixtures {
            let both = match (fixture.makes, fixture.takes) {
                (true, true) => "both",
                (true, false) => "output",
                _ => "input",
            };
            let Fixture { name, .. } = fixture;
            let _ = writeln!(
                cases,
                "        ipc_conformance_fixtures::Case::{both}::<{}::{name}>({name:?}),",
                group.name
            );
        }
    }
    let _ = write!(
        out,
        "\nfn main() -> std::io::Result<()> {{\n    \
         ipc_conformance_fixtures::main(&[\n{cases}    ])\n}}\n"
    );
    out
}
