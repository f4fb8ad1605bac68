//! Constants of traits: their values in JavaScript.

use ipc_syntax::ConstantType;

use super::lowerer::Lowerer;
use crate::direction::Direction;
use crate::schema::{Constant, Literal};
use crate::source::Module;
use crate::tree::{Api, Value};

/// The largest integer up to which a `number` holds every one.
const MAX_SAFE: u128 = 1 << 53;

impl<'a> Lowerer<'a> {
    /// The constants of an API. Those whose values are not known are reported.
    pub(super) fn lower_constants(&mut self, module: &'a Module, api: &'a Api) -> Vec<Constant> {
        let lowerer = self.of(Direction::Output);
        let mut constants = Vec::new();
        for constant in &api.constants {
            let value = lowerer.resolver.value(module, api, &constant.value);
            match value.ok_or(UNKNOWN).and_then(|value| literal(&constant.ty, &value)) {
                Ok(value) => constants.push(Constant {
                    name: constant.name.to_string(),
                    docs: constant.docs.clone(),
                    value,
                }),
                Err((problem, help)) => lowerer.errors.push(
                    module
                        .file
                        .problem(
                            ipc_syntax::codes::CONSTANT,
                            constant.span,
                            format!("the value of `{}` {problem}", constant.name),
                        )
                        .help(help),
                ),
            }
        }
        constants
    }
}

/// What is wrong with a value, after its subject, and how to mend it.
type Mistake = (&'static str, &'static str);

const UNKNOWN: Mistake = (
    "is not known from the sources",
    "write a literal, `concat!(…)`, `env!(\"CARGO_PKG_VERSION\")` in a package, the path of a constant with \
     such a value, or an array or tuple of these",
);
const UNSAFE: Mistake =
    ("is beyond 2^53, where a `number` has gaps", "use `u64` or `i64`, a `bigint`");
const WRONG_TYPE: Mistake = ("does not have its type", "change the type or the value");

fn literal(ty: &ConstantType, value: &Value) -> Result<Literal, Mistake> {
    Ok(match (ty, value) {
        (ConstantType::Bool, Value::Bool(value)) => Literal::Bool(*value),
        (ConstantType::String, Value::String(text)) => Literal::String(text.to_string()),
        (ConstantType::BigInt, Value::Integer(digits)) => Literal::BigInt(digits.to_string()),
        (ConstantType::Integer | ConstantType::SafeInteger, Value::Integer(digits)) => {
            let size: Option<u128> = digits.trim_start_matches('-').parse().ok();
            if size.is_none_or(|size| size > MAX_SAFE) {
                return Err(UNSAFE);
            }
            Literal::Number(digits.to_string())
        }
        (ConstantType::Float32, Value::Float(digits)) => match digits.parse::<f32>() {
            Ok(value) if value.is_finite() => shortest(value.to_string(), format!("{value:e}")),
            _ => return Err(WRONG_TYPE),
        },
        (ConstantType::Float64, Value::Float(digits)) => match digits.parse::<f64>() {
            Ok(value) if value.is_finite() => shortest(value.to_string(), format!("{value:e}")),
            _ => return Err(WRONG_TYPE),
        },
        (ConstantType::List(item), Value::List(values)) => {
            let items = values.iter().map(|value| literal(item, value));
            Literal::List(items.collect::<Result<_, _>>()?)
        }
        (ConstantType::Tuple(types), Value::Tuple(values)) if types.len() == values.len() => {
            let items = types.iter().zip(values).map(|(ty, value)| literal(ty, value));
            Literal::List(items.collect::<Result<_, _>>()?)
        }
        _ => return Err(WRONG_TYPE),
    })
}

/// A number in the shorter of two notations.
fn shortest(plain: String, scientific: String) -> Literal {
    Literal::Number(if scientific.len() < plain.len() { scientific } else { plain })
}
