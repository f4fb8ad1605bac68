//! Functions that serialize or deserialize, and hand-written implementations of serde's traits.

use std::collections::BTreeMap;
use std::ptr;

use super::found::{Found, Opaque};
use super::impls::unify;
use super::resolver::{Resolver, TypeResolver};
use super::scope::{ParamValue, Scope};
use super::ty::{DataRef, Ty, TyKind};
use crate::source::{Binding, Module};
use crate::tree::{Function, Generics, Path, TypeExpr, TypeExprKind};

/// How many imports may lead to a function.
const MAX_IMPORTS: usize = 16;

/// A function, and what the parameters around it mean.
pub(crate) struct FoundFunction<'a> {
    pub(crate) module: &'a Module,
    pub(crate) function: &'a Function,
    /// The type that implements serde's trait with it.
    pub(crate) this: Option<DataRef<'a>>,
    pub(crate) scope: Scope<'a>,
}

impl<'a> Resolver<'a> {
    /// The function at a path that is written in `module`, for a field of type `field`.
    pub(crate) fn function(
        &mut self,
        module: &'a Module,
        path: &'a Path,
        field: &Ty<'a>,
    ) -> Option<FoundFunction<'a>> {
        let (module, function) = self.find_function(module, path, 0)?;
        let scope = TypeResolver::new(self, None).scope_of(module, function, field);
        Some(FoundFunction { module, function, this: None, scope })
    }

    fn find_function(
        &mut self,
        module: &'a Module,
        path: &Path,
        depth: usize,
    ) -> Option<(&'a Module, &'a Function)> {
        let (name, owner) = path.segments.split_last()?;
        if owner.is_empty() {
            return self.function_in(module, &name.text, depth);
        }
        let owner = Path { is_extern: path.is_extern, segments: owner.into() };
        let found = match self.resolve(module, &owner).ok()? {
            Found::Opaque(opaque) => self.open(opaque, module, name).ok()?,
            found => found,
        };
        match found {
            Found::Module(inside) => self.function_in(inside, &name.text, depth),
            Found::Data(inside, data) => {
                let key = (data.name.text.clone(), name.text.clone());
                only(inside.methods.get(&key)).map(|function| (inside, function))
            }
            _ => None,
        }
    }

    /// The function that a name means in a module.
    fn function_in(
        &mut self,
        module: &'a Module,
        name: &str,
        depth: usize,
    ) -> Option<(&'a Module, &'a Function)> {
        if depth > MAX_IMPORTS || module.unresolved_cfg.is_some() {
            return None;
        }
        if let Some(own) = module.functions.get(name) {
            return only(Some(own)).map(|function| (module, function));
        }
        for entry in module.names.get(name).into_iter().flatten() {
            if let (Binding::Use(path), None) = (&entry.binding, &entry.unresolved_cfg)
                && let Some(found) = self.find_function(module, path, depth + 1)
            {
                return Some(found);
            }
        }
        let mut found: Option<(&'a Module, &'a Function)> = None;
        for glob in module.globs.iter().filter(|glob| glob.unresolved_cfg.is_none()) {
            let Some(Found::Module(inside)) = self.glob_target(module, glob) else { continue };
            let Some(next) = self.function_in(inside, name, depth + 1) else { continue };
            match found {
                Some((_, known)) if !ptr::eq(known, next.1) => return None,
                _ => found = Some(next),
            }
        }
        found
    }

    /// The function with which a type implements a trait of serde by hand: in its own module, or in one
    /// around that.
    pub(crate) fn handwritten(
        &mut self,
        data: DataRef<'a>,
        of_trait: &str,
    ) -> Option<FoundFunction<'a>> {
        let mut around = vec![data.module];
        let mut module = self.program.root(data.module.krate);
        for name in &data.module.path {
            let Some(inside) = module else { break };
            around.push(inside);
            module =
                inside.names.get(name.as_str()).into_iter().flatten().find_map(
                    |entry| match &entry.binding {
                        Binding::Module(child) => self.program.child(inside, entry, child),
                        _ => None,
                    },
                );
        }
        let mut found: Option<FoundFunction<'a>> = None;
        for (index, module) in around.iter().enumerate() {
            if around[..index].iter().any(|known| ptr::eq(*known, *module)) {
                continue;
            }
            for block in &module.impls {
                if !block.of_trait.path.ends_with(of_trait) {
                    continue;
                }
                let TypeExprKind::Path(path, arguments) = &block.this.kind else { continue };
                let is_it = matches!(self.resolve(module, path),
                    Ok(Found::Data(_, other)) if ptr::eq(other, data.data));
                if !is_it || !self.is_of_serde(module, &block.of_trait.path) {
                    continue;
                }
                let function = block.function.as_deref();
                // With several, or under a condition, only rustc knows which one it is.
                if found.is_some() || block.unresolved_cfg.is_some() {
                    return None;
                }
                let params = &data.data.generics.params;
                let mut scope = Scope::of_impl(module, block, BTreeMap::new());
                if arguments.len() != params.len() {
                    return None;
                }
                for (argument, param) in arguments.iter().zip(params) {
                    let Some(TypeExpr { kind: TypeExprKind::Path(path, _), .. }) =
                        argument.as_type()
                    else {
                        return None;
                    };
                    let [own] = &*path.segments else { return None };
                    let own = block.generics.type_param(&own.text)?;
                    let value = ParamValue::Bound(Ty::of_param(data, param));
                    scope.params.insert(&*own.name, value);
                }
                let function = function?;
                found = Some(FoundFunction { module, function, this: Some(data), scope });
            }
        }
        found
    }

    fn is_of_serde(&mut self, module: &'a Module, path: &Path) -> bool {
        matches!(self.resolve(module, path), Ok(Found::Opaque(Opaque { path: found, .. }))
            if matches!(found[0].as_str(), "serde" | "serde_core"))
    }

    /// A type that a function writes.
    pub(crate) fn resolve_in_function(
        &mut self,
        ty: &'a TypeExpr,
        found: &FoundFunction<'a>,
    ) -> Option<Ty<'a>> {
        let resolved = TypeResolver::new(self, found.this).resolve(ty, &found.scope);
        resolved.failure().is_none().then_some(resolved)
    }
}

/// The only one: of several, each is under a condition of its own.
fn only(functions: Option<&Vec<Function>>) -> Option<&Function> {
    match functions.map(Vec::as_slice) {
        Some([function]) => Some(function),
        _ => None,
    }
}

impl<'a> TypeResolver<'_, 'a> {
    /// The scope of a function that serializes or deserializes a field of this type.
    fn scope_of(
        &mut self,
        module: &'a Module,
        function: &'a Function,
        field: &Ty<'a>,
    ) -> Scope<'a> {
        let mut scope = Scope::of_module(module);
        let Generics { params, .. } = &function.generics;
        if params.is_empty() {
            return scope;
        }
        for param in params {
            scope.params.insert(&*param.name, ParamValue::Open);
        }
        let mut bound = BTreeMap::new();
        if let Some(pattern) = function.value.as_ref().or(function.returns.as_ref()) {
            let pattern = self.resolve(pattern, &scope);
            if unify(&pattern, field, &mut bound) != Some(true) {
                bound.clear();
            }
        }
        for param in params {
            let meaning = bound.get(&*param.name).cloned().unwrap_or_else(|| Ty {
                kind: TyKind::Failed(None),
                span: function.generics.span,
                file: &module.file,
            });
            scope.params.insert(&*param.name, ParamValue::Bound(meaning));
        }
        scope
    }
}
