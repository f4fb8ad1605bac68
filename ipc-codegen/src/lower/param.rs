//! The parameters of a definition, as TypeScript has them: its type parameters, and the associated
//! types of these.

use crate::direction::Directed;
use crate::resolve::{Ty, TyKind};

/// A parameter of a definition, as TypeScript has it.
#[derive(Clone)]
pub(super) struct SchemaParam<'a> {
    /// A parameter in Rust, or an associated type of one.
    pub(super) ty: Ty<'a>,
    pub(super) name: String,
    /// Whether values of it cross. serde requires nothing of a type that is only in `PhantomData` or in
    /// skipped fields.
    pub(super) is_carried: Directed<bool>,
}

impl<'a> SchemaParam<'a> {
    pub(super) fn new(ty: Ty<'a>) -> Self {
        let name = match &ty.kind {
            TyKind::Param(name) => (*name).to_owned(),
            TyKind::Projected(projection) => projection.name(),
            _ => String::new(),
        };
        Self { ty, name, is_carried: Directed::default() }
    }

    /// Size of the projection's owner; 0 if the owner is a parameter.
    pub(super) fn parts(&self) -> usize {
        self.ty.size().saturating_sub(2)
    }
}
