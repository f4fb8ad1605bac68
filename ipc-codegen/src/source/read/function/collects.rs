//! Visitors that put all that they read into the collection that they return: rustc infers the types of
//! the elements from it.

use std::collections::BTreeMap;
use std::ptr;

use ipc_syntax::unraw;
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{
    Arm, Block, Expr, ExprAssign, ExprLet, ExprMatch, ExprMethodCall, GenericArgument, Local, Pat,
    PatIdent, Stmt, Type,
};

use super::reads::is_param;
use crate::tree::FunctionRole;

/// Whether the body of a visitor's method puts each element or entry into the collection that it returns,
/// as it is. Values that it ignores do not count.
pub(super) fn collects(block: &Block, param: &Ident, role: FunctionRole, mentions: usize) -> bool {
    let Some(Stmt::Expr(Expr::Call(ok), None)) = block.stmts.last() else { return false };
    let (Expr::Path(function), Some(Expr::Path(whole))) = (&*ok.func, ok.args.first()) else {
        return false;
    };
    let Some(whole) = whole.path.get_ident().filter(|_| function.path.is_ident("Ok")) else {
        return false;
    };
    let (accesses, inserts, bound, names) = Default::default();
    let mut uses =
        Uses { param, whole, accesses, inserts, bound, names, others: 0, is_assigned: false };
    uses.visit_block(block);
    let Uses { accesses, inserts, bound, names, others, is_assigned, .. } = uses;
    let [insert] = &*inserts else { return false };
    let args: Vec<_> = insert.args.iter().collect();
    let is_once = |name: &str| names.get(name) == Some(&1);
    let is_bound = |access: &ExprMethodCall, part: usize, arg: &Expr| {
        let Expr::Path(path) = arg else { return false };
        path.path.get_ident().map(unraw).is_some_and(|name| {
            is_once(&name)
                && bound.iter().any(|(call, names)| {
                    ptr::eq(*call, access) && names.get(part).is_some_and(|it| *it == name)
                })
        })
    };
    let is_placed = |access: &ExprMethodCall| {
        let at = |part: usize, arg: &Expr| {
            is_bound(access, part, arg)
                || access_in(arg, param).is_some_and(|it| ptr::eq(it, access))
        };
        match (role, access.method.to_string().as_str(), &*args) {
            (FunctionRole::Elements, "next_element", [element]) => at(0, element),
            (FunctionRole::Entries, "next_entry", [key, value]) => at(0, key) && at(1, value),
            (FunctionRole::Entries, "next_key", [key, _]) => at(0, key),
            (FunctionRole::Entries, "next_value", [_, value]) => at(0, value),
            _ => false,
        }
    };
    let read: Vec<_> = accesses.iter().filter(|access| !ignores(access)).collect();
    let methods: Vec<String> = read.iter().map(|access| access.method.to_string()).collect();
    let is_whole = match &*methods {
        [one] => one == "next_element" || one == "next_entry",
        [key, value] => key == "next_key" && value == "next_value",
        _ => false,
    };
    is_whole
        && !is_assigned
        && is_once(&unraw(whole))
        && accesses.len() + others == mentions
        && read.into_iter().all(|access| is_placed(access))
}

struct Uses<'b> {
    param: &'b Ident,
    /// The collection.
    whole: &'b Ident,
    /// The calls that read.
    accesses: Vec<&'b ExprMethodCall>,
    /// The calls that put something into the collection.
    inserts: Vec<&'b ExprMethodCall>,
    /// The names that patterns bind to what a call reads.
    bound: Vec<(&'b ExprMethodCall, Vec<String>)>,
    /// How often each name is bound.
    names: BTreeMap<String, usize>,
    /// Other calls of the parameter.
    others: usize,
    is_assigned: bool,
}

impl<'b> Uses<'b> {
    fn bind(&mut self, pattern: &Pat, value: &'b Expr) {
        if let Some(access) = access_in(value, self.param) {
            self.bound.push((access, parts(pattern)));
        }
    }
}

impl<'b> Visit<'b> for Uses<'b> {
    fn visit_pat_ident(&mut self, pattern: &'b PatIdent) {
        *self.names.entry(unraw(&pattern.ident)).or_default() += 1;
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_local(&mut self, local: &'b Local) {
        if let Some(init) = &local.init {
            self.bind(&local.pat, &init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_let(&mut self, condition: &'b ExprLet) {
        self.bind(&condition.pat, &condition.expr);
        visit::visit_expr_let(self, condition);
    }

    fn visit_expr_match(&mut self, choice: &'b ExprMatch) {
        for Arm { pat, .. } in &choice.arms {
            self.bind(pat, &choice.expr);
        }
        visit::visit_expr_match(self, choice);
    }

    fn visit_expr_assign(&mut self, assign: &'b ExprAssign) {
        self.is_assigned |= is_param(&assign.left, self.whole);
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_method_call(&mut self, call: &'b ExprMethodCall) {
        if is_param(&call.receiver, self.param) {
            if call.method == "size_hint" {
                self.others += 1;
            } else {
                self.accesses.push(call);
            }
        }
        let is_insert = ["insert", "push", "push_back"].iter().any(|name| call.method == name);
        if is_insert && is_param(&call.receiver, self.whole) {
            self.inserts.push(call);
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The call that reads in `call?`, or in `call` itself.
fn access_in<'e>(expr: &'e Expr, param: &Ident) -> Option<&'e ExprMethodCall> {
    match expr {
        Expr::Try(it) => access_in(&it.expr, param),
        Expr::MethodCall(call) if is_param(&call.receiver, param) => Some(call),
        _ => None,
    }
}

/// The names that a pattern binds to what was read: one, or those of a key and a value.
fn parts(pattern: &Pat) -> Vec<String> {
    match pattern {
        Pat::Guard(it) => parts(&it.pat),
        Pat::Ident(it) => vec![unraw(&it.ident)],
        Pat::Tuple(it) => it.elems.iter().flat_map(parts).collect(),
        Pat::TupleStruct(it)
            if it.elems.len() == 1 && (it.path.is_ident("Some") || it.path.is_ident("Ok")) =>
        {
            it.elems.iter().flat_map(parts).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether what is read is `IgnoredAny`.
fn ignores(access: &ExprMethodCall) -> bool {
    let given = access.turbofish.as_ref().and_then(|given| given.args.first());
    matches!(given, Some(GenericArgument::Type(Type::Path(ty)))
        if ty.path.segments.last().is_some_and(|last| last.ident == "IgnoredAny"))
}
