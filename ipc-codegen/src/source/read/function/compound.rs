//! Arrays and objects that a function writes part by part: `serializer.serialize_map(…)` and the calls of
//! what it returns.

use ipc_syntax::unraw;
use proc_macro2::Ident;
use syn::{Expr, ExprMethodCall, Local, Pat};

use super::bindings::Bindings;
use super::operand::operand;
use super::writes::literal;
use crate::tree::{Transfer, WrittenKey};

/// An array or an object that is being written.
pub(super) struct Compound {
    /// The variable that holds it.
    pub(super) name: Ident,
    kind: Kind,
    /// How deep the conditions around its beginning are.
    depth: usize,
    /// How many uses of the variable are understood.
    pub(super) uses: usize,
    elements: Vec<Transfer>,
    keys: Vec<WrittenKey>,
    /// The keys and values of entries whose keys are no literals.
    entries: (Vec<Transfer>, Vec<Transfer>),
    ends: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An array of any length.
    List,
    /// An array of a certain length.
    Tuple,
    /// An object.
    Object,
}

impl Compound {
    /// The array or object that a `let` begins, if its value is a call of a serializer's method.
    pub(super) fn begin(local: &Local, method: &str, depth: usize) -> Option<Self> {
        let Pat::Ident(pattern) = &local.pat else { return None };
        let kind = match method {
            "serialize_seq" => Kind::List,
            "serialize_tuple" | "serialize_tuple_struct" => Kind::Tuple,
            "serialize_map" | "serialize_struct" => Kind::Object,
            _ => return None,
        };
        let name = pattern.ident.clone();
        let (elements, keys, entries) = Default::default();
        Some(Self { name, kind, depth, uses: 1, elements, keys, entries, ends: 0 })
    }

    /// Adds what a method of the variable writes, if it is understood.
    pub(super) fn call(&mut self, call: &ExprMethodCall, depth: usize, bindings: &mut Bindings) {
        let is_conditional = depth > self.depth;
        let method = call.method.to_string();
        let args: Vec<_> = call.args.iter().collect();
        let mut value = |expr: &Expr| operand(expr, bindings).map(Transfer::Value);
        let done = match (self.kind, method.as_str(), &*args) {
            (_, "end", []) if !is_conditional => {
                self.ends += 1;
                Some(())
            }
            (Kind::List, "serialize_element", [element]) => {
                value(element).map(|it| self.elements.push(it))
            }
            (Kind::Tuple, "serialize_element" | "serialize_field", [element])
                if !is_conditional =>
            {
                value(element).map(|it| self.elements.push(it))
            }
            (Kind::Object, "serialize_field" | "serialize_entry", [key, content]) => {
                match (literal(key), value(key), value(content)) {
                    (Some(key), _, Some(content)) => {
                        self.add(key, content, is_conditional);
                        Some(())
                    }
                    (None, Some(key), Some(content)) => {
                        self.entries.0.push(key);
                        self.entries.1.push(content);
                        Some(())
                    }
                    _ => None,
                }
            }
            (Kind::Object, "skip_field", [_]) => Some(()),
            _ => None,
        };
        self.uses += usize::from(done.is_some());
    }

    fn add(&mut self, name: Box<str>, value: Transfer, optional: bool) {
        match self.keys.iter_mut().find(|key| key.name == name) {
            Some(key) => key.values.push(value),
            None => self.keys.push(WrittenKey { name, values: vec![value], optional }),
        }
    }

    /// The whole, if it ends on every path.
    pub(super) fn finish(self) -> Option<Transfer> {
        if self.ends != 1 {
            return None;
        }
        let (keys, values) = self.entries;
        match self.kind {
            Kind::List => Some(Transfer::List(self.elements)),
            Kind::Tuple => Some(Transfer::Tuple(self.elements)),
            Kind::Object if keys.is_empty() => Some(Transfer::Object(self.keys)),
            Kind::Object if self.keys.is_empty() => Some(Transfer::Map(keys, values)),
            Kind::Object => None,
        }
    }
}

/// Whether an expression is this variable.
pub(super) fn is_variable(expr: &Expr, name: &Ident) -> bool {
    matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|it| unraw(it) == unraw(name)))
}
