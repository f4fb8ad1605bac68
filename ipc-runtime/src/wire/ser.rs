//! Encodes a value as text and buffers.
//!
//! [`Wire`] wraps `serde_json`'s serializer, and each value that the serializer gets.

use std::cell::RefCell;
use std::io;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::ser::Formatter;

use super::error::EncodeError;
use super::number::MAX_SAFE_INTEGER;
use super::raw;

/// Appends `value` to `text` as JSON without line ends, and its bytes to `buffers`.
///
/// If encoding fails, or a `Serialize` panics, `text` and `buffers` are unchanged.
pub fn encode<T: Serialize + ?Sized>(
    value: &T,
    buffers: &mut Vec<Vec<u8>>,
    text: &mut String,
) -> Result<(), EncodeError> {
    let mut line = Vec::with_capacity(128);
    let fresh = Buffers { first: buffers.len(), bytes: RefCell::default() };
    let mut json = serde_json::Serializer::with_formatter(&mut line, OneLine);
    value.serialize(Wire { inner: &mut json, buffers: &fresh }).map_err(EncodeError)?;
    let line = String::from_utf8(line).map_err(|error| EncodeError(Error::custom(error)))?;
    if text.is_empty() {
        *text = line;
    } else {
        text.push_str(&line);
    }
    buffers.append(&mut fresh.bytes.into_inner());
    Ok(())
}

/// The buffers of one value.
struct Buffers {
    /// The index of the first buffer in the packet.
    first: usize,
    bytes: RefCell<Vec<Vec<u8>>>,
}

/// `serde_json`'s compact format, with each `RawValue` converted to the wire format.
struct OneLine;

impl Formatter for OneLine {
    fn write_raw_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let text = raw::to_wire(fragment).map_err(|error| {
            io::Error::new(io::ErrorKind::InvalidData, format!("in a `RawValue`: {error}"))
        })?;
        writer.write_all(text.as_bytes())
    }
}

/// Wraps `serde_json`'s serializer or one of its compounds, or a value that is passed to one. The
/// wrapped value then wraps the serializer that it gets.
struct Wire<'b, T> {
    inner: T,
    buffers: &'b Buffers,
}

impl<'b, T> Wire<'b, T> {
    #[inline]
    fn with<U>(&self, inner: U) -> Wire<'b, U> {
        Wire { inner, buffers: self.buffers }
    }
}

impl<T: Serialize + ?Sized> Serialize for Wire<'_, &T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.inner.serialize(self.with(serializer))
    }
}

macro_rules! forward {
    ($($method:ident($type:ty))*) => {$(
        #[inline]
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        }
    )*};
}

impl<'b, S: Serializer> Serializer for Wire<'b, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Wire<'b, S::SerializeSeq>;
    type SerializeTuple = Wire<'b, S::SerializeTuple>;
    type SerializeTupleStruct = Wire<'b, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Wire<'b, S::SerializeTupleVariant>;
    type SerializeMap = Wire<'b, S::SerializeMap>;
    type SerializeStruct = Wire<'b, S::SerializeStruct>;
    type SerializeStructVariant = Wire<'b, S::SerializeStructVariant>;

    forward! {
        serialize_bool(bool)
        serialize_i8(i8)
        serialize_i16(i16)
        serialize_i32(i32)
        serialize_u8(u8)
        serialize_u16(u16)
        serialize_u32(u32)
    }

    #[inline]
    fn serialize_i64(self, value: i64) -> Result<S::Ok, S::Error> {
        if value.unsigned_abs() <= MAX_SAFE_INTEGER {
            self.inner.serialize_i64(value)
        } else {
            self.inner.collect_str(&format_args!("\0i{value}"))
        }
    }

    #[inline]
    fn serialize_i128(self, value: i128) -> Result<S::Ok, S::Error> {
        if value.unsigned_abs() <= u128::from(MAX_SAFE_INTEGER) {
            self.inner.serialize_i128(value)
        } else {
            self.inner.collect_str(&format_args!("\0i{value}"))
        }
    }

    #[inline]
    fn serialize_u64(self, value: u64) -> Result<S::Ok, S::Error> {
        if value <= MAX_SAFE_INTEGER {
            self.inner.serialize_u64(value)
        } else {
            self.inner.collect_str(&format_args!("\0i{value}"))
        }
    }

    #[inline]
    fn serialize_u128(self, value: u128) -> Result<S::Ok, S::Error> {
        if value <= u128::from(MAX_SAFE_INTEGER) {
            self.inner.serialize_u128(value)
        } else {
            self.inner.collect_str(&format_args!("\0i{value}"))
        }
    }

    #[inline]
    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            self.inner.serialize_f32(value)
        } else {
            self.inner.serialize_str(non_finite(value.into()))
        }
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            self.inner.serialize_f64(value)
        } else {
            self.inner.serialize_str(non_finite(value))
        }
    }

    #[inline]
    fn serialize_char(self, value: char) -> Result<S::Ok, S::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        if value.starts_with('\0') {
            self.inner.collect_str(&format_args!("\0s{value}"))
        } else {
            self.inner.serialize_str(value)
        }
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        let mut bytes = self.buffers.bytes.borrow_mut();
        let index = self.buffers.first + bytes.len();
        bytes.push(value.to_vec());
        self.inner.collect_str(&format_args!("\0b{index}"))
    }

    #[inline]
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.with(value);
        self.inner.serialize_some(&value)
    }

    #[inline]
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    #[inline]
    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_struct(name)
    }

    #[inline]
    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.with(value);
        self.inner.serialize_newtype_struct(name, &value)
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.with(value);
        self.inner.serialize_newtype_variant(name, index, variant, &value)
    }

    #[inline]
    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_seq(len)?, buffers })
    }

    #[inline]
    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_tuple(len)?, buffers })
    }

    #[inline]
    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_tuple_struct(name, len)?, buffers })
    }

    #[inline]
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_tuple_variant(name, index, variant, len)?, buffers })
    }

    #[inline]
    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_map(len)?, buffers })
    }

    #[inline]
    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_struct(name, len)?, buffers })
    }

    #[inline]
    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let Wire { inner, buffers } = self;
        Ok(Wire { inner: inner.serialize_struct_variant(name, index, variant, len)?, buffers })
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

fn non_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "\0nan"
    } else if value > 0.0 {
        "\0inf"
    } else {
        "\0-inf"
    }
}

macro_rules! forward_elements {
    ($($compound:ident::$method:ident)*) => {$(
        impl<S: $compound> $compound for Wire<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                let value = self.with(value);
                self.inner.$method(&value)
            }

            #[inline]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        }
    )*};
}

forward_elements! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! forward_fields {
    ($($compound:ident)*) => {$(
        impl<S: $compound> $compound for Wire<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                let value = self.with(value);
                self.inner.serialize_field(key, &value)
            }

            #[inline]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        }
    )*};
}

forward_fields! {
    SerializeStruct
    SerializeStructVariant
}

impl<S: SerializeMap> SerializeMap for Wire<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.inner.serialize_key(&Key(key))
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.with(value);
        self.inner.serialize_value(&value)
    }

    #[inline]
    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// Wraps `serde_json`'s serializer for the keys of maps, or a key that is passed to it.
///
/// `serde_json` writes numbers as strings and refuses invalid keys. Only strings may need an escape.
struct Key<T>(T);

impl<T: Serialize + ?Sized> Serialize for Key<&T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Key(serializer))
    }
}

macro_rules! forward_key {
    ($($method:ident($($arg:ident: $type:ty),*) -> $ok:ident)*) => {$(
        #[inline]
        fn $method(self, $($arg: $type),*) -> Result<S::$ok, S::Error> {
            self.0.$method($($arg),*)
        }
    )*};
}

impl<S: Serializer> Serializer for Key<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = S::SerializeSeq;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = S::SerializeMap;
    type SerializeStruct = S::SerializeStruct;
    type SerializeStructVariant = S::SerializeStructVariant;

    forward_key! {
        serialize_bool(value: bool) -> Ok
        serialize_i8(value: i8) -> Ok
        serialize_i16(value: i16) -> Ok
        serialize_i32(value: i32) -> Ok
        serialize_i64(value: i64) -> Ok
        serialize_i128(value: i128) -> Ok
        serialize_u8(value: u8) -> Ok
        serialize_u16(value: u16) -> Ok
        serialize_u32(value: u32) -> Ok
        serialize_u64(value: u64) -> Ok
        serialize_u128(value: u128) -> Ok
        serialize_f32(value: f32) -> Ok
        serialize_f64(value: f64) -> Ok
        serialize_bytes(value: &[u8]) -> Ok
        serialize_none() -> Ok
        serialize_unit() -> Ok
        serialize_unit_struct(name: &'static str) -> Ok
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok
        serialize_seq(len: Option<usize>) -> SerializeSeq
        serialize_tuple(len: usize) -> SerializeTuple
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeTupleVariant
        serialize_map(len: Option<usize>) -> SerializeMap
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeStructVariant
    }

    #[inline]
    fn serialize_char(self, value: char) -> Result<S::Ok, S::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        if value.starts_with('\0') {
            self.0.collect_str(&format_args!("\0s{value}"))
        } else {
            self.0.serialize_str(value)
        }
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, value)
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}
