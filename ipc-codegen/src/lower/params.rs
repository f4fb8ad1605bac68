//! Parameters: which of those that a definition declares cross with it, and which of their
//! associated types do. TypeScript has none of these: each is a parameter of its own there.

use std::collections::HashMap;
use std::ptr;
use std::sync::Arc;

use super::Lowering;
use super::crossing::Crossing;
use super::data::Inside;
use super::said::said_of_type;
use crate::direction::{Directed, Direction};
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::Type;
use crate::tree::{Body, Style};

/// A parameter of a definition, as TypeScript has it.
#[derive(Clone)]
pub(super) struct Param<'a> {
    /// What it is in Rust: a parameter, or an associated type of one.
    ty: Ty<'a>,
    pub(super) name: String,
    /// Whether values of it cross: serde asks nothing of a type that stands in a `PhantomData` or
    /// in what is skipped alone.
    is_carried: Directed<bool>,
}

/// The parameters of definitions that lead to each other, by the addresses of these, as far as they
/// are found.
#[derive(Default)]
struct Found<'a> {
    params: HashMap<usize, Vec<Param<'a>>>,
    /// The definitions that were looked into since they were last gone through.
    visited: Vec<usize>,
    has_changed: bool,
}

/// The most parts that there are in what the parameters of a definition are associated types of, if
/// that is no parameter itself: it grows without end where a definition is used with ever new
/// arguments.
const MAX_PARTS: usize = 1024;

impl<'a> Lowering<'a> {
    /// The parameters of a definition.
    pub(super) fn params(&mut self, data: DataRef<'a>) -> Arc<[Param<'a>]> {
        if data.data.generics.params.is_empty() {
            return Arc::new([]);
        }
        if let Some(known) = self.params.get(&address(data)) {
            return Arc::clone(known);
        }
        // They may contain each other, and what one of them finds is looked for in all of them.
        let mut found = Found::default();
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

    fn find_params(&mut self, data: DataRef<'a>, found: &mut Found<'a>) {
        let key = address(data);
        found.visited.push(key);
        // Those that are declared are in the order of their declaration.
        found.params.entry(key).or_insert_with(|| {
            let params = data.data.generics.types();
            params.map(|param| Param::new(Ty::of_param(data, param))).collect()
        });
        for direction in [Direction::Output, Direction::Input] {
            for crossing in self.crossings(data, direction) {
                match crossing {
                    Crossing::Type(ty) | Crossing::Remote(ty) | Crossing::Numbers(ty, _) => {
                        self.find_in(&ty, data, direction, found);
                    }
                    Crossing::TypeScript(said) => {
                        for param in found.params.entry(key).or_default() {
                            if said.mentions(&param.name) {
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
        found: &mut Found<'a>,
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
                let mut param = Param::new(ty.clone());
                // The lowering reports it where it has no room.
                if params.iter().chain([&param]).map(Param::parts).sum::<usize>() <= MAX_PARTS {
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

    /// All that crosses with a definition.
    fn crossings(&mut self, data: DataRef<'a>, direction: Direction) -> Vec<Crossing<'a>> {
        let scope = Scope::of_data(data);
        if let Some(said) = said_of_type(data, direction) {
            return vec![self.said_crossing(said, None, &scope)];
        }
        let Ok(container) = data.data.container.get(direction) else { return Vec::new() };
        if let Some(other) = container.stand_in.get(direction) {
            return vec![Crossing::Type(self.resolver.resolve_type(other, &scope))];
        }
        let inside = Inside { data, container, scope, direction };
        let mut fields = Vec::new();
        let mut found = Vec::new();
        match &container.body {
            // serde does not skip the only field of a newtype.
            Body::Struct(Style::Newtype, all) => fields.extend(all),
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

    /// A parameter of the definition that is being lowered, or an associated type of one.
    pub(super) fn lower_param(&mut self, ty: &Ty<'a>) -> Type {
        match self.param_name(ty) {
            Some(name) => Type::Param(name),
            None => self.refuse(ty.endless()),
        }
    }

    /// The name that a parameter of the definition that is being lowered has.
    pub(super) fn param_name(&mut self, ty: &Ty<'a>) -> Option<String> {
        let params = self.params(self.inside?);
        params.iter().find(|param| param.ty.is_same(ty)).map(|param| param.name.clone())
    }

    /// The arguments of a definition, as TypeScript has them.
    pub(super) fn lower_args(
        &mut self,
        data: DataRef<'a>,
        args: &[Ty<'a>],
        direction: Direction,
    ) -> Vec<Type> {
        let params = self.params(data);
        let lower = |param: &Param<'a>| {
            // Nobody sees what does not cross, and serde asks nothing of it.
            if !*param.is_carried.get(direction) {
                return Type::Unit;
            }
            let given = self.resolver.fill(&param.ty, data, args, self.inside);
            // One without a size stands behind a pointer in the definition.
            self.lower_target(&given, direction)
        };
        params.iter().map(lower).collect()
    }
}

fn address(data: DataRef<'_>) -> usize {
    ptr::from_ref(data.data).addr()
}

impl<'a> Param<'a> {
    fn new(ty: Ty<'a>) -> Self {
        let name = match &ty.kind {
            TyKind::Param(name) => (*name).to_owned(),
            TyKind::Projected(projection) => projection.name(),
            _ => String::new(),
        };
        Self { ty, name, is_carried: Directed::default() }
    }

    /// How many parts there are in what it is an associated type of, if that is no parameter.
    fn parts(&self) -> usize {
        self.ty.size().saturating_sub(2)
    }
}

/// Those that cross in any direction, each with a name of its own: those that are declared in the
/// order of their declaration, and their associated types in one that does not depend on who asked
/// first.
fn named(mut params: Vec<Param<'_>>) -> Vec<Param<'_>> {
    let is_declared = |param: &Param<'_>| matches!(param.ty.kind, TyKind::Param(_));
    params.sort_by_cached_key(|param| {
        (!is_declared(param)).then(|| (param.name.clone(), param.ty.path()))
    });
    let mut named: Vec<Param<'_>> = Vec::new();
    for mut param in params {
        while named.iter().any(|other| other.name == param.name) {
            param.name.push('_');
        }
        named.push(param);
    }
    named.retain(|param| param.is_carried.output || param.is_carried.input);
    named
}
