//! Lowers resolved types and parsed traits to the schema. The same functions serve both directions.

mod api;
mod attribute_macros;
mod carried;
mod constant;
mod crossing;
mod data;
mod definition;
mod derive;
mod enums;
mod equal_shapes;
mod functions;
mod inside;
mod known;
mod lowerer;
mod overrides;
mod param;
mod refusal;
mod type_lowerer;
mod types;
mod with;

pub(crate) use api::FoundApi;
pub(crate) use definition::{Definition, Obligation, ObligationKind};
pub(crate) use lowerer::{Lowerer, Reached};
pub(crate) use refusal::Refusal;
