//! From resolved types and parsed traits to the schema, in both directions by the same functions.

mod api;
mod crossing;
mod data;
mod derive;
mod known;
mod params;
mod said;
mod with;

pub(crate) use api::FoundApi;

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use self::params::Param;
use self::said::said_of_type;
use crate::codes;
use crate::direction::{Directed, Direction};
use crate::report::{Place, Problem};
use crate::resolve::{DataRef, Resolver, Scope, Ty, TyKind};
use crate::schema::{Docs, Shapes, Type};
use crate::source::{Module, Program};
use crate::tree::TypeExpr;

impl Direction {
    /// The trait of serde that does it.
    const fn serde_trait(self) -> &'static str {
        match self {
            Self::Output => "Serialize",
            Self::Input => "Deserialize",
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Output => "sent to JavaScript",
            Self::Input => "received from JavaScript",
        }
    }
}

/// The path of a type, and the offset and the file of its name: two crates may have a file in common,
/// and a path may have a type under each of two conditions.
type DataKey = (String, usize, Arc<Path>);

fn key_of(data: DataRef<'_>) -> DataKey {
    let place = data.place();
    let mut path = data.module.path.join("::");
    path += "::";
    path += data.rust_name();
    (path, place.range.start, place.file)
}

/// A type's definition, as far as its directions are reached.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The place of its name.
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) rust: String,
    pub(crate) params: Vec<String>,
    pub(crate) docs: Docs,
    /// Whether serde reads it out of whatever keys there are, and leaves them there.
    pub(crate) leaves_keys: bool,
    /// The keys that may be missing if their type, a parameter, is given an `Option`: both names.
    pub(crate) lenient_keys: BTreeSet<(String, String)>,
    pub(crate) shapes: Shapes,
}

impl Definition {
    /// Adds what the other direction has.
    fn add(&mut self, other: Self) {
        self.leaves_keys |= other.leaves_keys;
        self.lenient_keys.extend(other.lenient_keys);
        self.shapes.add(other.shapes);
    }
}

/// Something that can be judged only when all definitions are known; of one that parameters stand
/// in, wherever these are given.
#[derive(Debug)]
pub(crate) struct Obligation {
    /// The name of the definition that it is part of.
    pub(crate) inside: Option<String>,
    pub(crate) place: Place,
    pub(crate) ty: Type,
    pub(crate) direction: Direction,
    pub(crate) kind: ObligationKind,
}

/// What is to be judged.
#[derive(Debug)]
pub(crate) enum ObligationKind {
    /// The type is an enum without tags, or with some that have none.
    Untagged {
        /// The enum.
        name: String,
        /// Where each of its alternatives comes from.
        places: Vec<Place>,
    },
    /// The type is a tag and the newtype variant that it is added to.
    TaggedNewtype,
    /// The type is an object into which another one is flattened.
    Flattened {
        /// Which of its parts that is.
        index: usize,
        /// Whether unknown keys are refused.
        is_closed: bool,
    },
    /// The type is that of a map's keys.
    Key,
    /// The type is one that serde keeps as it came before it reads it: of a variant with a tag in
    /// it or with none.
    Buffered,
    /// The type is used with these arguments, which may be of no use inside of it.
    Use,
}

/// Lowers what crosses in either direction.
pub(crate) struct Lowerings<'a>(Directed<Lowering<'a>>);

impl<'a> Lowerings<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self(Directed { output: Lowering::new(program), input: Lowering::new(program) })
    }

    /// Lowers the definitions that were asked for, and those that these ask for, each direction on
    /// a thread of its own: they come out in the order of their paths.
    pub(crate) fn finish(self, problems: &mut Vec<Problem>) -> (Vec<Definition>, Vec<Obligation>) {
        let Directed { mut output, mut input } = self.0;
        rayon::join(|| output.lower_pending(), || input.lower_pending());
        problems.extend(output.problems.drain(..).chain(input.problems.drain(..)));
        let obligations = output.obligations.drain(..).chain(input.obligations.drain(..)).collect();
        let mut definitions: BTreeMap<DataKey, Definition> = BTreeMap::new();
        for Lowering { definitions: mut found, by_key, .. } in [output, input] {
            for (key, index) in by_key {
                let Some(definition) = found[index].take() else { continue };
                match definitions.entry(key) {
                    Entry::Vacant(place) => {
                        place.insert(definition);
                    }
                    Entry::Occupied(other) => other.into_mut().add(definition),
                }
            }
        }
        (definitions.into_values().collect(), obligations)
    }
}

/// Lowers the types that cross in one direction, and the definitions that they reach.
struct Lowering<'a> {
    resolver: Resolver<'a>,
    problems: Vec<Problem>,
    /// What was asked for; none if it cannot cross.
    definitions: Vec<Option<Definition>>,
    /// Their indices.
    by_key: BTreeMap<DataKey, usize>,
    /// The same, by the address of what they define.
    by_address: HashMap<usize, usize>,
    obligations: Vec<Obligation>,
    pending: VecDeque<(DataRef<'a>, Direction)>,
    /// The definition that is being lowered.
    inside: Option<DataRef<'a>>,
    /// The parameters of the generic ones, by the addresses of these.
    params: HashMap<usize, Arc<[Param<'a>]>>,
}

impl<'a> Lowering<'a> {
    fn new(program: &'a Program) -> Self {
        Self {
            resolver: Resolver::new(program),
            problems: Vec::new(),
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
    fn resolve_in(&mut self, module: &'a Module, ty: &'a TypeExpr) -> Ty<'a> {
        self.resolver.resolve_type(ty, &Scope::of_module(module))
    }

    /// The shape of a type in one direction. A type that has none is reported, and anything.
    fn lower_type(&mut self, ty: &Ty<'a>, direction: Direction) -> Type {
        match &ty.kind {
            TyKind::Failed(problem) => {
                self.problems.extend(problem.as_deref().cloned());
                Type::Unit
            }
            TyKind::Param(_) | TyKind::Projected(_) => self.lower_param(ty),
            // It stands for no value.
            TyKind::Constant(_) => Type::Unit,
            TyKind::Tuple(elements) if elements.is_empty() => Type::Unit,
            TyKind::Tuple(elements) if elements.len() > MAX_TUPLE => self.refuse(
                ty.problem(
                    codes::UNMAPPED_TYPE,
                    format!("serde knows tuples of up to {MAX_TUPLE} elements"),
                )
                .help("use a struct"),
            ),
            TyKind::Tuple(elements) => Type::Tuple(
                elements.iter().map(|element| self.lower_type(element, direction)).collect(),
            ),
            // serde asks nothing of what there is none of.
            TyKind::Array(_, Some(0)) => Type::Tuple(Vec::new()),
            TyKind::Array(element, length) => {
                let element = self.lower_type(element, direction);
                match *length {
                    Some(length) if length <= MAX_TUPLE => Type::Tuple(vec![element; length]),
                    Some(length) if length > MAX_ARRAY => self.refuse(
                        ty.problem(
                            codes::UNMAPPED_TYPE,
                            format!("serde knows arrays of up to {MAX_ARRAY} elements"),
                        )
                        .help("use a `Vec`, or `ipc_runtime::Bytes`"),
                    ),
                    _ => Type::List(Box::new(element)),
                }
            }
            TyKind::Slice(_) => self.refuse(
                ty.problem(codes::UNMAPPED_TYPE, "a value of this type has no size of its own")
                    .help("use `String`, `PathBuf` or a `Vec`"),
            ),
            TyKind::Known(known, args) => self.lower_known(ty, *known, args, direction),
            TyKind::Data(data, _)
                if data::is_remote(*data) && said_of_type(*data, direction).is_none() =>
            {
                let name = data.name();
                self.refuse(
                    ty.problem(
                        codes::MISSING_DERIVE,
                        format!("`{name}` derives serde's traits for another type"),
                    )
                    .help(format!("use that type, under `#[serde(with = \"{name}\")]`"))
                    .help(
                        "or, if serde's traits are implemented by hand, say what they do: \
                         `#[derive(ipc_runtime::IpcType)] #[ipc(ts = \"…\")]`",
                    )
                    .related(data.place(), "defined here"),
                )
            }
            TyKind::Data(data, args) => self.lower_use(ty, *data, args, direction),
        }
    }

    /// A definition with its arguments.
    fn lower_use(
        &mut self,
        ty: &Ty<'a>,
        data: DataRef<'a>,
        args: &[Ty<'a>],
        direction: Direction,
    ) -> Type {
        self.request(data, direction, ty);
        let args = self.lower_args(data, args, direction);
        let named = Type::Named { name: data.name().to_owned(), args };
        if matches!(&named, Type::Named { args, .. } if !args.is_empty()) {
            self.oblige(ty.place(), named.clone(), direction, ObligationKind::Use);
        }
        named
    }

    /// Leaves it to the checks to judge a type.
    fn oblige(&mut self, place: Place, ty: Type, direction: Direction, kind: ObligationKind) {
        let inside = self.inside.map(|data| data.name().to_owned());
        self.obligations.push(Obligation { inside, place, ty, direction, kind });
    }

    fn refuse(&mut self, problem: Problem) -> Type {
        self.problems.push(problem);
        Type::Unit
    }

    /// Asks for a definition in a direction; reports at `user` that there can be none.
    fn request(&mut self, data: DataRef<'a>, direction: Direction, user: &Ty<'a>) {
        let count = self.definitions.len();
        if self.index_of(data) < count {
            return;
        }
        if let Err(problem) = self.check_derive(data, direction, user) {
            self.problems.push(*problem);
            return;
        }
        let params = self.params(data);
        self.definitions[count] = Some(Definition {
            place: data.place(),
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

    /// The index of a definition, which is a new one if it has not been asked for.
    fn index_of(&mut self, data: DataRef<'a>) -> usize {
        *self.by_address.entry(ptr::from_ref(data.data).addr()).or_insert_with(|| {
            *self.by_key.entry(key_of(data)).or_insert_with(|| {
                self.definitions.push(None);
                self.definitions.len() - 1
            })
        })
    }

    /// The definition that is being lowered.
    fn definition(&mut self, data: DataRef<'a>) -> Option<&mut Definition> {
        let index = self.index_of(data);
        self.definitions[index].as_mut()
    }

    /// Lowers the definitions that were asked for, and those that these ask for.
    fn lower_pending(&mut self) {
        while let Some((data, direction)) = self.pending.pop_front() {
            self.inside = Some(data);
            let shape = self.lower_data(data, direction);
            if let Some(definition) = self.definition(data) {
                definition.shapes.set(direction, shape);
            }
        }
    }
}

/// The most elements that a tuple of serde has.
const MAX_TUPLE: usize = 16;

/// The most elements that an array of serde has.
const MAX_ARRAY: usize = 32;
