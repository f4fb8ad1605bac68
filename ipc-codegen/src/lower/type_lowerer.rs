//! The state of lowering in one direction. The rules are in the modules beside this one, as methods of
//! [`TypeLowerer`].

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use ipc_syntax::Errors;

use super::definition::{Definition, Obligation, ObligationKind};
use super::param::SchemaParam;
use crate::direction::Direction;
use crate::report::{Location, Problem};
use crate::resolve::{DataRef, Resolver, Scope, Ty};
use crate::schema::{Shapes, Type};
use crate::source::{Module, Program};
use crate::tree::TypeExpr;

/// The path of a type, and the offset and the file of its name. Two crates may share a file, and one
/// path may have a type under each of two `cfg`s.
pub(super) type DataKey = (String, usize, Arc<Path>);

fn key_of(data: DataRef<'_>) -> DataKey {
    let location = data.location();
    let mut path = data.module.path.join("::");
    path += "::";
    path += data.rust_name();
    (path, location.range.start, location.file)
}

/// Lowers the types that cross in one direction, and the definitions that they reach.
pub(super) struct TypeLowerer<'a> {
    pub(super) resolver: Resolver<'a>,
    pub(super) errors: Errors<Problem>,
    /// The definitions that were requested; `None` if one cannot cross.
    pub(super) definitions: Vec<Option<Definition>>,
    /// Their indices, by key.
    pub(super) by_key: BTreeMap<DataKey, usize>,
    /// Their indices, by the address of the type in the source tree.
    by_address: HashMap<usize, usize>,
    pub(super) obligations: Vec<Obligation>,
    pending: VecDeque<(DataRef<'a>, Direction)>,
    /// The definition that is being lowered.
    pub(super) inside: Option<DataRef<'a>>,
    /// The parameters of generic definitions, by the addresses of these.
    pub(super) params: HashMap<usize, Arc<[SchemaParam<'a>]>>,
}

impl<'a> TypeLowerer<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        Self {
            resolver: Resolver::new(program),
            errors: Errors::new(),
            definitions: Vec::new(),
            by_key: BTreeMap::new(),
            by_address: HashMap::new(),
            obligations: Vec::new(),
            pending: VecDeque::new(),
            inside: None,
            params: HashMap::new(),
        }
    }

    /// The meaning of a type that an API writes in `module`.
    pub(super) fn resolve_in(&mut self, module: &'a Module, ty: &'a TypeExpr) -> Ty<'a> {
        self.resolver.resolve_type(ty, &Scope::of_module(module))
    }

    /// Adds a check that needs all definitions.
    pub(super) fn add_obligation(
        &mut self,
        location: Location,
        ty: Type,
        direction: Direction,
        kind: ObligationKind,
    ) {
        let inside = self.inside.map(|data| data.name().to_owned());
        self.obligations.push(Obligation { inside, location, ty, direction, kind });
    }

    /// Reports a type that cannot be lowered, and returns a placeholder for it.
    pub(super) fn refuse(&mut self, problem: Problem) -> Type {
        self.errors.push(problem);
        Type::Unit
    }

    /// Requests a definition in a direction. If it cannot cross, the error is at `user`.
    pub(super) fn request(&mut self, data: DataRef<'a>, direction: Direction, user: &Ty<'a>) {
        let count = self.definitions.len();
        if self.index_of(data) < count {
            return;
        }
        if let Err(problem) = self.check_derive(data, direction, user) {
            self.errors.push(*problem);
            return;
        }
        let params = self.params(data);
        self.definitions[count] = Some(Definition {
            location: data.location(),
            name: data.name().to_owned(),
            rust: format!("{}::{}", self.resolver.program.path_of(data.module), data.rust_name()),
            params: params.iter().map(|param| param.name.clone()).collect(),
            docs: data.data.docs.clone(),
            leaves_keys: false,
            lenient_keys: BTreeSet::new(),
            shapes: Shapes::default(),
        });
        self.pending.push_back((data, direction));
    }

    /// The index of a definition, which is new if the definition was not requested before.
    fn index_of(&mut self, data: DataRef<'a>) -> usize {
        *self.by_address.entry(ptr::from_ref(data.data).addr()).or_insert_with(|| {
            *self.by_key.entry(key_of(data)).or_insert_with(|| {
                self.definitions.push(None);
                self.definitions.len() - 1
            })
        })
    }

    /// A definition, if it can cross.
    pub(super) fn definition(&mut self, data: DataRef<'a>) -> Option<&mut Definition> {
        let index = self.index_of(data);
        self.definitions[index].as_mut()
    }

    /// Lowers the requested definitions, and those that they request in turn.
    pub(super) fn lower_pending(&mut self) {
        while let Some((data, direction)) = self.pending.pop_front() {
            self.inside = Some(data);
            let shape = self.lower_data(data, direction);
            if let Some(definition) = self.definition(data) {
                definition.shapes.set(direction, shape);
            }
        }
    }
}
