//! Constants: the rules of Rust's value namespace for these, and their values.

use std::ptr;

use super::found::Found;
use super::resolver::Resolver;
use crate::source::{Binding, Constant, Module};
use crate::tree::{Api, Path, Value};

/// How many imports and constants may refer to each other.
const MAX_DEPTH: usize = 32;

impl<'a> Resolver<'a> {
    /// The value of a constant of `api`, which is written in `module`: a literal, or a list or tuple of
    /// literals, if the sources determine it.
    pub(crate) fn value(
        &mut self,
        module: &'a Module,
        api: &'a Api,
        value: &Value,
    ) -> Option<Value> {
        self.value_within(module, Some(api), value, 0)
    }

    fn value_within(
        &mut self,
        module: &'a Module,
        api: Option<&'a Api>,
        value: &Value,
        depth: usize,
    ) -> Option<Value> {
        let depth = (depth < MAX_DEPTH).then_some(depth + 1)?;
        match value {
            Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::String(_) => {
                Some(value.clone())
            }
            Value::List(items) => self.values_within(module, api, items, depth).map(Value::List),
            Value::Tuple(items) => self.values_within(module, api, items, depth).map(Value::Tuple),
            Value::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    match self.value_within(module, api, part, depth)? {
                        Value::Bool(value) => text.push_str(if value { "true" } else { "false" }),
                        Value::Integer(part) | Value::Float(part) | Value::String(part) => {
                            text.push_str(&part);
                        }
                        _ => return None,
                    }
                }
                Some(Value::String(text.into()))
            }
            Value::Env(name) if **name == *"CARGO_PKG_VERSION" => {
                let version = self.program.krate(module.krate).version.as_deref()?;
                Some(Value::String(version.into()))
            }
            Value::Constant(path) => {
                if let ([this, name], Some(own)) = (&*path.segments, api)
                    && *this.text == *"Self"
                {
                    let constant = own.constants.iter().find(|it| it.name == *name.text)?;
                    return self.value_within(module, api, &constant.value, depth);
                }
                let (owner, constant) = self.constant(module, path)?;
                self.value_within(owner, None, &constant.value, depth)
            }
            Value::Env(_) | Value::Unknown => None,
        }
    }

    fn values_within(
        &mut self,
        module: &'a Module,
        api: Option<&'a Api>,
        values: &[Value],
        depth: usize,
    ) -> Option<Box<[Value]>> {
        values.iter().map(|value| self.value_within(module, api, value, depth)).collect()
    }

    /// A constant by a path that is written in `module`, and its own module.
    pub(super) fn constant(
        &mut self,
        module: &'a Module,
        path: &Path,
    ) -> Option<(&'a Module, &'a Constant)> {
        self.constant_within(module, path, 0)
    }

    fn constant_within(
        &mut self,
        module: &'a Module,
        path: &Path,
        depth: usize,
    ) -> Option<(&'a Module, &'a Constant)> {
        let (name, owner) = path.segments.split_last()?;
        if owner.is_empty() && !path.is_extern {
            return self.constant_of(module, &name.text, module, depth);
        }
        let owner = Path { is_extern: path.is_extern, segments: owner.into() };
        match self.follow(module, &owner, true).ok()? {
            Found::Module(inside) => self.constant_of(inside, &name.text, module, depth),
            _ => None,
        }
    }

    /// A constant of a module, if `viewer` may see it.
    fn constant_of(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &Module,
        depth: usize,
    ) -> Option<(&'a Module, &'a Constant)> {
        let depth = (depth < MAX_DEPTH).then_some(depth + 1)?;
        if let Some(constant) = module.constants.get(name) {
            return constant.vis.allows(viewer, module).then_some((module, constant));
        }
        // A constant that a macro writes would hide those from globs.
        if module.macros.iter().any(|call| call.mentions(name)) {
            return None;
        }
        for entry in module.names.get(name).into_iter().flatten() {
            if let Binding::Use(path) = &entry.binding
                && entry.vis.allows(viewer, module)
            {
                let found = self.constant_within(module, path, depth);
                if found.is_some() || entry.unresolved_cfg.is_some() {
                    return found.filter(|_| entry.unresolved_cfg.is_none());
                }
            }
        }
        let mut found: Option<(&'a Module, &'a Constant)> = None;
        for glob in module.globs.iter().filter(|glob| glob.vis.allows(viewer, module)) {
            let Some(Found::Module(inside)) = self.glob_target(module, glob) else { continue };
            let Some(constant) = self.constant_of(inside, name, module, depth) else { continue };
            let is_other = |first: (_, &Constant)| !ptr::eq(first.1, constant.1);
            if glob.unresolved_cfg.is_some() || found.is_some_and(is_other) {
                return None;
            }
            found = Some(constant);
        }
        found
    }
}
