//! Functions that serialize or deserialize, and hand-written implementations of serde's traits.

use std::collections::BTreeMap;
use std::iter;
use std::ptr;

use super::found::{Found, Opaque};
use super::impls::unify;
use super::resolver::{Resolver, TypeResolver};
use super::scope::{ParamValue, Scope};
use super::ty::{DataRef, Ty, TyKind};
use crate::known::KnownPath;
use crate::report::Location;
use crate::source::{Binding, Module};
use crate::tree::{Function, Generics, Path, TypeExpr, TypeExprKind, Visitor, VisitorExpr};

/// How many imports may lead to a function.
const MAX_IMPORTS: usize = 16;

/// A function, and what the parameters around it mean.
#[derive(Clone)]
pub(crate) struct FoundFunction<'a> {
    /// Its module: that of the items in its body, if there are any.
    pub(crate) module: &'a Module,
    pub(crate) function: &'a Function,
    /// The type that implements serde's trait with it.
    pub(crate) this: Option<DataRef<'a>>,
    /// The visitor whose method it is.
    pub(crate) visitor: Option<FoundVisitor<'a>>,
    pub(crate) scope: Scope<'a>,
}

/// A visitor, and what its parameters mean.
#[derive(Clone)]
pub(crate) struct FoundVisitor<'a> {
    module: &'a Module,
    pub(crate) visitor: &'a Visitor,
    scope: Scope<'a>,
}

impl<'a> FoundVisitor<'a> {
    /// A method of it that reads in turn.
    pub(crate) fn visit(&self, name: &str) -> Option<FoundFunction<'a>> {
        let function = self.visitor.methods.get(name)?.as_ref()?;
        let found = FoundFunction::new(self.module, function, &self.scope)?;
        Some(FoundFunction { visitor: Some(self.clone()), ..found })
    }
}

impl<'a> FoundFunction<'a> {
    fn new(module: &'a Module, function: &'a Function, scope: &Scope<'a>) -> Option<Self> {
        let module = match function.block {
            Some(index) => module.blocks.get(index)?,
            None => module,
        };
        // In the body, an item hides a parameter of the same name.
        if scope.params.keys().any(|name| module.is_block && module.names.contains_key(*name)) {
            return None;
        }
        let scope = Scope { module, ..scope.clone() };
        Some(Self { module, function, this: None, visitor: None, scope })
    }

    /// A known type that the function does not write.
    pub(crate) fn known_type(&self, known: KnownPath) -> Ty<'a> {
        Ty::of_known(known, self.function.generics.span, &self.module.file)
    }

    /// A type that the sources do not show.
    pub(crate) fn unknown_type(&self) -> Ty<'a> {
        let (span, file) = (self.function.generics.span, &*self.module.file);
        Ty { kind: TyKind::Failed(None), span, file }
    }

    /// Where the function is.
    pub(crate) fn location(&self) -> Location {
        self.module.file.location(self.function.generics.span)
    }
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
        FoundFunction::new(module, function, &scope)
    }

    /// The visitor at a path that `found` writes. `returned`: what the visitor returns.
    pub(crate) fn visitor(
        &mut self,
        found: &FoundFunction<'a>,
        visitor: &'a VisitorExpr,
        returned: Option<&Ty<'a>>,
    ) -> Option<FoundVisitor<'a>> {
        let path = match visitor {
            VisitorExpr::Own => return found.visitor.clone(),
            VisitorExpr::Path(path) => path,
        };
        let Ok(Found::Data(module, data)) = self.resolve(found.module, path) else { return None };
        let [visitor] = &**module.visitors.get(&data.name.text)? else { return None };
        let mut scope = Scope::of_module(module);
        for param in &visitor.generics.params {
            scope.params.insert(&*param.name, ParamValue::Open);
        }
        let mut bound = BTreeMap::new();
        if let (Some(value), Some(returned)) = (&visitor.value, returned) {
            let value = TypeResolver::new(self, None).resolve(value, &scope);
            if unify(&value, returned, &mut bound) != Some(true) {
                bound.clear();
            }
        }
        bind_all(&mut scope, &visitor.generics, &mut bound);
        Some(FoundVisitor { module, visitor, scope })
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
        if let Some(around) = self.around(module)
            && !module.names.contains_key(name)
        {
            return self.function_in(around, name, depth + 1);
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

    /// The modules where a type's implementations are expected: its own, and those around and in that.
    fn near(&self, data: DataRef<'a>) -> Vec<&'a Module> {
        let path = &data.module.path;
        let around = (0..path.len()).filter_map(|end| self.at(data.module.krate, &path[..end]));
        let mut near: Vec<&'a Module> = iter::once(data.module).chain(around).collect();
        near.extend(self.program.children(data.module));
        let addresses: Vec<_> = near.iter().map(|module| ptr::from_ref(*module)).collect();
        let is_first = |index: usize| !addresses[..index].contains(&addresses[index]);
        let first = near.into_iter().enumerate().filter(|(index, _)| is_first(*index));
        first.map(|(_, module)| module).collect()
    }

    /// Whether a type implements one of these traits by hand, or derives it, in one of the modules where
    /// that is expected. The traits are of one of these crates.
    pub(crate) fn implements(
        &mut self,
        data: DataRef<'a>,
        traits: &[&str],
        crates: &[&str],
    ) -> bool {
        let is_named = |path: &Path| traits.iter().any(|name| path.ends_with(name));
        for module in self.near(data) {
            for block in &module.impls {
                let TypeExprKind::Path(this, _) = &block.this.kind else { continue };
                if is_named(&block.of_trait.path)
                    && block.unresolved_cfg.is_none()
                    && self.is_of(module, &block.of_trait.path, crates)
                    && matches!(self.resolve(module, this),
                        Ok(Found::Data(_, other)) if ptr::eq(other, data.data))
                {
                    return true;
                }
            }
        }
        let derives: Vec<&'a Path> = data.data.derives.iter().collect();
        derives.into_iter().any(|path| is_named(path) && self.is_of(data.module, path, crates))
    }

    /// Whether a path leads into one of these crates.
    fn is_of(&mut self, module: &'a Module, path: &Path, crates: &[&str]) -> bool {
        match self.resolve(module, path) {
            Ok(Found::Opaque(Opaque { path: found, .. })) => crates.contains(&found[0].as_str()),
            // The prelude has the traits that need no import.
            Err(_) => path.segments.len() == 1 && crates.contains(&"std"),
            Ok(_) => false,
        }
    }

    /// The type that a type dereferences to.
    pub(crate) fn deref_target(&mut self, data: DataRef<'a>) -> Option<Ty<'a>> {
        for module in self.near(data) {
            for block in &module.impls {
                let TypeExprKind::Path(this, _) = &block.this.kind else { continue };
                if block.of_trait.path.ends_with("Deref")
                    && self.is_of(module, &block.of_trait.path, &["std", "core"])
                    && matches!(self.resolve(module, this),
                        Ok(Found::Data(_, other)) if ptr::eq(other, data.data))
                {
                    let target = block.types.iter().find(|it| *it.name == *"Target")?;
                    let target = self.resolve_type(&target.ty, &Scope::of_module(module));
                    return target.failure().is_none().then_some(target);
                }
            }
        }
        None
    }

    /// The function with which a type implements a trait of serde by hand: in its own module, or in one
    /// around that.
    pub(crate) fn handwritten(
        &mut self,
        data: DataRef<'a>,
        of_trait: &str,
    ) -> Option<FoundFunction<'a>> {
        let mut found: Option<FoundFunction<'a>> = None;
        for module in self.near(data) {
            for block in &module.impls {
                if !block.of_trait.path.ends_with(of_trait) {
                    continue;
                }
                let TypeExprKind::Path(path, arguments) = &block.this.kind else { continue };
                let is_it = matches!(self.resolve(module, path),
                    Ok(Found::Data(_, other)) if ptr::eq(other, data.data));
                if !is_it || !self.is_of(module, &block.of_trait.path, &["serde", "serde_core"]) {
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
                scope.params.insert("Self", ParamValue::Bound(Ty::of_itself(data)));
                let function = FoundFunction::new(module, function?, &scope)?;
                found = Some(FoundFunction { this: Some(data), ..function });
            }
        }
        found
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
        bind_all(&mut scope, &function.generics, &mut bound);
        scope
    }
}

/// Binds parameters to the types that were found for them. The others cannot be told.
fn bind_all<'a>(
    scope: &mut Scope<'a>,
    generics: &'a Generics,
    bound: &mut BTreeMap<&'a str, Ty<'a>>,
) {
    let (span, file) = (generics.span, &*scope.module.file);
    for param in &generics.params {
        let unknown = || Ty { kind: TyKind::Failed(None), span, file };
        let meaning = bound.remove(&*param.name).unwrap_or_else(unknown);
        scope.params.insert(&*param.name, ParamValue::Bound(meaning));
    }
}
