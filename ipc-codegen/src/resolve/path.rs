//! Paths: the rules of Rust's type namespace.

use std::ptr;

use super::found::{Found, Opaque};
use super::resolver::Resolver;
use crate::codes;
use crate::known::{self, KnownPath};
use crate::report::Problem;
use crate::source::{Binding, Dependency, Glob, MissingSource, Module, SourceFile};
use crate::tree::{Name, Path};

/// The problem is at the segment that causes it.
type Resolved<T> = Result<T, Box<Problem>>;

impl<'a> Resolver<'a> {
    /// What `path` leads to. `module` writes it as a type or in one.
    pub(crate) fn resolve(&mut self, module: &'a Module, path: &Path) -> Resolved<Found<'a>> {
        self.follow(module, path, path.segments.len() > 1)
    }

    /// `may_be_crate`: whether the first segment may be a crate without a declaration.
    pub(super) fn follow(
        &mut self,
        module: &'a Module,
        path: &Path,
        may_be_crate: bool,
    ) -> Resolved<Found<'a>> {
        let first = self.first(module, path, may_be_crate)?;
        self.walk(first, module, path)
    }

    /// Follows `opaque` into the source of its crate, unless its shape is known or there is no source.
    pub(crate) fn open(
        &mut self,
        mut opaque: Opaque,
        viewer: &'a Module,
        segment: &Name,
    ) -> Resolved<Found<'a>> {
        // A crate may re-export what another crate defines.
        loop {
            if let Some((module, data)) = self.program.declared_path(&opaque.path) {
                return Ok(Found::Data(module, data));
            }
            let Some((dependent, name)) = &opaque.from else { break };
            if known::find(&opaque.path).is_some() {
                break;
            }
            let krate = match self.program.external(*dependent, name) {
                Ok(krate) => krate,
                Err(MissingSource::NotExternal) => break,
                Err(MissingSource::NotFound(reason)) => {
                    let package = &opaque.path[0];
                    return Err(Box::new(
                        viewer
                            .file
                            .problem(
                                codes::UNREAD_CRATE,
                                segment.span,
                                format!("the source of the crate `{package}` cannot be found"),
                            )
                            .help(reason)
                            .help("`cargo fetch` downloads the sources of all crates"),
                    ));
                }
            };
            let to_name = |text: &String| Name { text: text.as_str().into(), span: segment.span };
            let path =
                Path { is_extern: true, segments: opaque.path.iter().map(to_name).collect() };
            match self.walk(self.root(krate), viewer, &path)? {
                Found::Opaque(next) => opaque = next,
                found => return Ok(found),
            }
        }
        Ok(Found::Opaque(opaque))
    }

    /// Follows a path after its first segment, which leads to `found`.
    fn walk(
        &mut self,
        mut found: Found<'a>,
        module: &'a Module,
        path: &Path,
    ) -> Resolved<Found<'a>> {
        for (index, segment) in path.segments.iter().enumerate().skip(1) {
            let name = &*segment.text;
            found = match found {
                Found::Module(inside) if segment == "super" => {
                    Found::Module(self.parent(inside, &module.file, segment)?)
                }
                Found::Module(inside) if segment == "self" => Found::Module(inside),
                Found::Module(inside) => {
                    match self.member(inside, name, module, (&module.file, segment))? {
                        Some(member) => member,
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
                                segment.span,
                                format!("`{owner}` is not a module"),
                            )
                            .help(format!(
                                "an associated type is written `<{owner} as …>::{name}`"
                            )),
                    ));
                }
            };
        }
        let (inside, unresolved_cfg) = match found {
            Found::Data(inside, _) | Found::Alias(inside, _) => (inside, &inside.unresolved_cfg),
            _ => return Ok(found),
        };
        match unresolved_cfg {
            Some((attr, file)) => {
                let cfg = &self.program.krate(inside.krate).cfg;
                Err(Box::new(cfg.unresolved_cfg_problem(attr, file)))
            }
            None => Ok(found),
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

    /// The crate that has this name in `module`.
    fn krate(&self, module: &Module, name: &str, may_be_crate: bool) -> Option<Found<'a>> {
        // `extern crate … as name` in the root module is in scope everywhere.
        let root = self.program.root(module.krate);
        let declared = root.and_then(|root| root.names.get(name)).into_iter().flatten();
        let mut declared = declared.filter(|entry| entry.unresolved_cfg.is_none());
        let declared = declared.find_map(|entry| match &entry.binding {
            Binding::Crate(krate) => Some(&**krate),
            _ => None,
        });
        if declared == Some("self") {
            return Some(self.root(module.krate));
        }
        let name = declared.unwrap_or(name);
        let dependencies = self.program.krate(module.krate).dependencies.as_ref();
        match dependencies.and_then(|all| all.get(name)) {
            Some(Dependency::Source(krate)) => Some(self.root(*krate)),
            Some(Dependency::Opaque(package)) => Some(Found::Opaque(Opaque {
                path: vec![package.name.clone()],
                from: Some((module.krate, name.to_owned())),
            })),
            // Without a manifest, any path may begin with a crate name.
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
                segment.span,
                "there is no module above the crate root",
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

    /// The binding of `name` in `module` that `viewer` may see.
    pub(super) fn member(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &'a Module,
        token: (&SourceFile, &Name),
    ) -> Resolved<Option<Found<'a>>> {
        if self.trail.iter().any(|(inside, known)| ptr::eq(*inside, module) && known == name) {
            return Ok(None);
        }
        if let Some((inside, data)) = self.program.declared_name(module, name) {
            return Ok(Some(Found::Data(inside, data)));
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
            if !entry.vis.allows(viewer, module) {
                continue;
            }
            if let Some(attr) = &entry.unresolved_cfg {
                let cfg = &self.program.krate(module.krate).cfg;
                return Err(Box::new(cfg.unresolved_cfg_problem(attr, &module.file)));
            }
            match &entry.binding {
                Binding::Data(data) => {
                    let data = self.applied(module, data);
                    let data = self.program.declared_definition(data).unwrap_or(data);
                    return Ok(Some(Found::Data(module, data)));
                }
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
                // The import may be of a function with the same name.
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
            if !glob.vis.allows(viewer, module) {
                continue;
            }
            let candidate = match self.glob_target(module, glob) {
                Some(Found::Module(inside)) => self.member(inside, name, module, (file, ident))?,
                Some(Found::Opaque(opaque)) => {
                    let item = opaque.clone().join(name.to_owned());
                    if known::find(&item.path).is_some() {
                        Some(Found::Opaque(item))
                    } else {
                        match self.opened_glob(module, glob, opaque) {
                            Some(inside) => self.member(inside, name, module, (file, ident))?,
                            None => None,
                        }
                    }
                }
                // The variants of an enum are not types.
                Some(_) | None => None,
            };
            let Some(candidate) = candidate else { continue };
            if let Some(attr) = &glob.unresolved_cfg {
                let cfg = &self.program.krate(module.krate).cfg;
                return Err(Box::new(cfg.unresolved_cfg_problem(attr, &module.file)));
            }
            match &found {
                Some((first, path)) if !first.is_same(&candidate) => {
                    let location = |path: &Path| module.file.location(path.span());
                    return Err(Box::new(
                        file.problem(
                            codes::AMBIGUOUS_NAME,
                            ident.span,
                            format!("`{name}` comes from two glob imports"),
                        )
                        .help(format!("import the intended one by name: `use …::{name};`"))
                        .related(location(path), "from here")
                        .related(location(&glob.path), "and from here"),
                    ));
                }
                Some(_) => {}
                None => found = Some((candidate, &glob.path)),
            }
        }
        Ok(found.map(|(found, _)| found))
    }

    /// The module that a glob imports from, if it is of a crate whose source can be read.
    fn opened_glob(
        &mut self,
        module: &'a Module,
        glob: &'a Glob,
        opaque: Opaque,
    ) -> Option<&'a Module> {
        match self.open(opaque, module, glob.path.segments.last()?) {
            Ok(Found::Module(inside)) => Some(inside),
            _ => None,
        }
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

    /// The known type that a plain name in a module leads to, if that was found before.
    pub(super) fn known(&self, module: &'a Module, name: &'a str) -> Option<KnownPath> {
        self.known.get(&(ptr::from_ref(module).addr(), name)).copied()
    }

    pub(super) fn set_known(&mut self, module: &'a Module, name: &'a str, known: KnownPath) {
        self.known.insert((ptr::from_ref(module).addr(), name), known);
    }

    /// The error for a segment that is not found in `inside`.
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
            let target = self.glob_target(inside, glob);
            // The module that it names is often under the same condition.
            if let (None, Some(condition)) = (&target, &glob.unresolved_cfg) {
                let cfg = &self.program.krate(inside.krate).cfg;
                return cfg.unresolved_cfg_problem(condition, &inside.file);
            }
            match target {
                Some(Found::Module(module)) => opened.push(module),
                Some(Found::Opaque(opaque)) => match self.opened_glob(inside, glob, opaque) {
                    Some(module) => opened.push(module),
                    None => unread = Some(glob),
                },
                _ => {}
            }
        }
        let generated = opened.iter().find_map(|module| {
            let call = module.macros.iter().find(|call| call.mentions(name))?;
            Some((&module.file, call))
        });
        if let Some((file, call)) = generated {
            let message =
                format!("`{name}` is generated by `{}!`, which is not expanded", call.name);
            let problem = module.file.problem(codes::MACRO_GENERATED, segment.span, message);
            return problem
                .help(call.reason())
                .help("write the type out, or declare its shape on a field: `#[ipc(as = \"RustType\")]`")
                .related(file.location(call.span), "by this macro");
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
        let problem = module.file.problem(codes::UNKNOWN_NAME, segment.span, message);
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
        let unexpanded = opened.iter().find_map(|module| {
            let call = module.macros.iter().find(|call| call.may_write_anything())?;
            Some((&module.file, call))
        });
        if let Some((file, call)) = unexpanded {
            return problem
                .help(format!(
                    "`{}!` may write it, but is not expanded: {}",
                    call.name,
                    call.reason()
                ))
                .help(call.advice())
                .related(file.location(call.span), "by this macro");
        }
        let problem = match ipc_syntax::near_miss(name, &names) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if is_first && path.segments.len() > 1 && krate.manifest.is_some() => problem
                .help(format!(
                    "if `{name}` is a crate, add it to the `Cargo.toml` of `{}`",
                    krate.name
                )),
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
