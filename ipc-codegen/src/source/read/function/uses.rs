//! The uses of a serializer or a deserializer in a function's body.

use std::collections::BTreeMap;

use ipc_syntax::unraw;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, Block, Expr, ExprBinary, ExprCall, ExprClosure, ExprForLoop, ExprIf, ExprLet,
    ExprLoop, ExprMatch, ExprMethodCall, ExprReturn, ExprWhile, FnArg, Item, Lit, Local, Pat,
    Signature as FnSignature, Stmt, UseTree,
};

use super::bindings::Bindings;
use super::collects::collects;
use super::compound::{Compound, is_variable};
use super::operand::{operand, whole_type};
use super::reads::{called, is_param, read_call, turbofish, visited};
use super::returns::{inferred, returns_read};
use super::signature::Signature;
use super::writes::written;
use crate::tree::{FunctionRole, Operand, Transfer, TypeExpr, TypeExprKind};

/// What a function hands over; `None` if its body is not understood.
pub(super) fn transfers(
    found: &Signature<'_>,
    signature: &FnSignature,
    block: &Block,
) -> Option<Box<[Transfer]>> {
    let Signature { param, role, value, .. } = found;
    let mut bindings = Bindings::default();
    if matches!(signature.inputs.first(), Some(FnArg::Receiver(_))) {
        bindings.bind("self", Some(Operand::Given));
    }
    if let Some(pattern) = value {
        bindings.bind_pattern(pattern, Some(Operand::Given));
    }
    let mut uses = Uses {
        param,
        role: *role,
        bindings,
        transfers: Vec::new(),
        compounds: Vec::new(),
        reads: Reads::default(),
        known: 0,
        depth: 0,
        loops: 0,
        nested: BTreeMap::new(),
        is_certain: true,
        level: 0,
    };
    uses.visit_block(block);
    let tokens = block.to_token_stream();
    let Uses { known, compounds, reads, nested, is_certain, mut transfers, .. } = uses;
    let mentioned = count(tokens.clone(), &unraw(param));
    if is_certain && collects(block, param, *role, mentioned) {
        return Some([Transfer::Returned].into());
    }
    let is_known = known == mentioned
        && is_certain
        // A name that an inner block declares hides the one around it.
        && nested.iter().all(|(name, uses)| count(tokens.clone(), name) == *uses)
        && compounds.iter().all(|compound| compound.uses == count(tokens.clone(), &unraw(&compound.name)));
    if !is_known {
        return None;
    }
    for compound in compounds {
        transfers.push(compound.finish()?);
    }
    reads.finish(*role, &mut transfers)?;
    let is_result = |expr: &Expr| match expr {
        Expr::Call(call) => {
            read_call(call, param, *role).is_some()
                || call.args.iter().any(|it| is_param(it, param))
        }
        Expr::MethodCall(call) => is_param(&call.receiver, param),
        _ => false,
    };
    if let [transfer] = &mut *transfers {
        match transfer {
            Transfer::Visited { is_returned, .. } | Transfer::Called { is_returned, .. } => {
                *is_returned = returns_read(block, &is_result);
            }
            inferable => {
                if let Some(known) = inferred(inferable, block, &is_result) {
                    *inferable = known;
                }
            }
        }
    }
    (!transfers.is_empty()).then(|| transfers.into())
}

/// How often a name is in these tokens, at any depth, other than as that of a field or a method.
fn count(tokens: TokenStream, name: &str) -> usize {
    let mut total = 0;
    let mut dots = 0;
    for token in tokens {
        match &token {
            TokenTree::Ident(ident) => total += usize::from(dots != 1 && unraw(ident) == name),
            TokenTree::Group(group) => total += count(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        let is_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        dots = if is_dot { dots + 1 } else { 0 };
    }
    total
}

/// Stands for any name.
const ANY: &str = "*";

/// The uses of the parameter in a function's body.
struct Uses<'p> {
    param: &'p Ident,
    role: FunctionRole,
    bindings: Bindings,
    transfers: Vec<Transfer>,
    /// The arrays and objects that are written part by part.
    compounds: Vec<Compound>,
    /// The parts of an array or an object that are read.
    reads: Reads,
    /// How many uses of the parameter are understood.
    known: usize,
    /// How many conditions and loops are around.
    depth: usize,
    loops: usize,
    /// The names that items in inner blocks declare, and how often they are in these items.
    nested: BTreeMap<String, usize>,
    /// Whether no path leaves before an array or object ends, and all of the body is compiled.
    is_certain: bool,
    /// How many blocks are around.
    level: usize,
}

/// The parts of an array or an object that a visitor reads.
#[derive(Default)]
struct Reads {
    /// The elements, and whether they are read in a loop.
    elements: Vec<(TypeExpr, bool)>,
    keys: Vec<TypeExpr>,
    values: Vec<TypeExpr>,
    /// Whether the values depend on what the keys are.
    has_literal_keys: bool,
}

impl Reads {
    /// Adds what was read in all to what a function hands over, if it has a shape.
    fn finish(self, role: FunctionRole, transfers: &mut Vec<Transfer>) -> Option<()> {
        let types = |types: Vec<TypeExpr>| types.into_iter().map(Transfer::Type).collect();
        match role {
            FunctionRole::Elements if !self.elements.is_empty() => {
                let is_list = self.elements.iter().all(|(_, is_in_loop)| *is_in_loop);
                let is_tuple = self.elements.iter().all(|(_, is_in_loop)| !is_in_loop);
                let elements = types(self.elements.into_iter().map(|(ty, _)| ty).collect());
                transfers.push(match (is_list, is_tuple) {
                    (true, _) => Transfer::List(elements),
                    (_, true) => Transfer::Tuple(elements),
                    _ => return None,
                });
            }
            FunctionRole::Entries if !self.keys.is_empty() || !self.values.is_empty() => {
                if self.keys.len() > 1 || self.values.len() > 1 || self.has_literal_keys {
                    return None;
                }
                transfers.push(Transfer::Map(types(self.keys), types(self.values)));
            }
            _ => {}
        }
        Some(())
    }
}

impl Uses<'_> {
    fn is_param(&self, expr: &Expr) -> bool {
        is_param(expr, self.param)
    }

    /// Counts a use as understood, if it hands over something that is.
    fn add(&mut self, transfer: Option<Transfer>) {
        if let Some(transfer) = transfer {
            self.known += 1;
            self.transfers.push(transfer);
        }
    }

    /// Visits what runs only under a condition.
    fn branch(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.bindings.open();
        visit(self);
        self.bindings.close();
        self.depth -= 1;
    }

    /// Adds a name that an item in an inner block declares. No name is `*`, so that is never counted.
    fn declare(&mut self, name: String, item: &Item) {
        let uses = if name == ANY { 1 } else { count(item.to_token_stream(), &name) };
        *self.nested.entry(name).or_default() += uses;
    }

    fn declare_import(&mut self, tree: &UseTree, item: &Item) {
        match tree {
            UseTree::Path(tree) => self.declare_import(&tree.tree, item),
            // Traits are imported without a name.
            UseTree::Rename(tree) if tree.rename == "_" => {}
            UseTree::Name(tree) => self.declare(unraw(&tree.ident), item),
            UseTree::Rename(tree) => self.declare(unraw(&tree.rename), item),
            UseTree::Glob(_) => self.declare(ANY.to_owned(), item),
            UseTree::Group(tree) => {
                tree.items.iter().for_each(|tree| self.declare_import(tree, item));
            }
        }
    }

    /// Adds what a method of the access to an array or an object reads. `ty` is the type that is
    /// written around the call.
    fn access(&mut self, call: &ExprMethodCall, ty: Option<TypeExpr>) {
        let given = turbofish(call);
        let is_in_loop = self.loops > 0;
        let types: Vec<_> = match (given, ty) {
            (Some(given), _) => given,
            (None, Some(ty)) => vec![ty],
            (None, None) => Vec::new(),
        };
        let method = call.method.to_string();
        let is_ignored = matches!(&*types, [TypeExpr { kind: TypeExprKind::Path(path, _), .. }]
            if path.ends_with("IgnoredAny"));
        match (self.role, method.as_str(), <[TypeExpr; 2]>::try_from(types)) {
            (FunctionRole::Elements | FunctionRole::Entries, "size_hint", _) => {}
            (FunctionRole::Entries, "next_entry", Ok([key, value])) => {
                self.reads.keys.push(key);
                self.reads.values.push(value);
            }
            // Without an element, the array is shorter.
            (FunctionRole::Elements, "next_element", Err(types)) => match &*types {
                [_] if !is_in_loop && self.depth > 0 => return,
                [element] => self.reads.elements.push((element.clone(), is_in_loop)),
                _ => return,
            },
            (FunctionRole::Entries, "next_key", Err(types)) => match &*types {
                [key] => self.reads.keys.push(key.clone()),
                _ => return,
            },
            (FunctionRole::Entries, "next_value", _) if is_ignored => {}
            (FunctionRole::Entries, "next_value", Err(types)) => match &*types {
                [value] => self.reads.values.push(value.clone()),
                _ => return,
            },
            _ => return,
        }
        self.known += 1;
    }

    /// The call of an access method in an expression that only adds an error to it.
    fn access_in<'e>(&self, expr: &'e Expr) -> Option<&'e ExprMethodCall> {
        match expr {
            Expr::Try(it) => self.access_in(&it.expr),
            Expr::MethodCall(call) if self.is_param(&call.receiver) => Some(call),
            Expr::MethodCall(call)
                if call.method == "ok_or"
                    || call.method == "ok_or_else"
                    || call.method == "map_err" =>
            {
                self.access_in(&call.receiver)
            }
            _ => None,
        }
    }

    /// Whether an expression is a value that was read: `call?` or `call.map_err(…)?`.
    fn is_read(&self, expr: &Expr) -> bool {
        let Expr::Try(it) = expr else { return false };
        let mut call = &*it.expr;
        while let Expr::MethodCall(next) = call
            && next.method == "map_err"
        {
            call = &next.receiver;
        }
        matches!(call, Expr::Call(call) if read_call(call, self.param, self.role).is_some())
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_block(&mut self, block: &'ast Block) {
        self.level += 1;
        self.bindings.open();
        visit::visit_block(self, block);
        self.bindings.close();
        self.level -= 1;
    }

    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        self.is_certain &= !attr.path().is_ident("cfg") && !attr.path().is_ident("cfg_attr");
    }

    fn visit_local(&mut self, local: &'ast Local) {
        for attr in &local.attrs {
            self.visit_attribute(attr);
        }
        let init = local.init.as_ref().map(|init| &*init.expr);
        if let Some(Expr::Try(it)) = init
            && let Expr::MethodCall(call) = &*it.expr
            && self.is_param(&call.receiver)
            && self.role == FunctionRole::Serialize
            && let Some(compound) = Compound::begin(local, &call.method.to_string(), self.depth)
        {
            self.known += 1;
            self.compounds.push(compound);
            self.bindings.bind_pattern(&local.pat, None);
            return;
        }
        let written = match &local.pat {
            Pat::Type(pattern) => whole_type(&pattern.ty),
            _ => None,
        };
        if let Some(init) = init
            && let Some(call) = self.access_in(init)
            && call.turbofish.is_none()
            && written.is_some()
        {
            self.access(call, written);
            self.bindings.bind_pattern(&local.pat, None);
            return;
        }
        let before = self.transfers.len();
        visit::visit_local(self, local);
        let is_value = init.is_some_and(|init| self.is_read(init));
        if let ([transfer], true, Some(written)) =
            (&mut self.transfers[before..], is_value, &written)
            && matches!(transfer, Transfer::Inferred | Transfer::InferredOption)
        {
            *transfer = Transfer::Type(written.clone());
        }
        let value = init.and_then(|init| operand(init, &mut self.bindings));
        self.bindings.bind_pattern(&local.pat, value);
    }

    fn visit_expr_let(&mut self, condition: &'ast ExprLet) {
        self.visit_expr(&condition.expr);
        let value = operand(&condition.expr, &mut self.bindings);
        self.bindings.bind_pattern(&condition.pat, value);
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        // The format is a text.
        if let Expr::MethodCall(call) = &*branch.cond
            && self.is_param(&call.receiver)
            && call.method == "is_human_readable"
            && let Some((_, other)) = &branch.else_branch
        {
            self.known += 1 + count(other.to_token_stream(), &unraw(self.param));
            self.visit_block(&branch.then_branch);
            return;
        }
        self.branch(|inside| {
            inside.visit_expr(&branch.cond);
            inside.visit_block(&branch.then_branch);
        });
        if let Some((_, other)) = &branch.else_branch {
            self.branch(|inside| inside.visit_expr(other));
        }
    }

    fn visit_expr_match(&mut self, choice: &'ast ExprMatch) {
        self.visit_expr(&choice.expr);
        let value = operand(&choice.expr, &mut self.bindings);
        for Arm { attrs, pat, body, .. } in &choice.arms {
            for attr in attrs {
                self.visit_attribute(attr);
            }
            self.reads.has_literal_keys |= has_text(pat);
            self.branch(|inside| {
                inside.bindings.bind_pattern(pat, value.clone());
                if let Pat::Guard(it) = pat {
                    inside.visit_expr(&it.guard);
                }
                inside.visit_expr(body);
            });
        }
    }

    fn visit_expr_for_loop(&mut self, each: &'ast ExprForLoop) {
        self.visit_expr(&each.expr);
        let items = operand(&each.expr, &mut self.bindings);
        self.loops += 1;
        self.branch(|inside| {
            let item = items.map(|items| Operand::Item(Box::new(items)));
            inside.bindings.bind_pattern(&each.pat, item);
            inside.visit_block(&each.body);
        });
        self.loops -= 1;
    }

    fn visit_expr_while(&mut self, each: &'ast ExprWhile) {
        self.loops += 1;
        self.branch(|inside| visit::visit_expr_while(inside, each));
        self.loops -= 1;
    }

    fn visit_expr_loop(&mut self, each: &'ast ExprLoop) {
        self.loops += 1;
        self.branch(|inside| visit::visit_expr_loop(inside, each));
        self.loops -= 1;
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.branch(|inside| {
            for input in &closure.inputs {
                inside.bindings.bind_pattern(input, None);
            }
            inside.visit_expr(&closure.body);
        });
    }

    fn visit_expr_binary(&mut self, it: &'ast ExprBinary) {
        let is_text = |expr: &Expr| matches!(expr, Expr::Lit(it) if matches!(it.lit, Lit::Str(_)));
        self.reads.has_literal_keys |= is_text(&it.left) || is_text(&it.right);
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_return(&mut self, it: &'ast ExprReturn) {
        let is_error = matches!(it.expr.as_deref(), Some(Expr::Call(call))
            if matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err")));
        self.is_certain &= is_error || self.compounds.is_empty();
        visit::visit_expr_return(self, it);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let args: Vec<_> = call.args.iter().collect();
        let transfer = match (self.role, &*args) {
            (FunctionRole::Serialize, [value, serializer])
                if self.is_param(serializer) && is_serialize(&call.func) =>
            {
                operand(value, &mut self.bindings).map(Transfer::Value)
            }
            _ => read_call(call, self.param, self.role)
                .or_else(|| called(call, self.param, self.role, &mut self.bindings)),
        };
        self.add(transfer);
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let method = call.method.to_string();
        let args: Vec<_> = call.args.iter().collect();
        if self.is_param(&call.receiver) {
            match self.role {
                FunctionRole::Serialize => {
                    let transfer = written(&method, &args, &mut self.bindings);
                    self.add(transfer);
                }
                // Both branches that it may lead to are read.
                FunctionRole::Deserialize if call.method == "is_human_readable" => self.known += 1,
                FunctionRole::Deserialize => {
                    let transfer = visited(call, &mut self.bindings);
                    self.add(transfer);
                }
                FunctionRole::Elements | FunctionRole::Entries => self.access(call, None),
            }
        } else if let (FunctionRole::Serialize, "serialize", [serializer]) =
            (self.role, method.as_str(), &*args)
            && self.is_param(serializer)
        {
            let transfer = operand(&call.receiver, &mut self.bindings).map(Transfer::Value);
            self.add(transfer);
        }
        let (depth, bindings) = (self.depth, &mut self.bindings);
        let compound =
            self.compounds.iter_mut().find(|compound| is_variable(&call.receiver, &compound.name));
        if let Some(compound) = compound {
            compound.call(call, depth, bindings);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        match statement {
            // The items of the body itself make a module.
            Stmt::Item(item) if self.level == 1 => {
                self.known += count(item.to_token_stream(), &unraw(self.param));
            }
            statement => visit::visit_stmt(self, statement),
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        // The parameter is not in scope in an item, so what it mentions is another one.
        self.known += count(item.to_token_stream(), &unraw(self.param));
        match item {
            Item::Struct(it) => self.declare(unraw(&it.ident), item),
            Item::Enum(it) => self.declare(unraw(&it.ident), item),
            Item::Union(it) => self.declare(unraw(&it.ident), item),
            Item::Type(it) => self.declare(unraw(&it.ident), item),
            Item::Mod(it) => self.declare(unraw(&it.ident), item),
            Item::Fn(it) => self.declare(unraw(&it.sig.ident), item),
            Item::Use(it) => self.declare_import(&it.tree, item),
            Item::Macro(_) => self.declare(ANY.to_owned(), item),
            _ => {}
        }
    }
}

/// Whether a function is `Serialize::serialize`, or that of a type.
fn is_serialize(function: &Expr) -> bool {
    match function {
        Expr::Path(path) => {
            path.path.segments.len() > 1
                && path.path.segments.last().is_some_and(|last| last.ident == "serialize")
                && path.path.segments.iter().nth_back(1).is_some_and(|owner| {
                    owner.ident.to_string().starts_with(|first: char| first.is_ascii_uppercase())
                })
        }
        _ => false,
    }
}

/// Whether a pattern compares with a text.
fn has_text(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(it) => matches!(it.lit, Lit::Str(_)),
        Pat::Or(it) => it.cases.iter().any(has_text),
        Pat::TupleStruct(it) => it.elems.iter().any(has_text),
        Pat::Reference(it) => has_text(&it.pat),
        Pat::Guard(it) => has_text(&it.pat),
        _ => false,
    }
}
