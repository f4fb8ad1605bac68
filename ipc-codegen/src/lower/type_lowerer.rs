//! The state of lowering in one direction. The rules are in the modules beside this one, as methods of
//! [`TypeLowerer`].

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::mem;
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use ipc_syntax::Errors;

use super::definition::{Obligation, ObligationKind};
use super::equal_shapes::EqualShapes;
use super::param::SchemaParam;
use super::refusal::Refusal;
use crate::direction::Direction;
use crate::report::{Location, Problem};
use crate::resolve::{DataRef, Resolver, Scope, Ty};
use crate::schema::Type;
use crate::source::{Module, Program};
use crate::tree::{Data, TypeExpr};

/// The path of a type's module, its name, and the offset and the file of that. Two crates may share a
/// file, and one path may have a type under each of two `cfg`s.
pub(super) type DataKey<'a> = (&'a [String], &'a str, u32, &'a Path);

fn key_of(data: DataRef<'_>) -> DataKey<'_> {
    let DataRef { module, data } = data;
    (&module.path, &data.name.text, data.name.span.start, &module.file.path)
}

/// A definition in one direction.
pub(super) struct Lowered<'a> {
    pub(super) data: DataRef<'a>,
    /// Whether serde, where the type is flattened, leaves the keys that it reads to other fields.
    pub(super) leaves_keys: bool,
    /// Keys whose type is a parameter: key and parameter.
    pub(super) missing_as_null: BTreeSet<(String, String)>,
    /// `None` until it is lowered.
    pub(super) shape: Option<Arc<Type>>,
}

/// Lowers the types that cross in one direction, and the definitions that they reach.
pub(super) struct TypeLowerer<'a> {
    pub(super) direction: Direction,
    pub(super) resolver: Resolver<'a>,
    /// The errors of what is being lowered.
    pub(super) errors: Errors<Problem>,
    /// The errors of what was lowered.
    pub(super) refusals: Vec<Refusal>,
    /// The definitions that were requested; `None` if one cannot cross.
    pub(super) lowered: Vec<Option<Lowered<'a>>>,
    /// Their indices, by key.
    pub(super) by_key: BTreeMap<DataKey<'a>, usize>,
    /// Their indices, by the address of the type in the source tree.
    by_address: HashMap<usize, usize>,
    pub(super) obligations: Vec<Obligation>,
    pending: VecDeque<DataRef<'a>>,
    /// The definition that is being lowered.
    pub(super) inside: Option<DataRef<'a>>,
    /// The parameters of generic definitions, by the addresses of these.
    pub(super) params: HashMap<usize, Arc<[SchemaParam<'a>]>>,
}

impl<'a> TypeLowerer<'a> {
    pub(super) fn new(program: &'a Program, direction: Direction) -> Self {
        Self {
            direction,
            resolver: Resolver::new(program),
            errors: Errors::new(),
            refusals: Vec::new(),
            lowered: Vec::new(),
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
    pub(super) fn add_obligation(&mut self, location: Location, ty: Type, kind: ObligationKind) {
        let inside = self.inside.map(|data| data.name().to_owned());
        self.obligations.push(Obligation { inside, location, ty, direction: self.direction, kind });
    }

    /// Reports a type that cannot be lowered, and returns a placeholder for it.
    pub(super) fn refuse(&mut self, problem: Problem) -> Type {
        self.errors.push(problem);
        Type::Unit
    }

    /// Requests a definition. If it cannot cross, the error is at `user`.
    pub(super) fn request(&mut self, data: DataRef<'a>, user: &Ty<'a>) {
        let count = self.lowered.len();
        if self.index_of(data) < count {
            return;
        }
        if let Err(problem) = self.check_derive(data, user) {
            let (definition, foreign) = (Some(data.name().to_owned()), self.foreign(data));
            self.refusals.push(Refusal { problem: *problem, definition, foreign });
            return;
        }
        let missing_as_null = BTreeSet::new();
        self.lowered[count] =
            Some(Lowered { data, leaves_keys: false, missing_as_null, shape: None });
        self.pending.push_back(data);
    }

    /// Whether an API reaches a definition.
    pub(super) fn has_requested(&self, data: &Data) -> bool {
        self.by_address.contains_key(&ptr::from_ref(data).addr())
    }

    /// The index of a definition, which is new if the definition was not requested before.
    fn index_of(&mut self, data: DataRef<'a>) -> usize {
        *self.by_address.entry(ptr::from_ref(data.data).addr()).or_insert_with(|| {
            *self.by_key.entry(key_of(data)).or_insert_with(|| {
                self.lowered.push(None);
                self.lowered.len() - 1
            })
        })
    }

    /// A definition, if it can cross.
    pub(super) fn lowered(&mut self, data: DataRef<'a>) -> Option<&mut Lowered<'a>> {
        let index = self.index_of(data);
        self.lowered[index].as_mut()
    }

    /// The path of a definition, if it is of a crate that the user cannot change.
    fn foreign(&self, data: DataRef<'a>) -> Option<String> {
        let program = self.resolver.program;
        program.is_external(data.module.krate).then(|| data.path(program))
    }

    /// Keeps the errors of what was lowered: a definition, or all methods.
    pub(super) fn keep_errors(&mut self, data: Option<DataRef<'a>>) {
        if self.errors.is_empty() {
            return;
        }
        let problems = mem::take(&mut self.errors).into_vec();
        let (definition, foreign) = match data {
            Some(data) => (Some(data.name().to_owned()), self.foreign(data)),
            None => (None, None),
        };
        self.refusals.extend(problems.into_iter().map(|problem| Refusal {
            problem,
            definition: definition.clone(),
            foreign: foreign.clone(),
        }));
    }

    /// Lowers the requested definitions, and those that they request in turn.
    pub(super) fn lower_pending(&mut self, equal: &EqualShapes) {
        self.keep_errors(None);
        while let Some(data) = self.pending.pop_front() {
            self.inside = Some(data);
            let shape = self.lower_data(data);
            self.keep_errors(Some(data));
            let shape = equal.share(data.data, shape);
            if let Some(lowered) = self.lowered(data) {
                lowered.shape = Some(shape);
            }
        }
        // What follows needs the memory.
        self.pending = VecDeque::new();
    }
}
