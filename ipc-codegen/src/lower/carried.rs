//! Finds the parameters of a definition whose values cross, and the associated types of parameters
//! that do. TypeScript has no associated types, so each becomes a parameter of its own.

use std::collections::HashMap;
use std::ptr;
use std::sync::Arc;

use super::crossing::Crossing;
use super::inside::Inside;
use super::overrides::type_override;
use super::param::SchemaParam;
use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Body, FieldStyle};

/// The parameters that were found so far, of definitions that lead to each other.
#[derive(Default)]
struct Search<'a> {
    /// By the addresses of the definitions.
    params: HashMap<usize, Vec<SchemaParam<'a>>>,
    /// The definitions that were visited in the current round.
    visited: Vec<usize>,
    has_changed: bool,
}

/// Limits the total size of the projections of one definition. Polymorphic recursion would grow it
/// without bound.
const MAX_PROJECTION_PARTS: usize = 1024;

impl<'a> TypeLowerer<'a> {
    /// The parameters of a definition.
    pub(super) fn params(&mut self, data: DataRef<'a>) -> Arc<[SchemaParam<'a>]> {
        if data.data.generics.params.is_empty() {
            return Arc::new([]);
        }
        if let Some(known) = self.params.get(&address(data)) {
            return Arc::clone(known);
        }
        // Definitions may contain each other, so a parameter of one may add a parameter to all others.
        let mut found = Search::default();
        loop {
            self.find_params(data, &mut found);
            found.visited.clear();
            if !std::mem::take(&mut found.has_changed) {
                break;
            }
        }
        let found = found.params.into_iter().map(|(data, params)| (data, Arc::from(named(params))));
        self.params.extend(found);
        self.params.get(&address(data)).map_or_else(|| Arc::new([]) as Arc<_>, Arc::clone)
    }

    fn find_params(&mut self, data: DataRef<'a>, found: &mut Search<'a>) {
        let key = address(data);
        found.visited.push(key);
        // Declared parameters keep the order of their declaration.
        found.params.entry(key).or_insert_with(|| {
            let params = data.data.generics.types();
            params.map(|param| SchemaParam::new(Ty::of_param(data, param))).collect()
        });
        for direction in [Direction::Output, Direction::Input] {
            for crossing in self.crossings(data, direction) {
                match crossing {
                    Crossing::Type(ty) | Crossing::Remote(ty) | Crossing::Numbers(ty, _) => {
                        self.find_in(&ty, data, direction, found);
                    }
                    Crossing::TypeScript(ty) => {
                        for param in found.params.entry(key).or_default() {
                            if ty.mentions(&param.name) {
                                found.has_changed |=
                                    !std::mem::replace(param.is_carried.get_mut(direction), true);
                            }
                        }
                    }
                    Crossing::Shape(_) => {}
                }
            }
        }
    }

    fn find_in(
        &mut self,
        ty: &Ty<'a>,
        data: DataRef<'a>,
        direction: Direction,
        found: &mut Search<'a>,
    ) {
        match &ty.kind {
            TyKind::Param(_) | TyKind::Projected(_) => {
                let params = found.params.entry(address(data)).or_default();
                let known = params.iter_mut().find(|param| param.ty.is_same(ty));
                if let Some(param) = known {
                    found.has_changed |=
                        !std::mem::replace(param.is_carried.get_mut(direction), true);
                    return;
                }
                let mut param = SchemaParam::new(ty.clone());
                // Beyond the limit, lowering the type reports an error.
                if params.iter().chain([&param]).map(SchemaParam::parts).sum::<usize>()
                    <= MAX_PROJECTION_PARTS
                {
                    *param.is_carried.get_mut(direction) = true;
                    found.has_changed = true;
                    params.push(param);
                }
            }
            TyKind::Data(inner, args) => {
                if inner.data.generics.params.is_empty() {
                    return;
                }
                let key = address(*inner);
                let known = self.params.get(&key).map(|known| known.to_vec());
                if known.is_none() && !found.visited.contains(&key) {
                    self.find_params(*inner, found);
                }
                let params = known.or_else(|| found.params.get(&key).cloned()).unwrap_or_default();
                for param in params.iter().filter(|param| *param.is_carried.get(direction)) {
                    let given = self.resolver.fill(&param.ty, *inner, args, Some(data));
                    self.find_in(&given, data, direction, found);
                }
            }
            _ => {
                for part in ty.parts() {
                    self.find_in(part, data, direction, found);
                }
            }
        }
    }

    /// Everything that crosses for a definition.
    fn crossings(&mut self, data: DataRef<'a>, direction: Direction) -> Vec<Crossing<'a>> {
        let scope = Scope::of_data(data);
        if let Some(shape) = type_override(data, direction) {
            return vec![self.override_crossing(shape, None, &self.override_scope(data))];
        }
        if let Some(crossing) = self.repr_crossing(data).or_else(|| self.handwritten_crossing(data))
        {
            return vec![crossing];
        }
        let Ok(container) = data.data.container.get(direction) else { return Vec::new() };
        if let Some(other) = container.serde_proxy.get(direction) {
            return vec![Crossing::Type(self.resolver.resolve_type(other, &scope))];
        }
        let inside = Inside { data, container, scope, direction };
        let mut fields = Vec::new();
        let mut found = Vec::new();
        match &container.body {
            // serde does not skip the only field of a newtype.
            Body::Struct(FieldStyle::Newtype, all) => fields.extend(all),
            Body::Struct(_, all) => {
                fields.extend(all.iter().filter(|field| !field.skips.get(direction)));
            }
            Body::Transparent(field) => fields.push(field),
            Body::Enum(variants) => {
                for variant in variants.iter().filter(|variant| !variant.skips.get(direction)) {
                    match self.variant_crossing(&inside, variant) {
                        Some(crossing) => found.push(crossing),
                        None => fields.extend(
                            variant.fields.iter().filter(|field| !field.skips.get(direction)),
                        ),
                    }
                }
            }
        }
        found.extend(fields.into_iter().map(|field| self.field_crossing(&inside, field)));
        found
    }

    /// Lowers a parameter of the current definition, or an associated type of one.
    pub(super) fn lower_param(&mut self, ty: &Ty<'a>) -> Type {
        match self.param_name(ty) {
            Some(name) => Type::Param(name),
            None => self.refuse(ty.recursion_problem()),
        }
    }

    /// The name in TypeScript of a parameter of the current definition.
    pub(super) fn param_name(&mut self, ty: &Ty<'a>) -> Option<String> {
        let params = self.params(self.inside?);
        params.iter().find(|param| param.ty.is_same(ty)).map(|param| param.name.clone())
    }

    /// The arguments of a definition, as TypeScript has them.
    pub(super) fn lower_args(&mut self, data: DataRef<'a>, args: &[Ty<'a>]) -> Vec<Type> {
        let params = self.params(data);
        let lower = |param: &SchemaParam<'a>| {
            // No value of it crosses, and serde requires nothing of it.
            if !*param.is_carried.get(self.direction) {
                return Type::Unit;
            }
            let given = self.resolver.fill(&param.ty, data, args, self.inside);
            // An unsized argument is behind a pointer in the definition.
            self.lower_target(&given)
        };
        params.iter().map(lower).collect()
    }
}

fn address(data: DataRef<'_>) -> usize {
    ptr::from_ref(data.data).addr()
}

/// The parameters that cross in any direction, with unique names: declared parameters in the order of
/// their declaration, then associated types in an order that does not depend on which use is lowered
/// first.
fn named(mut params: Vec<SchemaParam<'_>>) -> Vec<SchemaParam<'_>> {
    let is_declared = |param: &SchemaParam<'_>| matches!(param.ty.kind, TyKind::Param(_));
    params.sort_by_cached_key(|param| {
        (!is_declared(param)).then(|| (param.name.clone(), param.ty.path()))
    });
    let mut named: Vec<SchemaParam<'_>> = Vec::new();
    for mut param in params {
        while named.iter().any(|other| other.name == param.name) {
            param.name.push('_');
        }
        named.push(param);
    }
    named.retain(|param| param.is_carried.output || param.is_carried.input);
    named
}
