//! Scopes: what parameters and `Self` mean where a type is written.

use std::collections::BTreeMap;

use super::ty::{DataRef, Ty};
use crate::source::Module;
use crate::tree::{Alias, Generics, Impl, TraitExpr};

/// The scope of a written type.
#[derive(Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) module: &'a Module,
    /// The meanings of parameters.
    pub(super) params: BTreeMap<&'a str, ParamValue<'a>>,
    /// The meaning of `Self`.
    pub(super) this: Option<DataRef<'a>>,
    /// The implementation around it.
    pub(super) block: Option<&'a Impl>,
    /// The alias around it.
    pub(super) alias: Option<&'a Alias>,
}

/// The meaning of a parameter.
#[derive(Clone)]
pub(super) enum ParamValue<'a> {
    /// The parameter itself, inside its definition.
    Open,
    /// An argument.
    Bound(Ty<'a>),
}

impl<'a> Scope<'a> {
    /// Inside a module, outside all definitions.
    pub(crate) fn of_module(module: &'a Module) -> Self {
        Self { module, params: BTreeMap::new(), this: None, block: None, alias: None }
    }

    /// Inside the definition of a type.
    pub(crate) fn of_data(data: DataRef<'a>) -> Self {
        let params = &data.data.generics.params;
        let params = params.iter().map(|param| (&*param.name, ParamValue::Open)).collect();
        Self { params, this: Some(data), ..Self::of_module(data.module) }
    }

    /// The same scope for a type that is written in another module.
    pub(crate) fn written_in(self, module: &'a Module) -> Self {
        Self { module, ..self }
    }

    /// Inside an implementation.
    pub(super) fn of_impl(
        module: &'a Module,
        block: &'a Impl,
        params: BTreeMap<&'a str, ParamValue<'a>>,
    ) -> Self {
        Self { params, block: Some(block), ..Self::of_module(module) }
    }

    /// The parameters that are declared around the type.
    pub(super) fn generics(&self) -> impl Iterator<Item = &'a Generics> {
        let this = self.this.map(|this| &this.data.generics);
        let alias = self.alias.map(|alias| &alias.generics);
        [this, alias, self.block.map(|block| &block.generics)].into_iter().flatten()
    }

    /// The bounds of a type parameter.
    pub(super) fn bounds(&self, param: &str) -> &'a [TraitExpr] {
        let param = self.generics().find_map(|generics| generics.type_param(param));
        param.map_or(&[], |param| &param.bounds)
    }
}

/// Binds parameters to arguments.
pub(super) fn bind<'a>(params: BTreeMap<&'a str, Ty<'a>>) -> BTreeMap<&'a str, ParamValue<'a>> {
    params.into_iter().map(|(name, ty)| (name, ParamValue::Bound(ty))).collect()
}
