//! What the values of a type look like in JavaScript before a codec has converted them, and whether
//! two types can be told apart by their values.

mod bodies;
mod class;
mod form;
mod object;
mod reach;

pub(crate) use bodies::{Bodies, MAX_EXPLORED};
pub(crate) use form::Form;
pub(crate) use object::Object;
