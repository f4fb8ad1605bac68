//! What values must be, for targets that write validators: the schema in, [`Constraint`]s out, without
//! generic types and without flattened parts.

mod constraint;
mod instances;
mod lowering;
mod model;
mod typescript;

pub(super) use constraint::{Constraint, Key, Merged, Object, Property, Rest, Width, tag};
pub(super) use lowering::Flattened;
pub(super) use model::{Api, Argument, Definition, Model};
