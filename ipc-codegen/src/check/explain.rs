//! Explains refusals: which method reaches the type, through which fields, and how to mend a type of
//! another crate.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::codes;
use crate::config::how_to_declare;
use crate::direction::Direction;
use crate::lower::{Definition, FoundApi, Refusal};
use crate::report::{Location, Problem};
use crate::schema::{self, Field, Type};

/// The problems of the refusals. `schemas` are the same APIs. One line of the configuration mends all
/// problems of a foreign type, so only the first of them remains.
pub(crate) fn explain(
    apis: &[FoundApi<'_>],
    schemas: &[schema::Api],
    definitions: &[Definition],
    refusals: Vec<Refusal>,
) -> Vec<Problem> {
    if refusals.is_empty() {
        return Vec::new();
    }
    let routes = Routes::find(apis, schemas, definitions);
    let mut mended = BTreeSet::new();
    let mut problems = Vec::new();
    for Refusal { mut problem, definition, foreign } in refusals {
        if let Some(path) = foreign {
            // Nobody can edit the source of another crate.
            let is_for_the_user =
                [codes::MISSING_DERIVE, codes::UNREAD_CRATE, codes::UNRESOLVED_CFG];
            if !is_for_the_user.contains(&problem.code) {
                problem.help.clear();
            }
            problem.help.push(how_to_declare(&path));
            if !mended.insert(path) {
                continue;
            }
        }
        if let Some(Route { location, path }) = definition.and_then(|name| routes.to.get(&*name))
            && !problem.location.as_ref().is_some_and(|problem| contains(location, problem))
        {
            problem = problem.related(location.clone(), format!("reached as `{path}`"));
        }
        problems.push(problem);
    }
    one_of_each(problems)
}

/// How many further places of one cause are shown.
const SHOWN: usize = 4;

/// The problems, each cause once: a name that cannot be resolved in many places is one cause.
fn one_of_each(problems: Vec<Problem>) -> Vec<Problem> {
    let of_a_name =
        [codes::MACRO_GENERATED, codes::UNKNOWN_NAME, codes::UNMAPPED_TYPE, codes::UNREAD_CRATE];
    let mut first: HashMap<(&str, String), (usize, Vec<Location>)> = HashMap::new();
    let mut kept: Vec<Problem> = Vec::new();
    for problem in problems {
        let cause = (problem.code, problem.message.clone());
        match (&problem.location, first.get_mut(&cause)) {
            (Some(location), Some((_, places))) => {
                if !places.contains(location) {
                    places.push(location.clone());
                }
            }
            (Some(location), None)
                if of_a_name.contains(&problem.code) && problem.message.contains('`') =>
            {
                first.insert(cause, (kept.len(), vec![location.clone()]));
                kept.push(problem);
            }
            _ => kept.push(problem),
        }
    }
    for (index, places) in first.into_values() {
        let others = places.iter().skip(1);
        kept[index]
            .related
            .extend(others.take(SHOWN).map(|at| (at.clone(), "and here".to_owned())));
        let hidden = places.len().saturating_sub(1 + SHOWN);
        if hidden > 0 {
            kept[index].help.push(format!("the same is in {hidden} more places"));
        }
    }
    kept
}

fn contains(outer: &Location, inner: &Location) -> bool {
    outer.file == inner.file
        && outer.range.start <= inner.range.start
        && inner.range.end <= outer.range.end
}

/// The shortest way to each definition.
struct Routes<'a> {
    to: HashMap<&'a str, Route>,
    pending: VecDeque<(&'a str, Direction)>,
}

#[derive(Clone)]
struct Route {
    /// The type in the signature of a method.
    location: Location,
    /// From there: `params.items[].uri`.
    path: String,
}

impl<'a> Routes<'a> {
    fn find(
        apis: &[FoundApi<'_>],
        schemas: &'a [schema::Api],
        definitions: &'a [Definition],
    ) -> Self {
        let mut routes = Self { to: HashMap::new(), pending: VecDeque::new() };
        for (FoundApi { module, api }, schema) in apis.iter().zip(schemas) {
            for (written, method) in api.methods.iter().zip(&schema.methods) {
                let argument = Direction::of_arguments(method.kind);
                for ((_, ty), arg) in written.args.iter().zip(&method.args) {
                    let location = module.file.location(ty.span);
                    let items = if arg.stream { "[]" } else { "" };
                    let route = Route { location, path: format!("{}{items}", arg.name) };
                    routes.add(&arg.ty, &route, argument);
                }
                let Some(written) = &written.returns else { continue };
                let location = module.file.location(written.span);
                let answer = Direction::of_answer(method.kind);
                let route =
                    Route { location: location.clone(), path: format!("{}()", method.name) };
                routes.add(&method.returns, &route, answer);
                if let Some(error) = &method.error {
                    let route = Route { location, path: "error.data".to_owned() };
                    routes.add(&error.ty, &route, answer);
                }
            }
        }
        let by_name: HashMap<_, _> = definitions.iter().map(|it| (&*it.name, it)).collect();
        while let Some((name, direction)) = routes.pending.pop_front() {
            let shape = by_name.get(name).and_then(|it| it.shapes.get(direction));
            if let (Some(shape), Some(route)) = (shape, routes.to.get(name).cloned()) {
                routes.add(shape, &route, direction);
            }
        }
        routes
    }

    /// Adds the definitions that a type names. `route` leads to the type.
    fn add(&mut self, ty: &'a Type, route: &Route, direction: Direction) {
        if let Type::Named { name, args } = ty {
            if !self.to.contains_key(&**name) {
                self.to.insert(name, route.clone());
                self.pending.push_back((name, direction));
            }
            for arg in args {
                self.add(arg, route, direction);
            }
            return;
        }
        let deeper = |step: &str| Route { path: format!("{}{step}", route.path), ..route.clone() };
        match ty {
            Type::List(item) => self.add(item, &deeper("[]"), direction),
            Type::Map { key, value } => {
                self.add(key, route, direction);
                self.add(value, &deeper("[]"), direction);
            }
            Type::Tuple(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(item, &deeper(&format!("[{index}]")), direction);
                }
            }
            Type::Object(fields) | Type::OneOf(fields) | Type::MissingAsNull(fields) => {
                self.add_fields(fields, route, direction);
            }
            Type::Flat { fields, parts, rest } => {
                self.add_fields(fields, route, direction);
                for part in parts {
                    self.add(part, route, direction);
                }
                if let Some(rest) = rest {
                    self.add(rest, &deeper("[]"), direction);
                }
            }
            Type::Option(inner) | Type::AllOrNone(inner) | Type::StringsAsKeys(inner) => {
                self.add(inner, route, direction);
            }
            Type::Union(members) => {
                for member in members {
                    self.add(member, route, direction);
                }
            }
            _ => {}
        }
    }

    fn add_fields(&mut self, fields: &'a [Field], route: &Route, direction: Direction) {
        for Field { name, ty, .. } in fields {
            let path = format!("{}.{name}", route.path);
            self.add(ty, &Route { path, ..route.clone() }, direction);
        }
    }
}
