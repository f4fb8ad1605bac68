//! Types, paths and the parameters of definitions.

use ipc_syntax::unraw;
use proc_macro2::Ident;
use syn::{
    AngleBracketedGenericArguments, BinOp, Expr, ExprBinary, ExprBlock, ExprLit, GenericArgument,
    GenericParam, Lit, PathArguments, Stmt, Type, TypeParamBound, TypePath, WherePredicate,
};

use crate::source::spans::{span_of, span_of_token};
use crate::tree::{
    Argument, Associated, Generics, Length, Name, Operator, Param, ParamKind, Path, Span,
    TraitExpr, TypeExpr, TypeExprKind,
};

pub(crate) fn name(ident: &Ident) -> Name {
    Name { text: unraw(ident).into(), span: span_of_token(ident.span()) }
}

pub(crate) fn path_of(path: &syn::Path) -> Path {
    Path {
        is_extern: path.leading_colon.is_some(),
        segments: path.segments.iter().map(|segment| name(&segment.ident)).collect(),
    }
}

/// A path without spans, which take time to compute, for paths that no message points to.
pub(super) fn path_without_spans(path: &syn::Path) -> Path {
    let name = |ident| Name { text: unraw(ident).into(), span: Span::default() };
    Path {
        is_extern: path.leading_colon.is_some(),
        segments: path.segments.iter().map(|segment| name(&segment.ident)).collect(),
    }
}

pub(crate) fn type_expr(ty: &Type) -> TypeExpr {
    let kind = match ty {
        Type::Group(group) => return type_expr(&group.elem),
        Type::Paren(paren) => return type_expr(&paren.elem),
        Type::Path(path) => return path_expr(path),
        Type::Tuple(tuple) => TypeExprKind::Tuple(tuple.elems.iter().map(type_expr).collect()),
        Type::Slice(slice) => TypeExprKind::Slice(Box::new(type_expr(&slice.elem))),
        Type::Array(array) => {
            TypeExprKind::Array(Box::new(type_expr(&array.elem)), array_length(&array.len))
        }
        Type::Reference(reference) => TypeExprKind::Reference {
            target: Box::new(type_expr(&reference.elem)),
            is_mutable: reference.mutability.is_some(),
            is_named: reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "_"),
        },
        Type::TraitObject(object) => TypeExprKind::TraitObject(traits(&object.bounds)),
        Type::ImplTrait(_) => TypeExprKind::Other("an `impl Trait` has"),
        Type::FnPtr(_) => TypeExprKind::Function,
        Type::Ptr(_) => TypeExprKind::Other("a raw pointer has"),
        Type::Never(_) => TypeExprKind::Other("`!` has"),
        Type::Infer(_) => TypeExprKind::Other("`_` has"),
        Type::Macro(_) => TypeExprKind::Unexpanded("the type that a macro writes has"),
        _ => TypeExprKind::Unexpanded("this type has"),
    };
    TypeExpr { span: span_of(ty), kind }
}

fn path_expr(ty: &TypePath) -> TypeExpr {
    let TypePath { qself, path, .. } = ty;
    let Some(qself) = qself else {
        let written = path_of(path);
        // Most types are paths, so their span is computed from the ends, without a walk over all tokens.
        let end = match path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(it)) => span_of_token(it.gt_token.span),
            Some(it @ PathArguments::Parenthesized(_)) => span_of(it),
            Some(PathArguments::None) | None => written.span(),
        };
        let start = path.leading_colon.map_or_else(|| written.span(), span_of);
        let arguments = path.segments.last().map(|last| arguments(&last.arguments));
        let kind = TypeExprKind::Path(written, arguments.unwrap_or_default());
        return TypeExpr { span: start.to(end), kind };
    };
    let item = match (qself.position, path.segments.last()) {
        (position @ 1.., Some(item)) if position + 1 == path.segments.len() => {
            let segments = path.segments.iter().take(position).cloned().collect();
            let of_trait = syn::Path { leading_colon: path.leading_colon, segments };
            Some((trait_of(&of_trait), name(&item.ident)))
        }
        _ => None,
    };
    let last = path.segments.last().map(|last| arguments(&last.arguments));
    let owner = type_expr(&qself.ty);
    let associated = Associated { owner, item, arguments: last.unwrap_or_default() };
    TypeExpr { span: span_of(ty), kind: TypeExprKind::Associated(Box::new(associated)) }
}

/// A trait, with the arguments of its last segment.
pub(crate) fn trait_of(path: &syn::Path) -> TraitExpr {
    let last = path.segments.last().map(|last| &last.arguments);
    let is_constrained = matches!(last, Some(PathArguments::AngleBracketed(given))
    if given.args.iter().any(|argument| matches!(
        argument,
        GenericArgument::AssocType(_)
            | GenericArgument::AssocConst(_)
            | GenericArgument::Constraint(_)
    )));
    let arguments = last.map(arguments).unwrap_or_default();
    TraitExpr { path: path_of(path), arguments, is_constrained }
}

/// The traits among bounds.
pub(crate) fn traits<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> Box<[TraitExpr]> {
    let of_trait = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) if bound.maybe.is_none() => Some(trait_of(&bound.path)),
        _ => None,
    };
    bounds.into_iter().filter_map(of_trait).collect()
}

/// The bounds of types, from declarations and `where` clauses.
pub(crate) fn bounds(generics: &syn::Generics) -> Box<[(TypeExpr, Box<[TraitExpr]>)]> {
    let declared = generics.type_params().map(|param| {
        let name = name(&param.ident);
        let path = Path { is_extern: false, segments: [name].into() };
        let kind = TypeExprKind::Path(path, Box::default());
        (TypeExpr { span: span_of_token(param.ident.span()), kind }, traits(&param.bounds))
    });
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let demanded = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(it) => Some((type_expr(&it.bounded_ty), traits(&it.bounds))),
        _ => None,
    });
    declared.chain(demanded).filter(|(_, traits)| !traits.is_empty()).collect()
}

/// A constant that is a plain name looks like a type, and becomes one here.
pub(super) fn arguments(arguments: &PathArguments) -> Box<[Argument]> {
    let PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) = arguments
    else {
        return Box::default();
    };
    args.iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(Argument::Type(type_expr(ty))),
            GenericArgument::Const(constant) => Some(Argument::Constant(array_length(constant))),
            _ => None,
        })
        .collect()
}

pub(crate) fn array_length(length: &Expr) -> Length {
    match length {
        Expr::Group(group) => array_length(&group.expr),
        Expr::Paren(paren) => array_length(&paren.expr),
        Expr::Block(ExprBlock { block, label: None, .. }) => match block.stmts.as_slice() {
            [Stmt::Expr(length, None)] => array_length(length),
            _ => Length::Unknown,
        },
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            number.base10_parse().map_or(Length::Unknown, Length::Is)
        }
        Expr::Path(path) if path.qself.is_none() => Length::Constant(path_of(&path.path)),
        Expr::Binary(ExprBinary { left, op, right, .. }) => {
            let operator = match op {
                BinOp::Add(_) => Operator::Add,
                BinOp::Sub(_) => Operator::Subtract,
                BinOp::Mul(_) => Operator::Multiply,
                _ => return Length::Unknown,
            };
            Length::Computed(Box::new((array_length(left), operator, array_length(right))))
        }
        _ => Length::Unknown,
    }
}

/// The parameters of the definition whose name is at `owner`.
pub(crate) fn generics(owner: Span, generics: &syn::Generics) -> Generics {
    if generics.params.is_empty() {
        return Generics { span: owner, params: Box::default() };
    }
    let params = generics.params.iter().filter_map(|param| {
        let (ident, kind) = match param {
            GenericParam::Type(param) => {
                let default = param.default.as_ref().map(|(_, default)| type_expr(default));
                (&param.ident, ParamKind::Type { default })
            }
            GenericParam::Const(param) => {
                let default = param.default.as_ref().map(|(_, default)| array_length(default));
                (&param.ident, ParamKind::Constant { default })
            }
            GenericParam::Lifetime(_) => return None,
        };
        let bounds = match param {
            GenericParam::Type(param) => traits(&param.bounds),
            _ => Box::default(),
        };
        Some(Param { name: unraw(ident).into(), kind, bounds })
    });
    let mut params: Vec<_> = params.collect();
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(predicate) = predicate
            && let Type::Path(TypePath { qself: None, path, .. }) = &predicate.bounded_ty
            && let Some(ident) = path.get_ident()
            && let Some(param) = params.iter_mut().find(|param| *param.name == *unraw(ident))
        {
            let bounds = std::mem::take(&mut param.bounds).into_iter();
            param.bounds = bounds.chain(traits(&predicate.bounds)).collect();
        }
    }
    Generics { span: span_of(generics), params: params.into() }
}
