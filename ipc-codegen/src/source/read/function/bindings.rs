//! The names that a function's body binds, and the values behind them.

use ipc_syntax::unraw;
use syn::visit::{self, Visit};
use syn::{FieldPat, Member, Pat, PatIdent};

use crate::source::read::types::type_expr;
use crate::tree::{Operand, TypeExpr, TypeExprKind};

/// The names in scope, the innermost last. A name without a value hides the one around it.
#[derive(Default)]
pub(super) struct Bindings {
    names: Vec<(String, Option<Operand>)>,
    /// How many names there were when each scope was opened.
    scopes: Vec<usize>,
}

impl Bindings {
    pub(super) fn open(&mut self) {
        self.scopes.push(self.names.len());
    }

    pub(super) fn close(&mut self) {
        let count = self.scopes.pop().unwrap_or_default();
        self.names.truncate(count);
    }

    pub(super) fn get(&self, name: &str) -> Option<&Operand> {
        let (_, value) = self.names.iter().rev().find(|(known, _)| known == name)?;
        value.as_ref()
    }

    pub(super) fn bind(&mut self, name: impl Into<String>, value: Option<Operand>) {
        self.names.push((name.into(), value));
    }

    /// Binds the names in a pattern to the parts of a value.
    pub(super) fn bind_pattern(&mut self, pattern: &Pat, value: Option<Operand>) {
        match pattern {
            Pat::Ident(PatIdent { ident, subpat: None, .. }) => self.bind(unraw(ident), value),
            Pat::Type(it) => {
                let ty = type_expr(&it.ty);
                let value = if is_inferred(&ty) { value } else { Some(Operand::Typed(ty)) };
                self.bind_pattern(&it.pat, value);
            }
            Pat::Reference(it) => self.bind_pattern(&it.pat, value),
            Pat::Paren(it) => self.bind_pattern(&it.pat, value),
            Pat::Guard(it) => self.bind_pattern(&it.pat, value),
            Pat::Tuple(it) => self.bind_elements(&it.elems, |index| {
                value.clone().map(|value| Operand::Field(Box::new(value), index))
            }),
            Pat::TupleStruct(it) => {
                let Some(last) = it.path.segments.last() else { return };
                let name: Box<str> = unraw(&last.ident).into();
                self.bind_elements(&it.elems, |index| {
                    let value = Box::new(value.clone()?);
                    Some(Operand::Matched(value, name.clone(), index))
                });
            }
            Pat::Struct(it) => {
                let Some(last) = it.path.segments.last() else { return };
                let name: Box<str> = unraw(&last.ident).into();
                for FieldPat { member, pat, .. } in &it.fields {
                    let field = member_name(member);
                    let value = value.clone().map(Box::new);
                    let part = value.map(|value| Operand::Matched(value, name.clone(), field));
                    self.bind_pattern(pat, part);
                }
            }
            _ => Names(self).visit_pat(pattern),
        }
    }

    /// Binds the elements of a tuple. Those after `..` have no certain index.
    fn bind_elements<'p>(
        &mut self,
        elements: impl IntoIterator<Item = &'p Pat>,
        mut value: impl FnMut(Box<str>) -> Option<Operand>,
    ) {
        let mut has_index = true;
        for (index, element) in elements.into_iter().enumerate() {
            has_index &= !matches!(element, Pat::Rest(_));
            let value = if has_index { value(index.to_string().into()) } else { None };
            self.bind_pattern(element, value);
        }
    }
}

/// Binds all names in a pattern to values that are not known.
struct Names<'b>(&'b mut Bindings);

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.0.bind(unraw(&pattern.ident), None);
        visit::visit_pat_ident(self, pattern);
    }
}

/// The name of a field, or its index.
pub(super) fn member_name(member: &Member) -> Box<str> {
    match member {
        Member::Named(name) => unraw(name).into(),
        Member::Unnamed(index) => index.index.to_string().into(),
    }
}

/// Whether rustc infers a part of a written type.
pub(super) fn is_inferred(ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeExprKind::Path(_, arguments) => {
            arguments.iter().filter_map(|argument| argument.as_type()).any(is_inferred)
        }
        TypeExprKind::Tuple(parts) => parts.iter().any(is_inferred),
        TypeExprKind::Slice(part) | TypeExprKind::Array(part, _) => is_inferred(part),
        TypeExprKind::Reference { target, .. } => is_inferred(target),
        TypeExprKind::Other(what) => what.starts_with("`_`"),
        _ => false,
    }
}
