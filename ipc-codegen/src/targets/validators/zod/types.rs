//! Types of `types.ts`, under the name by which `schemas.ts` imports them.

use std::collections::BTreeSet;

use ipc_syntax::TypeScript;

use super::super::constraints::{Definition, Model};
use crate::direction::Direction;
use crate::schema::Type;
use crate::targets::typescript::print::definitions::Definitions;
use crate::targets::typescript::print::layout::one_line;
use crate::targets::typescript::print::names::declared_type;
use crate::targets::typescript::print::ts_type::{Member, TsType};
use crate::targets::typescript::print::type_printer::TypePrinter;

pub(super) struct Types<'s> {
    definitions: &'s Definitions<'s>,
    /// The names that `types.ts` exports, as it declares them.
    exported: BTreeSet<String>,
}

impl<'s> Types<'s> {
    pub(super) fn new(model: &Model, definitions: &'s Definitions<'s>) -> Self {
        let exported = model.definitions.iter().filter_map(|definition| match &definition.ty {
            Type::Named { name, .. } => {
                let name = definitions.name(name, definition.direction);
                Some(declared_type(&name).into_owned())
            }
            _ => None,
        });
        Self { definitions, exported: exported.collect() }
    }

    fn printer(&self, direction: Direction) -> TypePrinter<'_> {
        TypePrinter { types: self.definitions, direction }
    }

    /// `$z.ZodType<$types.Item>`.
    pub(super) fn zod_type<'a>(&'a self, definition: &'a Definition) -> TsType<'a> {
        let ty = self.printer(definition.direction).data(&definition.ty);
        TsType::Generic("$z.ZodType".into(), vec![self.imported(&ty)])
    }

    /// A text in TypeScript on one line.
    pub(super) fn text(&self, ty: &TypeScript) -> String {
        let ty = Type::TypeScript(ty.clone());
        one_line(&self.imported(&self.printer(Direction::Output).data(&ty)))
    }

    /// A type with the names of `types.ts` behind the name of its import.
    fn imported<'t>(&self, ty: &TsType<'t>) -> TsType<'t> {
        let all = |types: &[TsType<'t>]| types.iter().map(|ty| self.imported(ty)).collect();
        let members = |members: &[Member<'t>]| {
            let member = |member: &Member<'t>| Member { ty: self.imported(&member.ty), ..*member };
            members.iter().map(member).collect()
        };
        let name = |name: &str| {
            let is_imported = name.starts_with("$ipc.") || self.exported.contains(name);
            if is_imported { format!("$types.{}", exported(name)) } else { name.to_owned() }
        };
        match ty {
            TsType::Word(word) => TsType::word(name(word)),
            TsType::Generic(head, args) => TsType::Generic(name(head).into(), all(args)),
            TsType::Array(item) => TsType::Array(Box::new(self.imported(item))),
            TsType::Tuple(items) => TsType::Tuple(all(items)),
            TsType::Object(keys) => TsType::Object(members(keys)),
            TsType::Open(keys, rest) => TsType::Open(members(keys), Box::new(self.imported(rest))),
            TsType::Union(types) => TsType::Union(all(types)),
            TsType::Intersection(types) => TsType::Intersection(all(types)),
            TsType::Function(..) => ty.clone(),
        }
    }
}

/// The name by which a declared name is exported.
fn exported(declared: &str) -> &str {
    match declared.strip_prefix('$') {
        Some(name) if declared_type(name) == declared => name,
        _ => declared,
    }
}
