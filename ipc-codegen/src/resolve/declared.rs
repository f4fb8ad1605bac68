//! Types that the configuration declares: finds what their paths lead to, and replaces it.

use ipc_syntax::{Errors, near_miss};

use super::found::{Found, Opaque};
use super::resolver::Resolver;
use crate::codes;
use crate::known::{self, KnownShape};
use crate::report::Problem;
use crate::source::{Configuration, Declared, Module, Program, Replacement};
use crate::tree::{Data, Declaration, Generics, TypeOverrides};

/// What a declared path leads to.
enum Target<'a> {
    Definition(&'a Data),
    /// A name in a module whose definition cannot be read.
    Name(&'a Module, &'a str),
    /// A path into a crate that is not read.
    Path(Vec<String>),
}

/// Puts the types that the configuration declares in the place of those at their paths.
pub(crate) fn declare(program: &Program, errors: &mut Errors<Problem>) {
    let Some(configuration) = program.configuration() else { return };
    let mut declared = Declared::default();
    let mut resolver = Resolver::new(program);
    for (index, declaration) in configuration.declarations.iter().enumerate() {
        match resolver.targets(configuration, declaration) {
            Ok(targets) => {
                for target in targets {
                    let added = add(&mut declared, target, index, configuration);
                    errors.extend(added.err().map(|problem| *problem));
                }
            }
            Err(problem) => errors.push(*problem),
        }
    }
    configuration.set_declared(declared);
}

fn add(
    declared: &mut Declared,
    target: Target<'_>,
    index: usize,
    configuration: &Configuration,
) -> Result<(), Box<Problem>> {
    let Configuration { module, declarations, .. } = configuration;
    let declaration = &declarations[index];
    let replacement = |data| Replacement { declaration: index, data };
    let is_first = match target {
        Target::Definition(data) => {
            let new = redefined(data, declaration, configuration)?;
            declared.add_definition(data, replacement(new))
        }
        Target::Name(inside, name) => {
            let new = undefined(declaration, configuration)?;
            declared.add_name(inside, name, replacement(new), &module.file)
        }
        Target::Path(path) => {
            let new = undefined(declaration, configuration)?;
            declared.add_path(path, replacement(new), module)
        }
    };
    if is_first {
        return Ok(());
    }
    let span = declaration.path.span();
    let message = "this type is declared twice, maybe by another path";
    let problem = module.file.problem(codes::INVALID_DECLARATION, span, message);
    Err(Box::new(problem.help("put both lines into one: `{ as = \"…\", name = \"…\" }`")))
}

/// A definition with the overrides of a declaration.
fn redefined(
    data: &Data,
    declaration: &Declaration,
    configuration: &Configuration,
) -> Result<Data, Box<Problem>> {
    let Declaration { path, generics, overrides } = declaration;
    let problem = |message: String| {
        configuration.module.file.problem(codes::INVALID_DECLARATION, path.span(), message)
    };
    let name = &data.name.text;
    // The errors of its own overrides are reported where it is used.
    let own = data.overrides.as_ref().ok();
    let has_both = own.is_some_and(|own| {
        (own.shape.is_some() && overrides.shape.is_some())
            || (own.name.is_some() && overrides.name.is_some())
    });
    if has_both {
        let problem = problem(format!("`{name}` declares this itself"));
        return Err(Box::new(problem.help("remove the line, or its `#[ipc(…)]`")));
    }
    let names = |generics: &Generics| {
        generics.params.iter().map(|param| param.name.clone()).collect::<Vec<_>>()
    };
    let params = names(&data.generics);
    if !generics.params.is_empty() && names(generics) != params {
        let problem = problem(format!("the parameters of `{name}` have other names"));
        return Err(Box::new(problem.help(format!("write `{name}<{}>`", params.join(", ")))));
    }
    let mut overrides = overrides.clone();
    if let Some(TypeOverrides { name, shape, .. }) = own {
        overrides.name = overrides.name.or_else(|| name.clone());
        overrides.shape = overrides.shape.or_else(|| shape.clone());
    }
    Ok(data.with_overrides(overrides))
}

/// The definition of a type whose own cannot be read.
fn undefined(
    declaration: &Declaration,
    configuration: &Configuration,
) -> Result<Data, Box<Problem>> {
    let Declaration { path, generics, overrides } = declaration;
    let has_shape = overrides
        .shape
        .as_ref()
        .is_some_and(|shape| shape.output.is_some() && shape.input.is_some());
    let Some(name) = path.segments.last().filter(|_| has_shape) else {
        let message = "the definition of this type cannot be read, so its shape must be declared";
        let file = &configuration.module.file;
        let problem = file.problem(codes::INVALID_DECLARATION, path.span(), message);
        return Err(Box::new(problem.help("add `as = \"RustType\"` or `ts = \"…\"`")));
    };
    Ok(Data::declared(name.clone(), generics.clone(), overrides.clone()))
}

impl<'a> Resolver<'a> {
    /// What a declaration replaces: one type in each version of a crate.
    fn targets(
        &mut self,
        configuration: &'a Configuration,
        declaration: &'a Declaration,
    ) -> Result<Vec<Target<'a>>, Box<Problem>> {
        let path = &declaration.path;
        let (Some(first), program) = (path.segments.first(), self.program) else {
            return Ok(Vec::new());
        };
        let module = &configuration.module;
        let crates = match &*first.text {
            "crate" => vec![module.krate],
            name => program.crates_named(name),
        };
        let mut targets = Vec::new();
        let mut failure = None;
        for krate in crates {
            let Some(root) = program.root(krate) else { continue };
            match self.target(root, configuration, declaration) {
                Ok(target) => targets.extend(target),
                Err(problem) => failure = failure.or(Some(problem)),
            }
        }
        match failure {
            _ if !targets.is_empty() => return Ok(targets),
            Some(problem) => return Err(problem),
            None => {}
        }
        // A crate that is not read.
        match self.follow(module, path, true)? {
            Found::Opaque(opaque) => Ok(vec![opaque_target(opaque, configuration, declaration)?]),
            _ => Ok(Vec::new()),
        }
    }

    /// What a declared path leads to from the root of its crate. It may lead through private modules.
    fn target(
        &mut self,
        root: &'a Module,
        configuration: &'a Configuration,
        declaration: &'a Declaration,
    ) -> Result<Option<Target<'a>>, Box<Problem>> {
        let file = &configuration.module.file;
        let path = &declaration.path;
        let mut found = Found::Module(root);
        for (index, segment) in path.segments.iter().enumerate().skip(1) {
            let is_last = index + 1 == path.segments.len();
            let inside = match found {
                Found::Module(inside) => inside,
                Found::Opaque(opaque) => {
                    found = Found::Opaque(opaque.join(segment.text.to_string()));
                    continue;
                }
                Found::Unread => return Ok(None),
                Found::Data(..) | Found::Alias(..) | Found::Trait(..) => {
                    let owner = &path.segments[index - 1];
                    let message = format!("`{owner}` is not a module");
                    return Err(Box::new(file.problem(
                        codes::INVALID_DECLARATION,
                        path.span(),
                        message,
                    )));
                }
            };
            found = match self.member(inside, &segment.text, inside, (file, segment)) {
                Ok(Some(found)) => found,
                // A macro writes it, or it is under a condition that is not decided.
                failed if is_last && (failed.is_err() || self.may_have(inside, &segment.text)) => {
                    return Ok(Some(Target::Name(inside, &segment.text)));
                }
                Err(problem) => return Err(problem),
                Ok(None) => {
                    let owner = self.program.path_of(inside);
                    let message = format!("there is no `{segment}` in `{owner}`");
                    let names: Vec<&str> = inside.names.keys().map(|name| &**name).collect();
                    let mut problem = file.problem(codes::UNKNOWN_NAME, path.span(), message);
                    let near = near_miss(&segment.text, &names);
                    problem.help.extend(near.map(|near| format!("did you mean `{near}`?")));
                    return Err(Box::new(problem));
                }
            };
        }
        if let (Found::Opaque(opaque), Some(last)) = (&found, path.segments.last()) {
            found = self.open(opaque.clone(), &configuration.module, last)?;
        }
        let what = match found {
            Found::Data(_, data) => return Ok(Some(Target::Definition(data))),
            Found::Opaque(opaque) => {
                return opaque_target(opaque, configuration, declaration).map(Some);
            }
            Found::Unread => return Ok(None),
            Found::Alias(..) => "is another name of a type: declare that type",
            Found::Module(_) => "is a module: declare the types in it, each on its own",
            Found::Trait(..) => "is a trait: it has no values",
        };
        let last = path.segments.last().map_or("", |last| &*last.text);
        let message = format!("`{last}` {what}");
        Err(Box::new(file.problem(codes::INVALID_DECLARATION, path.span(), message)))
    }

    /// Whether something that is not read may define a name in a module.
    fn may_have(&mut self, module: &'a Module, name: &str) -> bool {
        module.macros.iter().any(|call| call.mentions(name))
            || module.globs.iter().any(|glob| match self.glob_target(module, glob) {
                Some(Found::Module(inside)) => inside.macros.iter().any(|call| call.mentions(name)),
                found => found.is_none(),
            })
    }
}

/// A path into a crate that is not read. The shapes of some are known.
fn opaque_target<'a>(
    opaque: Opaque,
    configuration: &Configuration,
    declaration: &Declaration,
) -> Result<Target<'a>, Box<Problem>> {
    match known::find(&opaque.path) {
        Some(known) if !matches!(known.shape, KnownShape::Refused(_)) => {
            let message = format!("`{}` is known and crosses as it is", known.path());
            let problem = configuration.module.file.problem(
                codes::INVALID_DECLARATION,
                declaration.path.span(),
                message,
            );
            let help = "remove the line, or declare the shape on a field: `#[ipc(ts = \"…\")]`";
            Err(Box::new(problem.help(help)))
        }
        _ => Ok(Target::Path(opaque.path)),
    }
}
