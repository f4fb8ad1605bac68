//! The definitions of one direction, by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::model::{Type, TypeDef};
use super::walk::substitute;
use crate::direction::Direction;

/// The body of each definition in one direction, with the names of its parameters.
pub(crate) struct Bodies<'d>(BTreeMap<&'d str, (&'d [String], &'d Type)>);

impl<'d> Bodies<'d> {
    pub(crate) fn new(bodies: impl Iterator<Item = (&'d str, &'d [String], &'d Type)>) -> Self {
        Self(bodies.map(|(name, params, body)| (name, (params, body))).collect())
    }

    /// The shapes that Rust produces.
    pub(crate) fn produced(types: impl Iterator<Item = &'d TypeDef>) -> Self {
        Self::in_direction(Direction::Output, types)
    }

    /// The shapes that Rust accepts.
    pub(crate) fn accepted(types: impl Iterator<Item = &'d TypeDef>) -> Self {
        Self::in_direction(Direction::Input, types)
    }

    /// The shapes of one direction.
    pub(crate) fn in_direction(
        direction: Direction,
        types: impl Iterator<Item = &'d TypeDef>,
    ) -> Self {
        let body = |ty: &'d TypeDef| Some((&*ty.name, &*ty.params, ty.shapes.get(direction)?));
        Self::new(types.filter_map(body))
    }

    /// The definitions: their names, their parameters and their bodies.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'d str, &'d [String], &'d Type)> {
        self.0.iter().map(|(name, (params, body))| (*name, *params, *body))
    }

    /// The shape of a named type with these arguments.
    pub(crate) fn shape(&self, name: &str, args: &[Type]) -> Option<Cow<'d, Type>> {
        let body = self.body(name)?;
        let is_generic = !args.is_empty();
        Some(if is_generic { Cow::Owned(self.fill(name, args, body)) } else { Cow::Borrowed(body) })
    }

    /// The body of a definition, which contains its parameters.
    pub(crate) fn body(&self, name: &str) -> Option<&'d Type> {
        self.0.get(name).map(|(_, body)| *body)
    }

    /// The names of a definition's parameters.
    pub(crate) fn params(&self, name: &str) -> &'d [String] {
        self.0.get(name).map_or(&[], |(params, _)| params)
    }

    /// A part of a definition's body with arguments in place of the parameters.
    pub(crate) fn fill(&self, name: &str, args: &[Type], part: &Type) -> Type {
        substitute(part, &self.params(name).iter().map(String::as_str).zip(args).collect())
    }
}
