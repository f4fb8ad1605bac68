//! The types of values in a function's body.

use std::collections::BTreeMap;

use super::type_lowerer::TypeLowerer;
use crate::known::{self, KnownPath, KnownShape};
use crate::resolve::{DataRef, Found, FoundFunction, Opaque, Scope, Ty, TyKind, unify};
use crate::source::MethodResult;
use crate::tree::{Body, Field, FieldStyle, Operand, Path, TypeExpr, TypeExprKind};

/// How many types may dereference to each other.
const MAX_DEREFS: usize = 4;

/// Crates whose derives of `Display` and `ToString` implement the traits of std.
const DISPLAY_DERIVES: &[&str] =
    &["derive_more", "displaydoc", "strum", "strum_macros", "thiserror"];

impl<'a> TypeLowerer<'a> {
    /// The type of a value in a function's body, if the sources determine it. References do not count:
    /// serde writes their targets.
    pub(super) fn operand_type(
        &mut self,
        operand: &'a Operand,
        found: &FoundFunction<'a>,
    ) -> Option<Ty<'a>> {
        match operand {
            Operand::Given => match (&found.function.value, found.this) {
                (Some(given), _) => {
                    let given = self.resolver.resolve_in_function(given, found)?;
                    Some(match &given.kind {
                        TyKind::Slice(element) => element.list(),
                        _ => given,
                    })
                }
                (None, Some(this)) => Some(Ty::of_itself(this)),
                (None, None) => None,
            },
            Operand::Text => Some(found.known_type(KnownPath::string())),
            Operand::Typed(ty) => self.resolver.resolve_in_function(ty, found),
            Operand::Built(ty, fields) => self.built_type(ty, fields, found),
            Operand::Field(base, name) => {
                let base = self.operand_type(base, found)?;
                self.field_type(target(&base), None, name)
            }
            Operand::Matched(base, path, name) => {
                let base = self.operand_type(base, found)?;
                match &target(&base).kind {
                    TyKind::Known(known, args) if known.is_option() && **path == *"Some" => {
                        args.first().cloned()
                    }
                    _ => self.field_type(target(&base), Some(path), name),
                }
            }
            Operand::Item(base) => {
                let base = self.operand_type(base, found)?;
                item_type(target(&base))
            }
            Operand::Content(base) => {
                let base = self.operand_type(base, found)?;
                option_content(target(&base)).cloned()
            }
            Operand::Mapped(base, result) => {
                let base = self.operand_type(base, found)?;
                option_content(target(&base))?;
                self.operand_type(result, found).map(Ty::option_of)
            }
            Operand::Some(content) => self.operand_type(content, found).map(Ty::option_of),
            Operand::Deref(base) => {
                let ty = self.operand_type(base, found)?;
                match (&ty.kind, &**base) {
                    (TyKind::Known(..), _) => Some(target(&ty).clone()),
                    (_, Operand::Given | Operand::Item(_) | Operand::Content(_)) => Some(ty),
                    // A pattern that matches a reference binds references.
                    (_, Operand::Matched(whole, ..)) if !matches!(**whole, Operand::Deref(_)) => {
                        Some(ty)
                    }
                    _ => None,
                }
            }
            Operand::Method(base, name) => {
                let base = self.operand_type(base, found)?;
                self.method_type(target(&base), name, found, 0)
            }
        }
    }

    /// The type of a struct with these fields, which determine its parameters.
    fn built_type(
        &mut self,
        ty: &'a TypeExpr,
        fields: &'a [(Box<str>, Operand)],
        found: &FoundFunction<'a>,
    ) -> Option<Ty<'a>> {
        let TypeExprKind::Path(path, arguments) = &ty.kind else { return None };
        let data = match self.resolver.resolve(found.module, path) {
            Ok(Found::Data(module, data)) => DataRef { module, data },
            _ => return self.resolver.resolve_in_function(ty, found),
        };
        if data.data.generics.params.is_empty() || !arguments.is_empty() {
            return self.resolver.resolve_in_function(ty, found);
        }
        let mut bound = BTreeMap::new();
        for (name, value) in fields {
            let declared = member(struct_fields(data)?, name)?;
            let declared = self.resolver.resolve_type(&declared.ty, &Scope::of_data(data));
            let value = self.operand_type(value, found)?;
            if declared.has_params()
                && unify(target(&declared), target(&value), &mut bound) != Some(true)
            {
                return None;
            }
        }
        let params = data.data.generics.params.iter();
        let args = params.map(|param| bound.remove(&*param.name)).collect::<Option<Vec<_>>>()?;
        Some(Ty::of_data(data, args, ty.span, &found.module.file))
    }

    /// The type of a field of a value, by its name or its index. `variant`: the variant that it is in, if
    /// a pattern matched it.
    fn field_type(&mut self, ty: &Ty<'a>, variant: Option<&str>, name: &str) -> Option<Ty<'a>> {
        match &ty.kind {
            TyKind::Tuple(parts) if variant.is_none() => {
                parts.get(name.parse::<usize>().ok()?).cloned()
            }
            TyKind::Data(data, args) => {
                let container = data.data.container.output.as_ref().ok()?;
                let fields = match (&container.body, variant) {
                    (Body::Enum(variants), Some(variant)) => {
                        &variants.iter().find(|it| it.names.own() == variant)?.fields
                    }
                    _ => struct_fields(*data)?,
                };
                let field = member(fields, name)?;
                let ty = self.resolver.resolve_type(&field.ty, &Scope::of_data(*data));
                let ty = self.resolver.fill(&ty, *data, args, self.inside);
                ty.failure().is_none().then_some(ty)
            }
            _ => None,
        }
    }

    /// The type of a method's result.
    fn method_type(
        &mut self,
        ty: &Ty<'a>,
        name: &str,
        found: &FoundFunction<'a>,
        depth: usize,
    ) -> Option<Ty<'a>> {
        match &ty.kind {
            TyKind::Data(data, _) => {
                let data = *data;
                let result =
                    self.resolver.program.method(data.module.krate, data.rust_name(), name);
                match result {
                    MethodResult::Known(known) => Some(found.known_type(known)),
                    MethodResult::Unknown => None,
                    MethodResult::Absent => match name {
                        "to_string" if self.is_displayed(data) => {
                            Some(found.known_type(KnownPath::string()))
                        }
                        "clone" if self.resolver.implements(data, &["Clone"], &["std", "core"]) => {
                            Some(ty.clone())
                        }
                        // Methods that only texts have.
                        "as_str" if depth < MAX_DEREFS => {
                            let target = self.resolver.deref_target(data)?;
                            self.method_type(&target, name, found, depth + 1)
                        }
                        _ => None,
                    },
                }
            }
            TyKind::Known(known, args) => known_method_type(ty, *known, args, name, found),
            TyKind::Array(element, _) | TyKind::Slice(element) => match name {
                "iter" | "into_iter" | "as_slice" | "to_vec" | "clone" => Some(element.list()),
                "join" if is_text(element) => Some(found.known_type(KnownPath::string())),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether `to_string` of a type that has no such method of its own is that of std.
    fn is_displayed(&mut self, data: DataRef<'a>) -> bool {
        let names = ["Display", "ToString"];
        let derives: Vec<&'a Path> = data.data.derives.iter().collect();
        let is_derived = derives.into_iter().any(|path| {
            names.iter().chain(&["Error"]).any(|name| path.ends_with(name))
                && matches!(self.resolver.resolve(data.module, path),
                    Ok(Found::Opaque(Opaque { path: found, .. }))
                        if DISPLAY_DERIVES.contains(&found[0].as_str()))
        });
        is_derived || self.resolver.implements(data, &names, &["std", "core", "alloc"])
    }
}

/// The type of the result of a method of a known type.
fn known_method_type<'a>(
    ty: &Ty<'a>,
    known: KnownPath,
    args: &[Ty<'a>],
    name: &str,
    found: &FoundFunction<'a>,
) -> Option<Ty<'a>> {
    if let Some(result) = known::method(known, name) {
        return Some(found.known_type(result));
    }
    match (known.shape, name) {
        (_, "to_string") => Some(found.known_type(KnownPath::string())),
        (_, "clone")
        | (KnownShape::Option(_), "as_ref" | "as_mut" | "cloned" | "copied")
        | (KnownShape::List(KnownShape::Arg(0)) | KnownShape::Map(..), "iter" | "into_iter") => {
            Some(ty.clone())
        }
        (KnownShape::Option(_), "as_deref") if !matches!(args.first()?.kind, TyKind::Data(..)) => {
            Some(ty.clone())
        }
        (KnownShape::Option(_), "unwrap" | "unwrap_or_default" | "expect") => args.first().cloned(),
        (KnownShape::List(KnownShape::Arg(0)), "join") if is_text(args.first()?) => {
            Some(found.known_type(KnownPath::string()))
        }
        (KnownShape::List(KnownShape::Arg(0)), "as_slice" | "to_vec")
        | (KnownShape::Map(..), "keys" | "into_keys") => args.first().map(Ty::list),
        (KnownShape::Map(..), "values" | "into_values") => args.get(1).map(Ty::list),
        _ => None,
    }
}

/// What a reference or a pointer leads to: the value whose fields and methods it gives.
pub(super) fn target<'t, 'a>(ty: &'t Ty<'a>) -> &'t Ty<'a> {
    match &ty.kind {
        TyKind::Known(known, args)
            if known.is_reference()
                || matches!(
                    known.path(),
                    "std::boxed::Box" | "std::rc::Rc" | "std::sync::Arc" | "std::borrow::Cow"
                ) =>
        {
            args.first().map_or(ty, target)
        }
        _ => ty,
    }
}

fn option_content<'t, 'a>(ty: &'t Ty<'a>) -> Option<&'t Ty<'a>> {
    match &ty.kind {
        TyKind::Known(known, args) if known.is_option() => args.first(),
        _ => None,
    }
}

fn is_text(ty: &Ty<'_>) -> bool {
    matches!(&target(ty).kind, TyKind::Known(known, _)
        if matches!(known.path(), "std::string::String" | "std::primitive::str"))
}

/// The type of an element of a collection.
pub(super) fn item_type<'a>(ty: &Ty<'a>) -> Option<Ty<'a>> {
    match &ty.kind {
        TyKind::Array(element, _) | TyKind::Slice(element) => Some((**element).clone()),
        TyKind::Known(known, args) => match known.shape {
            KnownShape::List(KnownShape::Arg(0)) | KnownShape::Option(_) => args.first().cloned(),
            KnownShape::Map(KnownShape::Arg(0), KnownShape::Arg(1)) => Some(Ty::tuple(args, ty)),
            _ => None,
        },
        _ => None,
    }
}

/// The fields of a struct as Rust has them.
fn struct_fields(data: DataRef<'_>) -> Option<&[Field]> {
    let container = data.data.container.output.as_ref().ok()?;
    match &container.body {
        Body::Struct(FieldStyle::Struct | FieldStyle::Newtype | FieldStyle::Tuple, fields) => {
            Some(fields)
        }
        _ => None,
    }
}

/// A field by its name or its index.
fn member<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    match name.parse::<usize>() {
        Ok(index) => fields.get(index),
        Err(_) => fields.iter().find(|field| field.names.own() == name),
    }
}
