//! Refusals: problems of types that an API reaches.

use crate::report::Problem;

/// A problem of a type, before it is explained.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) problem: Problem,
    /// The name of the definition that is refused, or that contains the problem.
    pub(crate) definition: Option<String>,
    /// The path of the type that the configuration can declare to mend it: a type of another crate.
    pub(crate) foreign: Option<String>,
}
