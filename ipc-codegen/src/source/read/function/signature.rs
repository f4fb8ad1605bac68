//! The signatures of functions for serde: which parameter is the serializer or the deserializer, and which
//! the value.

use proc_macro2::Ident;
use syn::{
    FnArg, GenericArgument, Pat, PathArguments, ReturnType, Type, TypeImplTrait, TypeParamBound,
};

use crate::source::read::types::{traits, type_expr};
use crate::tree::{FunctionRole, TypeExpr};

/// What a signature says.
pub(super) struct Signature<'s> {
    /// The parameter for the serializer, the deserializer or its access.
    pub(super) param: Ident,
    pub(super) role: FunctionRole,
    /// The pattern of the other parameter, if there is only one and it is not `self`.
    pub(super) value: Option<&'s Pat>,
    /// The type of the first other parameter that is not `self`.
    pub(super) value_type: Option<&'s Type>,
}

impl<'s> Signature<'s> {
    pub(super) fn of(signature: &'s syn::Signature) -> Option<Self> {
        let (param, role) = serde_param(signature)?;
        let others = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) if !is_ident(&input.pat, &param) => Some(input),
            _ => None,
        });
        let others: Vec<_> = others.collect();
        let value = match &*others {
            [only] => Some(&*only.pat),
            _ => None,
        };
        let value_type = others.first().map(|first| behind(&first.ty));
        Some(Self { param, role, value, value_type })
    }
}

/// The parameter for the serializer or the deserializer.
fn serde_param(signature: &syn::Signature) -> Option<(Ident, FunctionRole)> {
    signature.inputs.iter().find_map(|input| {
        let FnArg::Typed(input) = input else { return None };
        let Pat::Ident(pattern) = &*input.pat else { return None };
        let role = match &*input.ty {
            Type::ImplTrait(TypeImplTrait { bounds, .. }) => role_of(bounds),
            Type::Path(ty) => {
                let name = ty.path.get_ident()?;
                let declared = signature.generics.type_params();
                let declared = declared.filter(|param| param.ident == *name);
                let clause = signature.generics.where_clause.iter();
                let predicates = clause.flat_map(|clause| &clause.predicates);
                let demanded = predicates.filter_map(|predicate| match predicate {
                    syn::WherePredicate::Type(it) => match &it.bounded_ty {
                        Type::Path(ty) if ty.path.is_ident(name) => Some(&it.bounds),
                        _ => None,
                    },
                    _ => None,
                });
                let mut bounds = declared.map(|param| &param.bounds).chain(demanded);
                bounds.find_map(role_of)
            }
            _ => None,
        };
        role.map(|role| (pattern.ident.clone(), role))
    })
}

fn role_of<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> Option<FunctionRole> {
    traits(bounds).iter().find_map(|bound| match &*bound.path.segments.last()?.text {
        "Serializer" => Some(FunctionRole::Serialize),
        "Deserializer" => Some(FunctionRole::Deserialize),
        "SeqAccess" => Some(FunctionRole::Elements),
        "MapAccess" => Some(FunctionRole::Entries),
        _ => None,
    })
}

/// The type in the `Ok` that a function returns.
pub(super) fn returned(output: &ReturnType) -> Option<TypeExpr> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(ty) = &**ty else { return None };
    match &ty.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(given) => match given.args.first()? {
            GenericArgument::Type(ty) => Some(type_expr(ty)),
            _ => None,
        },
        _ => None,
    }
}

/// The target of references.
fn behind(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => behind(&reference.elem),
        ty => ty,
    }
}

fn is_ident(pattern: &Pat, ident: &Ident) -> bool {
    matches!(pattern, Pat::Ident(pattern) if pattern.ident == *ident)
}
