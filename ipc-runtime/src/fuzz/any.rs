//! [`Any`]: every value that the wire can carry.

use std::fmt::{self, Debug};

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Any value that the wire can carry.
#[derive(Clone)]
pub(crate) enum Any {
    Null,
    Bool(bool),
    Integer(i128),
    /// An integer larger than every `i128`.
    Large(u128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Any>),
    Object(Vec<(String, Any)>),
}

impl Any {
    /// The value as JavaScript reads plain JSON: integers from 2^53 on become floats.
    pub(super) fn in_javascript(self) -> Self {
        self.with_floats(&|value| value.unsigned_abs() >= 1 << 53)
    }

    /// The value as `serde_json` reads it: integers of more than 64 bits become floats.
    pub(super) fn in_64_bits(self) -> Self {
        self.with_floats(&|value| i64::try_from(value).is_err() && u64::try_from(value).is_err())
    }

    #[expect(clippy::cast_precision_loss, reason = "the float is the nearest one")]
    fn with_floats(self, is_float: &dyn Fn(i128) -> bool) -> Self {
        let each = |value: Self| value.with_floats(is_float);
        match self {
            Self::Integer(value) if is_float(value) => Self::Float(value as f64),
            Self::Large(value) => Self::Float(value as f64),
            Self::List(items) => Self::List(items.into_iter().map(each).collect()),
            Self::Object(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (key, each(value))).collect())
            }
            other => other,
        }
    }
}

/// Shows floats with their bits, so that NaN equals itself and the two zeros differ.
impl Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Large(value) => value.fmt(f),
            Self::Float(value) if value.is_nan() => f.write_str("NaN"),
            Self::Float(value) => write!(f, "{value:?} ({:x})", value.to_bits()),
            Self::Text(value) => value.fmt(f),
            Self::Bytes(value) => write!(f, "bytes {value:?}"),
            Self::List(value) => value.fmt(f),
            Self::Object(value) => {
                f.debug_map().entries(value.iter().map(|(k, v)| (k, v))).finish()
            }
        }
    }
}

impl PartialEq for Any {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i128(*value),
            Self::Large(value) => serializer.serialize_u128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Bytes(value) => serializer.serialize_bytes(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, item)| map.serialize_entry(key, item))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Any, E> {
        Ok(Any::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Any, E> {
        Ok(Any::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Any, E> {
        Ok(Any::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Any, E> {
        Ok(Any::Integer(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Any, E> {
        Ok(i128::try_from(value).map_or(Any::Large(value), Any::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Any, E> {
        Ok(Any::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Any, E> {
        Ok(Any::Text(value.to_owned()))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Any, E> {
        Ok(Any::Bytes(value.to_vec()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Any::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Any::Object(entries))
    }
}
