//! What the values of a type look like in JavaScript before a codec has converted them, and whether
//! two types can be told apart by their values.

mod class;
mod form;
mod numbers;
mod object;
mod reach;

pub(crate) use form::Form;
pub(crate) use object::Object;
pub(crate) use reach::MAX_EXPLORED;
