//! The model of a type's `#[ipc(…)]` options: facts about its shape that its source does not show.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::{Path, Type};

use crate::model::Name;
use crate::typescript::TypeScript;

/// The `#[ipc(…)]` options of a type.
#[derive(Clone, Default)]
pub struct DataOptions {
    /// `name = "…"`: its name in TypeScript.
    pub name: Option<Name>,
    /// `crate = "…"`: the path of the runtime, if it is not `::ipc_runtime`.
    pub krate: Option<Path>,
    /// The shape of the type as a whole.
    pub shape: ShapeOverrides,
    /// The shapes of the contents of variants, by the variant's index.
    pub variants: BTreeMap<usize, ShapeOverrides>,
    /// The shapes of fields, by the index of their variant (0 in a struct) and their own.
    pub fields: BTreeMap<(usize, usize), ShapeOverrides>,
}

/// The direction that an option is for, as seen from Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionDirection {
    /// What Rust produces.
    Output,
    /// What Rust accepts.
    Input,
}

/// The overrides of one item, by direction. A direction without one has the derived shape.
#[derive(Clone, Default)]
pub struct ShapeOverrides {
    /// The shape that Rust produces.
    pub output: Option<ShapeOverride>,
    /// The shape that Rust accepts.
    pub input: Option<ShapeOverride>,
}

impl ShapeOverrides {
    /// Whether both directions have the derived shape.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.output.is_none() && self.input.is_none()
    }
}

/// A shape that replaces the derived one.
#[derive(Clone)]
pub enum ShapeOverride {
    /// `ts = "…"`: this TypeScript.
    TypeScript(TypeScript),
    /// `as = "…"`: the shape of another Rust type.
    Rust(Box<Type>),
    /// `as = "number"`: a `number` for each 64- or 128-bit integer.
    Number(Span),
}
