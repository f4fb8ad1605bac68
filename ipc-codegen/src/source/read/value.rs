//! Values of constants.

use ipc_syntax::constant_value;
use syn::Expr;

use super::types::path_of;
use crate::tree::Value;

/// The value of a constant with this expression.
pub(crate) fn value(expr: &Expr) -> Value {
    constant_value(expr).map_or(Value::Unknown, |value| value_of(&value))
}

fn value_of(value: &ipc_syntax::Value) -> Value {
    match value {
        ipc_syntax::Value::Bool(value) => Value::Bool(*value),
        ipc_syntax::Value::Integer(digits) => Value::Integer(digits.as_str().into()),
        ipc_syntax::Value::Float(digits) => Value::Float(digits.as_str().into()),
        ipc_syntax::Value::String(text) => Value::String(text.as_str().into()),
        ipc_syntax::Value::List(items) => Value::List(items.iter().map(value_of).collect()),
        ipc_syntax::Value::Tuple(items) => Value::Tuple(items.iter().map(value_of).collect()),
        ipc_syntax::Value::Concat(parts) => Value::Concat(parts.iter().map(value_of).collect()),
        ipc_syntax::Value::Env(name) => Value::Env(name.as_str().into()),
        ipc_syntax::Value::Path(path) => Value::Constant(path_of(path)),
    }
}
