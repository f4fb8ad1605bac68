//! Decodes a value from text and buffers.
//!
//! [`Wire`] and [`Key`] wrap the deserializers and accesses of `serde_json`, and [`Resolve`] wraps the
//! visitors that `serde_json` gets.

use std::any::type_name;
use std::iter;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::error::{DecodeError, render_path};
use super::number::MAX_SAFE_INTEGER;
use super::raw;

/// Decodes the arguments of a call from a JSON array to the tuple `T`.
///
/// `names` has the name of each argument in JavaScript. Without arguments, `T` is `[(); 0]`, which
/// accepts only `[]`.
pub fn decode_args<'de, T: Deserialize<'de>>(
    text: &'de str,
    buffers: &'de [&'de [u8]],
    names: &[&str],
) -> Result<T, DecodeError> {
    read(text, buffers).map_err(|error| match read::<Vec<IgnoredAny>>(text, buffers) {
        Ok(args) if args.len() != names.len() => DecodeError::count(names.len(), args.len()),
        _ => locate::<T>(text, buffers, "args", names, &error),
    })
}

/// Decodes a single value. Its path in errors starts with `value`.
pub fn decode<'de, T: Deserialize<'de>>(
    text: &'de str,
    buffers: &'de [&'de [u8]],
) -> Result<T, DecodeError> {
    read(text, buffers).map_err(|error| locate::<T>(text, buffers, "value", &[], &error))
}

fn read<'de, T: Deserialize<'de>>(
    text: &'de str,
    buffers: &'de [&'de [u8]],
) -> serde_json::Result<T> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Wire { inner: &mut json, buffers })?;
    json.end()?;
    Ok(value)
}

/// Decodes again with a record of the path, which is too expensive for calls that succeed.
#[cold]
fn locate<'de, T: Deserialize<'de>>(
    text: &'de str,
    buffers: &'de [&'de [u8]],
    root: &str,
    names: &[&str],
    error: &serde_json::Error,
) -> DecodeError {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = Track::new();
    let wire = Wire { inner: &mut json, buffers };
    let result = T::deserialize(serde_path_to_error::Deserializer::new(wire, &mut track));
    let path = match result {
        Err(_) => render_path(root, names, &track.path()),
        // The value is valid, but other text follows it.
        Ok(_) => root.to_owned(),
    };
    DecodeError::new(path, error)
}

/// Wraps a deserializer or an access of `serde_json` for values.
struct Wire<'de, T> {
    inner: T,
    buffers: &'de [&'de [u8]],
}

impl<'de, T> Wire<'de, T> {
    #[inline]
    fn with<U>(&self, inner: U) -> Wire<'de, U> {
        Wire { inner, buffers: self.buffers }
    }

    #[inline]
    fn resolve<const HINT: u8, V>(&self, visitor: V) -> Resolve<'de, V, HINT> {
        Resolve { visitor, buffers: self.buffers }
    }
}

macro_rules! deserialize_any_as {
    ($($method:ident => $hint:ident,)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            let visitor = self.resolve::<$hint, _>(visitor);
            self.inner.deserialize_any(visitor)
        }
    )*};
}

macro_rules! deserialize_str_as_text {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            let visitor = self.resolve::<TEXT, _>(visitor);
            self.inner.deserialize_str(visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Wire<'de, D> {
    type Error = D::Error;

    // An escape is a string, which `serde_json` visits only in `deserialize_str` and `deserialize_any`.
    // JSON is self-describing, so `deserialize_any` loses only the hint, which `Resolve` keeps. An
    // escape is never a boolean, a list or an object, so these have their own, faster methods.
    deserialize_any_as! {
        deserialize_any => ANY,
        deserialize_i8 => INTEGER,
        deserialize_i16 => INTEGER,
        deserialize_i32 => INTEGER,
        deserialize_i64 => INTEGER,
        deserialize_i128 => INTEGER128,
        deserialize_u8 => INTEGER,
        deserialize_u16 => INTEGER,
        deserialize_u32 => INTEGER,
        deserialize_u64 => INTEGER,
        deserialize_u128 => UNSIGNED128,
        deserialize_f32 => FLOAT32,
        deserialize_f64 => FLOAT64,
        deserialize_bytes => BYTES,
        deserialize_byte_buf => BYTES,
        deserialize_unit => ANY,
    }

    deserialize_str_as_text! {
        deserialize_char
        deserialize_str
        deserialize_string
        deserialize_identifier
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_bool(visitor)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.resolve::<ANY, _>(visitor);
        self.inner.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.resolve::<ANY, _>(visitor);
        self.inner.deserialize_map(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = self.resolve::<ANY, _>(visitor);
        self.inner.deserialize_option(visitor)
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if name == raw::TOKEN {
            let crossed = <&RawValue>::deserialize(self.inner)?.get();
            let text = raw::from_wire(crossed).map_err(D::Error::custom)?;
            return visitor.visit_map(MapDeserializer::new(iter::once((raw::TOKEN, text))));
        }
        let visitor = self.resolve::<ANY, _>(visitor);
        self.inner.deserialize_newtype_struct(name, visitor)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_map(visitor)
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = self.resolve::<ENUM, _>(visitor);
        self.inner.deserialize_any(visitor)
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_ignored_any(visitor)
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Wire<'de, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let deserializer = self.with(deserializer);
        self.inner.deserialize(deserializer)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Wire<'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let seed = self.with(seed);
        self.inner.next_element_seed(seed)
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Wire<'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let seed = Key(self.with(seed));
        self.inner.next_key_seed(seed)
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.with(seed);
        self.inner.next_value_seed(seed)
    }
}

/// Wraps a deserializer of `serde_json` for keys, including the names of enum variants.
///
/// Keys are always strings in JSON. `serde_json` itself reads numbers and booleans from them, and the
/// only escape is the one for strings.
struct Key<'de, T>(Wire<'de, T>);

macro_rules! forward_to_serde_json {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.inner.$method(visitor)
        }
    )*};
}

macro_rules! forward_to_str {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.deserialize_str(visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Key<'de, D> {
    type Error = D::Error;

    forward_to_serde_json! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    forward_to_str! {
        deserialize_any
        deserialize_char deserialize_str deserialize_string deserialize_identifier
        deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_seq deserialize_map
        deserialize_ignored_any
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_map(visitor)
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = self.0.resolve::<ENUM, _>(visitor);
        self.0.inner.deserialize_str(visitor)
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'de, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let deserializer = Key(self.0.with(deserializer));
        self.0.inner.deserialize(deserializer)
    }
}

// Hints: the kinds of types whose values are read differently.
const ANY: u8 = 0;
const INTEGER: u8 = 1;
const FLOAT32: u8 = 2;
const FLOAT64: u8 = 3;
const TEXT: u8 = 4;
const BYTES: u8 = 5;
const ENUM: u8 = 6;
const INTEGER128: u8 = 7;
const UNSIGNED128: u8 = 8;

/// Wraps the visitor of a type, which sees the values of escapes.
struct Resolve<'de, V, const HINT: u8> {
    visitor: V,
    buffers: &'de [&'de [u8]],
}

impl<'de, V: Visitor<'de>, const HINT: u8> Resolve<'de, V, HINT> {
    #[inline]
    fn wire<T>(&self, inner: T) -> Wire<'de, T> {
        Wire { inner, buffers: self.buffers }
    }

    /// Refuses a value that the visitor might accept wrongly, such as a string as bytes.
    #[cold]
    fn mismatch<E: Error>(&self, found: Unexpected<'_>) -> Result<V::Value, E> {
        Err(E::invalid_type(found, &self.visitor as &dyn Expected))
    }

    #[cold]
    fn visit_escape<E: Error>(self, escape: &str) -> Result<V::Value, E> {
        match &escape[1..] {
            "nan" => self.visit_non_finite(f64::NAN),
            "inf" => self.visit_non_finite(f64::INFINITY),
            "-inf" => self.visit_non_finite(f64::NEG_INFINITY),
            // JavaScript has integers that are -0, such as `Math.round(-0.2)`.
            "-0" if matches!(HINT, INTEGER | INTEGER128 | UNSIGNED128) => self.visit_unsigned(0),
            "-0" => self.visitor.visit_f64(-0.0),
            other => {
                if let Some(text) = other.strip_prefix('s') {
                    self.visit_text(text)
                } else if let Some(index) = other.strip_prefix('b') {
                    self.visit_buffer(index)
                } else if let Some(digits) = other.strip_prefix('i') {
                    self.visit_integer(digits)
                } else {
                    Err(E::custom(format_args!("unknown escape {escape:?}")))
                }
            }
        }
    }

    fn visit_non_finite<E: Error>(self, value: f64) -> Result<V::Value, E> {
        // A `serde_json::Value` would silently become null. Its visitor has no name and no `TypeId`,
        // but its value has a name.
        if type_name::<V::Value>() == type_name::<serde_json::Value>() {
            return self.mismatch(Unexpected::Float(value));
        }
        self.visitor.visit_f64(value)
    }

    fn visit_text<E: Error>(self, text: &str) -> Result<V::Value, E> {
        match HINT {
            BYTES => self.mismatch(Unexpected::Str(text)),
            ENUM => self.visitor.visit_enum(StrDeserializer::new(text)),
            _ => self.visitor.visit_str(text),
        }
    }

    fn visit_buffer<E: Error>(self, index: &str) -> Result<V::Value, E> {
        match index.parse().ok().and_then(|index: usize| self.buffers.get(index)) {
            Some(bytes) if HINT == TEXT => self.mismatch(Unexpected::Bytes(bytes)),
            Some(bytes) => self.visitor.visit_borrowed_bytes(bytes),
            None => Err(E::custom(format_args!(
                "buffer {index:?} is missing: the message has {} buffers",
                self.buffers.len()
            ))),
        }
    }

    #[inline]
    fn visit_signed<E: Error>(self, value: i64) -> Result<V::Value, E> {
        match HINT {
            INTEGER128 => self.visitor.visit_i128(value.into()),
            _ => self.visitor.visit_i64(value),
        }
    }

    #[inline]
    fn visit_unsigned<E: Error>(self, value: u64) -> Result<V::Value, E> {
        // As in `serde_json`: some visitors accept no other width.
        match HINT {
            INTEGER128 => self.visitor.visit_i128(value.into()),
            UNSIGNED128 => self.visitor.visit_u128(value.into()),
            _ => self.visitor.visit_u64(value),
        }
    }

    /// Visits a number beyond the safe integers, which is a float: JavaScript writes the shortest digits
    /// of the float, and not the integer that was meant.
    #[cold]
    #[expect(clippy::cast_precision_loss, reason = "JavaScript wrote the digits of a float")]
    fn visit_unsafe<E: Error>(self, value: i128) -> Result<V::Value, E> {
        if matches!(HINT, INTEGER | INTEGER128 | UNSIGNED128) {
            let found = format!("number `{value}`, beyond 2^53");
            return self.mismatch(Unexpected::Other(&found));
        }
        self.visit_f64(value as f64)
    }

    fn visit_integer<E: Error>(self, digits: &str) -> Result<V::Value, E> {
        // These visitors would round the integer, or take it for the index of a variant.
        if matches!(HINT, FLOAT32 | FLOAT64 | TEXT) {
            return self.mismatch(Unexpected::Other(&format!("integer `{digits}`")));
        }
        if let Ok(value) = digits.parse::<u128>() {
            match u64::try_from(value) {
                Ok(value) => self.visit_unsigned(value),
                Err(_) => match i128::try_from(value) {
                    Ok(value) if HINT == INTEGER128 => self.visitor.visit_i128(value),
                    _ => self.visitor.visit_u128(value),
                },
            }
        } else if let Ok(value) = digits.parse::<i128>() {
            match i64::try_from(value) {
                Ok(value) => self.visit_signed(value),
                Err(_) => self.visitor.visit_i128(value),
            }
        } else {
            self.mismatch(Unexpected::Other(&format!("integer `{digits}`")))
        }
    }
}

impl<'de, V: Visitor<'de>, const HINT: u8> Visitor<'de> for Resolve<'de, V, HINT> {
    type Value = V::Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.visitor.expecting(f)
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.visitor.visit_bool(value)
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        if value.unsigned_abs() > MAX_SAFE_INTEGER {
            return self.visit_unsafe(value.into());
        }
        self.visit_signed(value)
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        if value > MAX_SAFE_INTEGER {
            return self.visit_unsafe(value.into());
        }
        self.visit_unsigned(value)
    }

    #[inline]
    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        if HINT != FLOAT32 {
            return self.visitor.visit_f64(value);
        }
        match narrow(value) {
            Some(value) => self.visitor.visit_f32(value),
            None => Err(E::invalid_value(Unexpected::Float(value), &self.visitor as &dyn Expected)),
        }
    }

    #[inline]
    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        if value.starts_with('\0') { self.visit_escape(value) } else { self.visit_text(value) }
    }

    /// A string that is borrowed from the text is never an escape: JSON writes U+0000 with a backslash.
    #[inline]
    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        match HINT {
            ANY | TEXT => self.visitor.visit_borrowed_str(value),
            _ => self.visit_text(value),
        }
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let deserializer = self.wire(deserializer);
        self.visitor.visit_some(deserializer)
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        let deserializer = self.wire(deserializer);
        self.visitor.visit_newtype_struct(deserializer)
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        let seq = self.wire(seq);
        self.visitor.visit_seq(seq)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let map = self.wire(map);
        match HINT {
            ENUM => self.visitor.visit_enum(MapAccessDeserializer::new(map)),
            _ => self.visitor.visit_map(map),
        }
    }
}

/// The `f32` with the same digits as `value`, or `None` if it is infinite but `value` is not.
///
/// The digits have been rounded to an `f64`, and a cast rounds a second time. This gives a wrong `f32`
/// only if the `f64` is exactly halfway between two `f32`s, as for `7.038531e-26`. An `f64` can be
/// halfway only if it has at most 25 significant bits. The digits are then parsed again.
#[inline]
fn narrow(value: f64) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "the caller asked for an `f32`")]
    let cast = value as f32;
    if cast.is_infinite() && value.is_finite() {
        return None;
    }
    let exact = f64::from(cast).to_bits() == value.to_bits();
    let halfway = !exact && value.is_finite() && value.to_bits().trailing_zeros() >= 28;
    if halfway { value.to_string().parse().ok() } else { Some(cast) }
}
