//! The constraints of a whole schema: of its definitions, and of the arguments and answers of methods.

use std::collections::BTreeMap;

use ipc_syntax::{Errors, Kind};

use super::constraint::{Constraint, MAX_OBJECTS};
use super::lowering::{Flattened, Lowering, Unlisted};
use crate::codes;
use crate::direction::Direction;
use crate::locations::Locations;
use crate::report::Problem;
use crate::schema::{self, Docs, Schema, Type};
use crate::targets::typescript::print::definitions::Definitions;

/// All constraints of a schema.
pub(crate) struct Model {
    /// By name.
    pub(crate) definitions: Vec<Definition>,
    /// In the order of the schema.
    pub(crate) apis: Vec<Api>,
}

/// The values of a type in a direction, or in both if they are the same.
pub(crate) struct Definition {
    /// The name of the type in TypeScript; with arguments, a name that is made of theirs too.
    pub(crate) name: String,
    /// The named type, with its arguments.
    pub(crate) ty: Type,
    pub(crate) direction: Direction,
    pub(crate) docs: Docs,
    pub(crate) constraint: Constraint,
}

/// The values that the methods of an API carry.
pub(crate) struct Api {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) methods: Vec<Method>,
}

/// The values that a method carries.
pub(crate) struct Method {
    /// Its name in JavaScript.
    pub(crate) name: String,
    pub(crate) docs: Docs,
    /// Its arguments, unless one of them is a stream, which is no value.
    pub(crate) arguments: Option<Vec<Argument>>,
    /// What its caller gets, or an item of its stream, unless it gets nothing.
    pub(crate) result: Option<Constraint>,
}

/// An argument of a method.
pub(crate) struct Argument {
    /// Whether a call may end before it.
    pub(crate) optional: bool,
    pub(crate) constraint: Constraint,
}

impl Model {
    pub(crate) fn of(schema: &Schema, types: &Definitions<'_>, flattened: Flattened) -> Self {
        let mut lowering = Lowering::new(schema, types, flattened);
        Self::lower(schema, types, &mut lowering, &mut |_, _| {})
    }

    /// Reports the types of which there is no model.
    pub(crate) fn check(
        schema: &Schema,
        locations: &Locations,
        flattened: Flattened,
        errors: &mut Errors<Problem>,
    ) {
        let types = Definitions::of(schema);
        let mut lowering = Lowering::new(schema, &types, flattened);
        let mut unlisted = BTreeMap::new();
        Self::lower(schema, &types, &mut lowering, &mut |name, reason| {
            unlisted.entry(name.to_owned()).or_insert(reason);
        });
        for (name, reason) in unlisted {
            let problem = unlisted_problem(&name, &reason);
            errors.push(match locations.ty(&name) {
                Some(location) => problem.at(location),
                None => problem,
            });
        }
    }

    /// The constraints of all definitions and methods.
    pub(crate) fn constraints(&self) -> impl Iterator<Item = &Constraint> {
        let methods = self.apis.iter().flat_map(|api| &api.methods);
        let values = methods.flat_map(|method| {
            let arguments = method.arguments.iter().flatten().map(|argument| &argument.constraint);
            arguments.chain(&method.result)
        });
        self.definitions.iter().map(|definition| &definition.constraint).chain(values)
    }

    /// `report_unlisted` is called with the names of types whose objects cannot be listed, and why.
    fn lower(
        schema: &Schema,
        types: &Definitions<'_>,
        lowering: &mut Lowering<'_>,
        report_unlisted: &mut dyn FnMut(&str, Unlisted),
    ) -> Self {
        for ty in schema.types.iter().filter(|ty| ty.params.is_empty()) {
            for direction in [Direction::Output, Direction::Input] {
                if ty.shapes.get(direction).is_some() {
                    let name = ty.name.clone();
                    lowering.lower(&Type::Named { name, args: Vec::new() }, direction);
                }
            }
        }
        let apis = schema.apis.iter().map(|api| api_model(api, lowering)).collect();
        let mut definitions = Vec::new();
        while let Some((pending, constraint)) = lowering.next() {
            let Type::Named { name, .. } = &pending.ty else { continue };
            if let Some(reason) = lowering.unlisted.take() {
                report_unlisted(name, reason);
            }
            definitions.push(Definition {
                docs: types.get(name).map_or_else(Docs::default, |ty| ty.docs.clone()),
                name: pending.name,
                ty: pending.ty,
                direction: pending.direction,
                constraint,
            });
        }
        definitions.sort_by(|a, b| a.name.cmp(&b.name));
        Self { definitions, apis }
    }
}

fn unlisted_problem(name: &str, reason: &Unlisted) -> Problem {
    match reason {
        Unlisted::TooMany => {
            let message = format!(
                "the flattened enums and the aliases of `{name}` make more than {MAX_OBJECTS} different objects"
            );
            Problem::new(codes::UNLISTED_OBJECTS, message)
                .help("flatten fewer enums, or give their fields fewer aliases")
                .help("`schema` in `--emit` allows more of them than `zod`")
        }
        Unlisted::TypeScript(text) => {
            let message = format!("`{name}` flattens `{text}`, whose keys only TypeScript knows");
            Problem::new(codes::UNLISTED_OBJECTS, message)
                .help("write its keys in `#[ipc(ts = \"{ key: type }\")]`")
                .help("or leave `schema` and `zod` out of `--emit`")
        }
    }
}

impl Api {
    /// Whether any of its methods carries values.
    pub(crate) fn has_values(&self) -> bool {
        self.methods.iter().any(Method::has_values)
    }
}

impl Method {
    pub(crate) const fn has_values(&self) -> bool {
        self.arguments.is_some() || self.result.is_some()
    }
}

fn api_model(api: &schema::Api, lowering: &mut Lowering<'_>) -> Api {
    let method = |method: &schema::Method| {
        let has_streams = method.args.iter().any(|arg| arg.stream);
        let direction = Direction::of_arguments(method.kind);
        let mut argument = |arg: &schema::Arg| Argument {
            optional: arg.optional,
            constraint: lowering.lower(&arg.ty, direction),
        };
        let arguments =
            (!has_streams).then(|| method.args.iter().map(&mut argument).collect::<Vec<_>>());
        let has_answer =
            matches!(method.kind, Kind::Invoke | Kind::Stream | Kind::Sync | Kind::Request)
                && method.returns != Type::Unit;
        let direction = Direction::of_answer(method.kind);
        Method {
            name: method.name.clone(),
            docs: method.docs.clone(),
            arguments,
            result: has_answer.then(|| lowering.lower(&method.returns, direction)),
        }
    };
    Api {
        name: api.name.clone(),
        docs: api.docs.clone(),
        methods: api.methods.iter().map(method).collect(),
    }
}
