//! What the targets print, and what is read back.

mod build;
mod compiled;
mod golden;
mod json_schema;
mod markdown;
mod options;
mod schema;
mod schemas;
mod validators;

use ipc_codegen::compile_host;
use ipc_codegen::schema::Schema;

/// The runtime's own contract.
fn host() -> Schema {
    compile_host().expect("the contract compiles")
}
