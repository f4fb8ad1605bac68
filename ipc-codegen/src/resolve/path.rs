//! Paths: the rules of Rust's type namespace.

use std::collections::{BTreeMap, HashMap};
use std::ptr;

use super::impls::Impls;
use super::known::{self, OfRow};
use crate::codes;
use crate::report::Problem;
use crate::source::{Binding, Dependency, External, Glob, Module, Program, SourceFile, Visibility};
use crate::tree::{Alias, Data, Name, Path, Trait};

/// What a path leads to.
#[derive(Clone)]
pub(crate) enum Found<'a> {
    Module(&'a Module),
    Data(&'a Module, &'a Data),
    Alias(&'a Module, &'a Alias),
    Trait(&'a Module, &'a Trait),
    Opaque(Opaque),
    /// A module that could not be read, which has been reported.
    Unread,
}

/// Something in a crate whose source is not read unless it has to be.
#[derive(Clone)]
pub(crate) struct Opaque {
    /// Its absolute path.
    pub(crate) path: Vec<String>,
    /// The crate that named its crate, and that name.
    from: Option<(usize, String)>,
}

impl Opaque {
    /// What nothing but its path is known of.
    fn named(path: Vec<String>) -> Self {
        Self { path, from: None }
    }

    fn join(mut self, name: String) -> Self {
        self.path.push(name);
        self
    }
}

impl Found<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Module(a), Self::Module(b)) => ptr::eq(*a, *b),
            (Self::Data(_, a), Self::Data(_, b)) => ptr::eq(*a, *b),
            (Self::Alias(_, a), Self::Alias(_, b)) => ptr::eq(*a, *b),
            (Self::Trait(_, a), Self::Trait(_, b)) => ptr::eq(*a, *b),
            (Self::Opaque(a), Self::Opaque(b)) => a.path == b.path,
            (Self::Unread, Self::Unread) => true,
            _ => false,
        }
    }
}

/// A failure has been made a problem, at the segment that it is about.
type Resolved<T> = Result<T, Box<Problem>>;

/// Follows paths.
pub(crate) struct Resolver<'a> {
    pub(crate) program: &'a Program,
    /// The names that are being looked up, so that an import of itself ends.
    trail: Vec<(&'a Module, String)>,
    /// Where the globs lead that were met so far, by their addresses; nowhere while that is being
    /// found out.
    globs: BTreeMap<usize, Option<Found<'a>>>,
    /// What plain names in modules, by their addresses, lead to, of those that are known: most
    /// types are one.
    known: HashMap<(usize, &'a str), OfRow>,
    /// The implementations that were met.
    pub(super) impls: Impls<'a>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self {
            program,
            trail: Vec::new(),
            globs: BTreeMap::new(),
            known: HashMap::new(),
            impls: Impls::default(),
        }
    }

    /// What `path`, written in `module` as or in a type, leads to.
    pub(crate) fn resolve(&mut self, module: &'a Module, path: &Path) -> Resolved<Found<'a>> {
        self.follow(module, path, path.segments.len() > 1)
    }

    /// `may_be_crate`: whether the first segment may be a crate that nothing else tells of.
    pub(super) fn follow(
        &mut self,
        module: &'a Module,
        path: &Path,
        may_be_crate: bool,
    ) -> Resolved<Found<'a>> {
        let at = self.first(module, path, may_be_crate)?;
        self.walk(at, module, path)
    }

    /// The source of what `opaque` is, if its shape is not known without it and if there is one.
    pub(crate) fn open(
        &mut self,
        mut opaque: Opaque,
        viewer: &'a Module,
        segment: &Name,
    ) -> Resolved<Found<'a>> {
        // One crate may export what another one defines.
        while known::find(&opaque.path).is_none()
            && let Some((dependent, name)) = &opaque.from
        {
            let krate = match self.program.external(*dependent, name) {
                Ok(krate) => krate,
                Err(External::None) => break,
                Err(External::Unknown(reason)) => {
                    let package = &opaque.path[0];
                    return Err(Box::new(
                        viewer
                            .file
                            .problem(
                                codes::UNREAD_CRATE,
                                segment.at,
                                format!("the source of the crate `{package}` cannot be found"),
                            )
                            .help(reason)
                            .help("`cargo fetch` brings the sources of all crates to this machine"),
                    ));
                }
            };
            let to_name = |text: &String| Name { text: text.as_str().into(), at: segment.at };
            let path =
                Path { is_extern: true, segments: opaque.path.iter().map(to_name).collect() };
            match self.walk(self.root(krate), viewer, &path)? {
                Found::Opaque(next) => opaque = next,
                found => return Ok(found),
            }
        }
        Ok(Found::Opaque(opaque))
    }

    /// Follows a path from its first segment on, which leads to `at`.
    fn walk(&mut self, mut at: Found<'a>, module: &'a Module, path: &Path) -> Resolved<Found<'a>> {
        for (index, segment) in path.segments.iter().enumerate().skip(1) {
            let name = &*segment.text;
            at = match at {
                Found::Module(inside) if segment == "super" => {
                    Found::Module(self.parent(inside, &module.file, segment)?)
                }
                Found::Module(inside) if segment == "self" => Found::Module(inside),
                Found::Module(inside) => {
                    match self.member(inside, name, module, (&module.file, segment))? {
                        Some(found) => found,
                        None => return Err(Box::new(self.not_found(inside, module, path, index))),
                    }
                }
                Found::Opaque(opaque) => Found::Opaque(opaque.join(name.to_owned())),
                Found::Unread => Found::Unread,
                Found::Data(..) | Found::Alias(..) | Found::Trait(..) => {
                    let owner = &path.segments[index - 1];
                    return Err(Box::new(
                        module
                            .file
                            .problem(
                                codes::UNMAPPED_TYPE,
                                segment.at,
                                format!("`{owner}` is not a module"),
                            )
                            .help(format!(
                                "an associated type is written `<{owner} as …>::{name}`"
                            )),
                    ));
                }
            };
        }
        let (inside, undecided) = match at {
            Found::Data(inside, _) | Found::Alias(inside, _) => (inside, &inside.undecided),
            _ => return Ok(at),
        };
        match undecided {
            Some((attr, file)) => {
                let cfg = &self.program.krate(inside.krate).cfg;
                Err(Box::new(cfg.undecided_problem(attr, file)))
            }
            None => Ok(at),
        }
    }

    fn first(
        &mut self,
        module: &'a Module,
        path: &Path,
        may_be_crate: bool,
    ) -> Resolved<Found<'a>> {
        let Some(segment) = path.segments.first() else { return Ok(Found::Module(module)) };
        if !path.is_extern {
            if segment == "self" {
                return Ok(Found::Module(module));
            }
            if segment == "crate" {
                return Ok(self.root(module.krate));
            }
            if segment == "super" {
                return Ok(Found::Module(self.parent(module, &module.file, segment)?));
            }
            if let Some(found) =
                self.member(module, &segment.text, module, (&module.file, segment))?
            {
                return Ok(found);
            }
        }
        self.krate(module, &segment.text, may_be_crate)
            .or_else(|| known::prelude(&segment.text).map(Opaque::named).map(Found::Opaque))
            .map_or_else(|| Err(Box::new(self.not_found(module, module, path, 0))), Ok)
    }

    /// The crate of this name.
    fn krate(&self, module: &Module, name: &str, may_be_crate: bool) -> Option<Found<'a>> {
        let dependencies = self.program.krate(module.krate).dependencies.as_ref();
        match dependencies.and_then(|all| all.get(name)) {
            Some(Dependency::Source(krate)) => Some(self.root(*krate)),
            Some(Dependency::Opaque(package)) => Some(Found::Opaque(Opaque {
                path: vec![package.name.clone()],
                from: Some((module.krate, name.to_owned())),
            })),
            // Without a manifest any path may begin with a crate.
            None if matches!(name, "std" | "core" | "alloc")
                || (dependencies.is_none() && may_be_crate) =>
            {
                Some(Found::Opaque(Opaque::named(vec![name.to_owned()])))
            }
            None => None,
        }
    }

    fn root(&self, krate: usize) -> Found<'a> {
        self.program.root(krate).map_or(Found::Unread, Found::Module)
    }

    fn parent(
        &self,
        module: &'a Module,
        file: &SourceFile,
        segment: &Name,
    ) -> Resolved<&'a Module> {
        let mut parent = self.program.root(module.krate);
        let Some((_, path)) = module.path.split_last() else {
            return Err(Box::new(file.problem(
                codes::UNKNOWN_NAME,
                segment.at,
                "there is no module above the crate's root",
            )));
        };
        for name in path {
            parent = parent.and_then(|inside| {
                inside.names.get(name.as_str())?.iter().find_map(|entry| match &entry.binding {
                    Binding::Module(child) => self.program.child(inside, entry, child),
                    _ => None,
                })
            });
        }
        Ok(parent.unwrap_or(module))
    }

    /// What `name` is bound to in `module`, as far as `viewer` may see it.
    fn member(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &'a Module,
        token: (&SourceFile, &Name),
    ) -> Resolved<Option<Found<'a>>> {
        if self.trail.iter().any(|(at, known)| ptr::eq(*at, module) && known == name) {
            return Ok(None);
        }
        self.trail.push((module, name.to_owned()));
        let found = match self.explicit(module, name, viewer) {
            Ok(None) => self.through_globs(module, name, viewer, token),
            found => found,
        };
        self.trail.pop();
        found
    }

    fn explicit(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &Module,
    ) -> Resolved<Option<Found<'a>>> {
        let mut failure = None;
        for entry in module.names.get(name).into_iter().flatten() {
            if !is_visible(entry.vis, module, viewer) {
                continue;
            }
            if let Some(attr) = &entry.undecided {
                let cfg = &self.program.krate(module.krate).cfg;
                return Err(Box::new(cfg.undecided_problem(attr, &module.file)));
            }
            match &entry.binding {
                Binding::Data(data) => return Ok(Some(Found::Data(module, data))),
                Binding::Alias(alias) => return Ok(Some(Found::Alias(module, alias))),
                Binding::Trait(item) => return Ok(Some(Found::Trait(module, item))),
                Binding::Module(child) => {
                    let child = self.program.child(module, entry, child);
                    return Ok(Some(child.map_or(Found::Unread, Found::Module)));
                }
                Binding::Crate(name) if **name == *"self" => {
                    return Ok(Some(self.root(module.krate)));
                }
                Binding::Crate(name) => {
                    if let Some(found) = self.krate(module, name, true) {
                        return Ok(Some(found));
                    }
                }
                // An import may be of a function that shares the name.
                Binding::Use(path) => match self.follow(module, path, true) {
                    Ok(found) => return Ok(Some(found)),
                    Err(problem) => failure = failure.or(Some(problem)),
                },
            }
        }
        failure.map_or(Ok(None), Err)
    }

    fn through_globs(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &Module,
        (file, ident): (&SourceFile, &Name),
    ) -> Resolved<Option<Found<'a>>> {
        let mut found: Option<(Found<'a>, &Path)> = None;
        for glob in &module.globs {
            if !is_visible(glob.vis, module, viewer) {
                continue;
            }
            let candidate = match self.glob_target(module, glob) {
                Some(Found::Module(inside)) => self.member(inside, name, module, (file, ident))?,
                Some(Found::Opaque(opaque)) => {
                    let opaque = opaque.join(name.to_owned());
                    known::find(&opaque.path).map(|_| Found::Opaque(opaque))
                }
                // The variants of an enum are no types.
                Some(_) | None => None,
            };
            let Some(candidate) = candidate else { continue };
            if let Some(attr) = &glob.undecided {
                let cfg = &self.program.krate(module.krate).cfg;
                return Err(Box::new(cfg.undecided_problem(attr, &module.file)));
            }
            match &found {
                Some((first, path)) if !first.is_same(&candidate) => {
                    let place = |path: &Path| module.file.place(path.at());
                    return Err(Box::new(
                        file.problem(
                            codes::AMBIGUOUS_NAME,
                            ident.at,
                            format!("`{name}` comes from two glob imports"),
                        )
                        .help(format!("import the one that is meant by name: `use …::{name};`"))
                        .related(place(path), "from here")
                        .related(place(&glob.path), "and from here"),
                    ));
                }
                Some(_) => {}
                None => found = Some((candidate, &glob.path)),
            }
        }
        Ok(found.map(|(found, _)| found))
    }

    pub(super) fn glob_target(&mut self, module: &'a Module, glob: &'a Glob) -> Option<Found<'a>> {
        let address = ptr::from_ref(glob).addr();
        if let Some(known) = self.globs.get(&address) {
            return known.clone();
        }
        self.globs.insert(address, None);
        let target = self.follow(module, &glob.path, true).ok();
        self.globs.insert(address, target.clone());
        target
    }

    /// The type that a plain name in a module is known to be.
    pub(super) fn known(&self, module: &'a Module, name: &'a str) -> Option<OfRow> {
        self.known.get(&(ptr::from_ref(module).addr(), name)).copied()
    }

    pub(super) fn set_known(&mut self, module: &'a Module, name: &'a str, known: OfRow) {
        self.known.insert((ptr::from_ref(module).addr(), name), known);
    }

    /// The error for a segment that is not in `inside`.
    fn not_found(
        &mut self,
        inside: &'a Module,
        module: &Module,
        path: &Path,
        index: usize,
    ) -> Problem {
        let segment = &path.segments[index];
        let name = &*segment.text;
        let is_first = index == 0;
        let mut opened = vec![inside];
        let mut unread = None;
        for glob in &inside.globs {
            match self.glob_target(inside, glob) {
                Some(Found::Module(module)) => opened.push(module),
                Some(Found::Opaque(_)) => unread = Some(glob),
                _ => {}
            }
        }
        let generated = opened.iter().find_map(|module| {
            let call = module.macros.iter().find(|call| call.mentions(name))?;
            Some((&module.file, call))
        });
        if let Some((file, call)) = generated {
            let problem = module.file.problem(
                codes::MACRO_GENERATED,
                segment.at,
                format!("`{name}` is generated by `{}!`, which is not expanded", call.name),
            );
            let problem = match &call.reason {
                Some(reason) => problem.help(format!("{reason}: write the type out")),
                None => problem.help(
                    "only `macro_rules!` above it in its own crate is expanded: write the type \
                     out, or say its shape on a field: `#[ipc(as = \"RustType\")]`",
                ),
            };
            return problem.related(file.place(call.at), "by this macro");
        }
        let krate = self.program.krate(inside.krate);
        let message = if !is_first {
            format!("cannot find `{name}` in `{}`", self.program.path_of(inside))
        } else if path.segments.len() > 1 {
            format!(
                "`{name}` is neither a module here nor a crate that `{}` depends on",
                krate.name
            )
        } else {
            format!("cannot find type `{name}` in this scope")
        };
        let problem = module.file.problem(codes::UNKNOWN_NAME, segment.at, message);
        let mut names: Vec<&str> =
            opened.iter().flat_map(|module| module.names.keys()).map(|name| &**name).collect();
        if is_first {
            names.extend(known::PRELUDE);
        }
        let hidden = opened.iter().find(|module| module.names.contains_key(name));
        if let Some(hidden) = hidden {
            let owner = self.program.path_of(hidden);
            return problem.help(format!("`{name}` of `{owner}` is private: make it `pub`"));
        }
        let problem = match ipc_syntax::near_miss(name, &names) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if unread.is_none() && path.segments.len() == 1 => {
                problem.help(format!("import it, as in `use …::{name};`, or define it"))
            }
            None => problem,
        };
        match unread {
            Some(glob) => problem.help(format!(
                "`use {}::*` is not followed, because the source of that crate is not read: \
                 import the type by name",
                glob.path.segments.iter().map(|it| &*it.text).collect::<Vec<_>>().join("::")
            )),
            None => problem,
        }
    }
}

/// Whether `viewer` may name an item of `module` that has this visibility.
pub(super) fn is_visible(vis: Visibility, module: &Module, viewer: &Module) -> bool {
    let is_inside = |path: &[String]| viewer.krate == module.krate && viewer.path.starts_with(path);
    match vis {
        Visibility::Public => true,
        Visibility::Module => is_inside(&module.path),
        Visibility::Parent => is_inside(module.path.split_last().map_or(&[], |(_, parent)| parent)),
        Visibility::Crate => viewer.krate == module.krate,
    }
}
