//! From the tokens of a trait, or of a type's `#[ipc(…)]` options, to the model or to all the
//! diagnostics.

mod argument;
mod attributes;
mod constant;
mod data;
mod item;
mod kind_attribute;
mod method;
mod options;
mod owned;
mod quantity;
mod stream;

pub use attributes::{is_ipc_api, kind_of, parse_deprecated};
pub use constant::constant_value;
pub use data::{parse_data, parse_type_option};
pub use item::{Rejection, parse_item};
