//! The parameters of a definition, as TypeScript has them: its type parameters, the associated types of
//! these, and the arrays whose lengths are constant parameters.

use crate::direction::Directed;
use crate::resolve::Ty;

/// A parameter of a definition, as TypeScript has it.
#[derive(Clone)]
pub(super) struct SchemaParam<'a> {
    /// A parameter in Rust, an associated type of one, or an array whose length depends on one.
    pub(super) ty: Ty<'a>,
    pub(super) name: String,
    /// Whether values of it cross. serde requires nothing of a type that is only in `PhantomData` or in
    /// skipped fields.
    pub(super) is_carried: Directed<bool>,
}

impl<'a> SchemaParam<'a> {
    pub(super) fn new(ty: Ty<'a>) -> Self {
        let name = ty.param_name();
        Self { ty, name, is_carried: Directed::default() }
    }

    /// Size of the projection's owner; 0 if the owner is a parameter.
    pub(super) fn parts(&self) -> usize {
        self.ty.size().saturating_sub(2)
    }
}
