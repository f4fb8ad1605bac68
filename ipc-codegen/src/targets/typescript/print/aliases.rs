//! Aliases that TypeScript expands eagerly, and therefore refuses if they lead to themselves.

use std::collections::BTreeSet;

use super::map_keys::MapKeys;
use crate::schema::graph::{Edges, on_cycles, reversed, with_users};
use crate::schema::{Bodies, Type};

/// The definitions of one direction as aliases.
pub(crate) struct Aliases<'b, 'd> {
    bodies: &'b Bodies<'d>,
    /// Whether a map with text as keys is the alias `Record`. As an index signature, TypeScript resolves
    /// it later.
    has_text_records: bool,
}

impl<'b, 'd> Aliases<'b, 'd> {
    /// Aliases among which maps with text as keys are index signatures.
    pub(crate) const fn new(bodies: &'b Bodies<'d>) -> Self {
        Self { bodies, has_text_records: false }
    }

    /// Aliases among which maps with text as keys are aliases, too.
    pub(super) const fn with_text_records(bodies: &'b Bodies<'d>) -> Self {
        Self { bodies, has_text_records: true }
    }

    /// The definitions that lead to themselves.
    pub(crate) fn circular(&self) -> BTreeSet<&'d str> {
        on_cycles(&self.edges())
    }

    /// The definitions that lead to circular ones, these included.
    pub(super) fn leading_to_circular(&self) -> BTreeSet<&'d str> {
        let edges = self.edges();
        with_users(on_cycles(&edges).into_iter().collect(), &reversed(&edges))
    }

    fn edges(&self) -> Edges<'d> {
        let mut edges = Edges::new();
        for (name, _, body) in self.bodies.iter() {
            self.visit_expanded(body, &mut |used| edges.entry(name).or_default().push(used));
        }
        edges
    }

    /// Visits the names that TypeScript resolves in order to resolve a type.
    pub(super) fn visit_expanded<'t>(&self, ty: &'t Type, visit: &mut dyn FnMut(&'t str)) {
        match ty {
            Type::Option(inner) | Type::AllOrNone(inner) | Type::StringsAsKeys(inner) => {
                self.visit_expanded(inner, visit);
            }
            Type::Map { key, .. }
                if !self.has_text_records && MapKeys::are_any_text(self.bodies, key) => {}
            Type::Map { key, value } => {
                self.visit_expanded(key, visit);
                self.visit_expanded(value, visit);
            }
            Type::Union(parts) | Type::Flat { parts, .. } => {
                for part in parts {
                    self.visit_expanded(part, visit);
                }
            }
            Type::Named { name, args } if !self.is_interface(name) => {
                visit(name);
                for arg in args {
                    self.visit_expanded(arg, visit);
                }
            }
            _ => {}
        }
    }

    /// TypeScript resolves the arguments of an interface later, with its fields.
    fn is_interface(&self, name: &str) -> bool {
        matches!(self.bodies.body(name), None | Some(Type::Object(_) | Type::OneOf(_)))
    }
}
