//! Checks a value on the wire against a schema type, as JavaScript reads the value.

use ipc_codegen::schema::Type;
use serde_json::Value;

/// Checks that the text is a value of the type, without unknown or missing keys.
pub(crate) fn fits(ty: &Type, text: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    check(ty, &value)
}

fn check(ty: &Type, value: &Value) -> Result<(), String> {
    let is_valid = match (ty, value) {
        (Type::Option(_) | Type::Unit, Value::Null)
        | (Type::Bool, Value::Bool(_))
        | (Type::Float, Value::Number(_))
        | (Type::Json | Type::RawJson, Value::Null | Value::Bool(_) | Value::Number(_)) => true,
        (Type::Option(inner), value) => return check(inner, value),
        (Type::Integer | Type::SafeInteger | Type::SafeInteger128, value) => {
            value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        (Type::BigInt | Type::BigInt128, value) => {
            is_escape(value, "i") || value.is_i64() || value.is_u64()
        }
        (Type::Number, value) => value.is_number() || is_escape(value, "i"),
        (Type::Float, Value::String(text)) => {
            matches!(text.as_str(), "\0nan" | "\0inf" | "\0-inf" | "\0-0")
        }
        (Type::String, Value::String(text)) => !text.starts_with('\0') || text.starts_with("\0s"),
        (Type::Bytes, value) => is_escape(value, "b"),
        (Type::Literal(literal), Value::String(text)) => literal == text,
        (Type::Json | Type::RawJson, Value::Array(items)) => {
            return items.iter().try_for_each(|item| check(ty, item));
        }
        (Type::Json | Type::RawJson, Value::Object(members)) => {
            return members.values().try_for_each(|member| check(ty, member));
        }
        (Type::Json | Type::RawJson, Value::String(text)) => {
            !text.starts_with('\0') || text.starts_with("\0s") || is_escape(value, "i")
        }
        (Type::List(item), Value::Array(items)) => {
            return items.iter().try_for_each(|value| check(item, value));
        }
        (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
            return types.iter().zip(items).try_for_each(|(ty, item)| check(ty, item));
        }
        (Type::Map { key, value }, Value::Object(members)) => {
            return members.iter().try_for_each(|(name, member)| {
                check_key(key, name)?;
                check(value, member)
            });
        }
        (Type::Object(fields), Value::Object(members)) => {
            let is_known = |name: &&String| fields.iter().any(|field| field.name == **name);
            if let Some(name) = members.keys().find(|name| !is_known(name)) {
                return Err(format!("the type has no key {name:?}"));
            }
            return fields.iter().try_for_each(|field| match members.get(&field.name) {
                Some(member) => check(&field.ty, member),
                None if field.optional => Ok(()),
                None => Err(format!("the key {:?} is missing", field.name)),
            });
        }
        (Type::Union(members), value) => members.iter().any(|member| check(member, value).is_ok()),
        _ => false,
    };
    if is_valid { Ok(()) } else { Err(format!("{value} is not {ty:?}")) }
}

fn is_escape(value: &Value, kind: &str) -> bool {
    let text = value.as_str().and_then(|text| text.strip_prefix('\0'));
    text.and_then(|text| text.strip_prefix(kind)).is_some_and(|digits| {
        let digits = digits.strip_prefix('-').unwrap_or(digits);
        !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
    })
}

fn check_key(ty: &Type, name: &str) -> Result<(), String> {
    let is_valid = match ty {
        Type::String => true,
        Type::Integer | Type::SafeInteger | Type::SafeInteger128 => name.parse::<i64>().is_ok(),
        Type::BigInt | Type::BigInt128 => {
            name.parse::<i128>().is_ok() || name.parse::<u128>().is_ok()
        }
        Type::Float => name.parse::<f64>().is_ok_and(f64::is_finite),
        Type::Bool => matches!(name, "true" | "false"),
        Type::Literal(literal) => literal == name,
        Type::Union(members) => members.iter().any(|member| check_key(member, name).is_ok()),
        _ => false,
    };
    if is_valid { Ok(()) } else { Err(format!("the key {name:?} is not {ty:?}")) }
}
