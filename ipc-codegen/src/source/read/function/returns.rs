//! Bodies whose result is what they read: there, rustc infers the type that is read from the function's
//! return type. Only a few forms are understood.

use syn::{Block, Expr, ExprMethodCall, Pat, Stmt, Type};

use crate::tree::Transfer;

/// What a body reads whose only transfer is one that rustc infers. `is_result` says whether an expression
/// is the `Result` of reading.
pub(super) fn inferred(
    transfer: &Transfer,
    block: &Block,
    is_result: &dyn Fn(&Expr) -> bool,
) -> Option<Transfer> {
    let returns = Returns { is_result };
    match transfer {
        Transfer::Inferred if returns.read(block) => Some(Transfer::Returned),
        Transfer::Inferred | Transfer::InferredOption if returns.some(block) => {
            Some(Transfer::InsideReturned)
        }
        Transfer::Inferred if returns.mapped_option(block) => Some(Transfer::OptionOfReturned),
        Transfer::InferredOption if returns.content(block) => Some(Transfer::OptionOfReturned),
        _ => None,
    }
}

/// Whether a body returns what it reads.
pub(super) fn returns_read(block: &Block, is_result: &dyn Fn(&Expr) -> bool) -> bool {
    Returns { is_result }.read(block)
}

struct Returns<'r> {
    is_result: &'r dyn Fn(&Expr) -> bool,
}

impl Returns<'_> {
    /// Whether an expression is the `Result` of reading, possibly with another error.
    fn is_result(&self, expr: &Expr) -> bool {
        match expr {
            Expr::MethodCall(call) => {
                (self.is_result)(expr)
                    || (call.method == "map_err" && self.is_result(&call.receiver))
            }
            expr => (self.is_result)(expr),
        }
    }

    /// Whether an expression is the value that the deserializer gives: `call?` or `call.map_err(…)?`.
    fn is_read(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Try(it) if self.is_result(&it.expr))
    }

    fn read(&self, block: &Block) -> bool {
        last(block).is_some_and(|last| {
            self.is_result(last) || ok_of(last).is_some_and(|it| self.is_read(it))
        })
    }

    /// Whether a body returns `Some` of what it reads.
    fn some(&self, block: &Block) -> bool {
        match last(block) {
            Some(Expr::MethodCall(map)) if map.method == "map" => {
                self.is_result(&map.receiver)
                    && matches!(map.args.first(), Some(Expr::Path(path)) if path.path.is_ident("Some"))
            }
            Some(last) => match ok_of(last) {
                Some(Expr::Call(call)) => {
                    matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some"))
                        && call.args.first().is_some_and(|value| self.is_read(value))
                }
                _ => false,
            },
            None => false,
        }
    }

    /// Whether a body is `….map(|read: Option<_>| read.unwrap_or(…))`.
    fn mapped_option(&self, block: &Block) -> bool {
        let Some(Expr::MethodCall(map)) = last(block) else { return false };
        let Some(Expr::Closure(closure)) = map.args.first() else { return false };
        let Some(Pat::Type(input)) = closure.inputs.first() else { return false };
        let is_option = matches!(&*input.ty, Type::Path(ty)
            if ty.path.segments.len() == 1 && ty.path.segments[0].ident == "Option");
        let is_content = matches!((&*input.pat, content_of(&closure.body)),
            (Pat::Ident(input), Some(Expr::Path(path))) if path.path.is_ident(&input.ident));
        map.method == "map" && is_option && is_content && self.is_result(&map.receiver)
    }

    /// Whether a body returns the content of the `Option` that it reads, or a default.
    fn content(&self, block: &Block) -> bool {
        let statements: Vec<_> =
            block.stmts.iter().filter(|statement| !matches!(statement, Stmt::Item(_))).collect();
        match &*statements {
            [Stmt::Expr(Expr::MethodCall(map), None)] if map.method == "map" => {
                maps_to_content(map) && self.is_result(&map.receiver)
            }
            [Stmt::Expr(last, None)] => {
                ok_of(last).and_then(content_of).is_some_and(|value| self.is_read(value))
            }
            [Stmt::Local(local), Stmt::Expr(last, None)] => {
                let Pat::Ident(name) = &local.pat else { return false };
                local.init.as_ref().is_some_and(|init| self.is_read(&init.expr))
                    && matches!(ok_of(last).and_then(content_of), Some(Expr::Path(path))
                        if path.path.is_ident(&name.ident))
            }
            _ => false,
        }
    }
}

/// Whether the argument of `map` is `Option::unwrap_or_default` or a closure that does the same.
fn maps_to_content(map: &ExprMethodCall) -> bool {
    match map.args.first() {
        Some(Expr::Path(path)) => {
            let names = path.path.segments.iter().map(|segment| segment.ident.to_string());
            names.eq(["Option", "unwrap_or_default"])
        }
        Some(Expr::Closure(closure)) => match (closure.inputs.first(), content_of(&closure.body)) {
            (Some(Pat::Ident(input)), Some(Expr::Path(path))) => path.path.is_ident(&input.ident),
            _ => false,
        },
        _ => false,
    }
}

/// The only expression of a body without other statements than items.
fn last(block: &Block) -> Option<&Expr> {
    let statements: Vec<_> =
        block.stmts.iter().filter(|statement| !matches!(statement, Stmt::Item(_))).collect();
    match &*statements {
        [Stmt::Expr(last, None)] => Some(last),
        _ => None,
    }
}

/// `option` in `option.unwrap_or_default()` and the like.
fn content_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::MethodCall(call)
            if call.method == "unwrap_or_default"
                || call.method == "unwrap_or"
                || call.method == "unwrap_or_else" =>
        {
            Some(&call.receiver)
        }
        _ => None,
    }
}

/// The content of `Ok(…)`.
fn ok_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if path.path.is_ident("Ok") => call.args.first(),
            _ => None,
        },
        _ => None,
    }
}
