//! Writes crates to check: traits under the macro of a framework, and the same traits without it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::framework::Framework;

/// The number of traits.
pub(crate) const TRAITS: u32 = 100;

/// The number of methods of a trait.
pub(crate) const METHODS: usize = 20;

/// The arguments of a method, and its result if it does not fail.
type Signature = (&'static str, &'static str);

/// The signatures that the methods of a trait cycle through.
const SIGNATURES: [Signature; 5] = [
    ("", "Vec<Record>"),
    ("id: u32", "Option<Record>"),
    ("record: Record, comment: Option<String>", "()"),
    ("ids: Vec<u32>, limit: u32, order: Order", "Vec<Record>"),
    ("name: String", "u64"),
];

/// Writes a crate into `folder`. Its feature `macro` turns the macro on.
pub(super) fn write(
    folder: &Path,
    framework: Framework,
    runtime: &Path,
    traits: u32,
) -> std::io::Result<()> {
    let sources = folder.join("src");
    fs::create_dir_all(&sources)?;
    fs::write(folder.join("Cargo.toml"), manifest(framework, runtime))?;
    fs::write(sources.join("lib.rs"), root(framework))?;
    fs::write(sources.join("plain.rs"), modules(framework, traits, false))?;
    fs::write(sources.join("declared.rs"), modules(framework, traits, true))
}

fn manifest(framework: Framework, runtime: &Path) -> String {
    let source = match framework.version() {
        None => format!("path = {}", json!(runtime)),
        Some(version) => format!("version = \"={version}\""),
    };
    // Enable the server and the client, but no transport.
    let features = match framework {
        Framework::IpcRuntime => "default-features = false",
        Framework::Tarpc => "features = [\"serde1\"]",
        Framework::Jsonrpsee => "features = [\"client-core\", \"macros\", \"server\"]",
    };
    format!(
        "\
# Many traits.
[package]
name = \"many-traits\"
version = \"0.1.0\"
edition = \"2024\"

[features]
macro = []

[dependencies]
{name} = {{ {source}, {features} }}
serde = {{ version = \"1\", features = [\"derive\"] }}

[workspace]
",
        name = framework.name(),
    )
}

/// The root of the crate, which loads the framework with and without the macro.
fn root(framework: Framework) -> String {
    format!(
        "//! Many traits.

use {} as _;

#[cfg(feature = \"macro\")]
pub mod declared;
#[cfg(not(feature = \"macro\"))]
pub mod plain;
",
        framework.name().replace('-', "_"),
    )
}

/// The modules of the crate, each with a trait and its types.
fn modules(framework: Framework, traits: u32, with_macro: bool) -> String {
    let mut text = String::from("//! Traits.\n");
    let attribute = match framework {
        _ if !with_macro => "#[allow(async_fn_in_trait)]",
        Framework::IpcRuntime => "#[ipc_runtime::ipc_api]",
        Framework::Tarpc => "#[tarpc::service]",
        Framework::Jsonrpsee => "#[jsonrpsee::proc_macros::rpc(server, client)]",
    };
    for number in 0..traits {
        let _ = write!(
            text,
            "\npub mod part{number} {{{TYPES}\n    {attribute}\n    pub trait Part{number} {{\n"
        );
        for (at, (args, result)) in SIGNATURES.iter().cycle().take(METHODS).enumerate() {
            let (attribute, receiver, error) = match framework {
                Framework::IpcRuntime if with_macro => ("#[invoke]".to_owned(), "&self", "Failure"),
                Framework::Tarpc if with_macro => (String::new(), "", "Failure"),
                // The macro of jsonrpsee allows this error type only.
                Framework::Jsonrpsee if with_macro => (
                    format!("#[method(name = \"part{number}_method{at}\")]"),
                    "&self",
                    "jsonrpsee::types::ErrorObjectOwned",
                ),
                _ => (String::new(), "&self", "Failure"),
            };
            let inputs: Vec<_> =
                [receiver, args].into_iter().filter(|inputs| !inputs.is_empty()).collect();
            let _ = writeln!(
                text,
                "        {attribute} async fn method{at}({}) -> Result<{result}, {error}>;",
                inputs.join(", "),
            );
        }
        text.push_str("    }\n}\n");
    }
    text
}

const TYPES: &str = "
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Record {
        pub id: u32,
        pub name: String,
        pub tags: Vec<String>,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub enum Order {
        Ascending,
        Descending,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub enum Failure {
        Denied,
        Missing { id: u32 },
    }

    impl std::fmt::Display for Failure {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(\"it failed\")
        }
    }
";
