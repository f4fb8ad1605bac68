//! The schema: everything that a target needs to know, with every name and every optionality
//! decided. Targets read it, and nothing in it points back to a source.
//!
//! `ipc.schema.json` is the schema as serde writes it: keys in camelCase, in this order; an enum's
//! variant as its name, or as an object with that name as its only key. A key that would hold
//! nothing is left out: no docs, no type arguments, `false`. `docs/schema.md` describes the format.
//!
//! ```
//! use ipc_codegen::schema::Schema;
//!
//! let text = r#"{
//!   "version": 1,
//!   "apis": [
//!     {
//!       "name": "DesktopApi",
//!       "peer": "page",
//!       "key": "electronAPI",
//!       "fingerprint": "6e7f5a1c0b2d3e4f",
//!       "methods": [
//!         {
//!           "kind": "send",
//!           "channel": "set-title",
//!           "name": "setTitle",
//!           "rust": "set_title",
//!           "args": [{ "name": "title", "type": "string" }],
//!           "returns": "unit"
//!         }
//!       ]
//!     }
//!   ],
//!   "types": []
//! }
//! "#;
//! let schema = Schema::from_json(text)?;
//! assert_eq!(schema.apis[0].methods[0].channel, "set-title");
//! assert_eq!(schema.to_json(), text);
//! # Ok::<(), ipc_codegen::schema::SchemaError>(())
//! ```

mod bodies;
mod check;
pub(crate) mod collisions;
mod docs;
pub(crate) mod endless;
pub(crate) mod graph;
mod json;
pub(crate) mod layout;
pub(crate) mod map_keys;
mod model;
mod paths;
mod read;
mod shapes;
mod strict;
mod text;
pub(crate) mod walk;

pub(crate) use bodies::Bodies;
pub use docs::Docs;
pub use ipc_syntax::{Kind, Peer, TypeScript};
pub use model::{
    Api, Arg, CodeSource, Constant, ErrorType, Field, Literal, Method, Schema, Shapes, Type,
    TypeDef,
};
pub use read::SchemaError;
pub(crate) use text::peer_word;
