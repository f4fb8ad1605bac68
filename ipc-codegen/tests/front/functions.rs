//! Functions that serialize and deserialize: those of `with`, and hand-written implementations.

use super::support::{definition, pair, refused, same};

/// A struct whose field has functions.
fn with(ty: &str, functions: &str) -> String {
    format!(
        "use serde::{{Serializer, Deserializer}};
         #[derive(Serialize, Deserialize)]
         struct T {{ #[serde(serialize_with = \"write\", deserialize_with = \"read\")] a: {ty} }}
         {functions}"
    )
}

/// A function that writes with this body.
fn write(body: &str) -> String {
    format!(
        "fn write<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {{ {body} }}"
    )
}

/// A function that reads with this body.
fn read(body: &str) -> String {
    format!(
        "fn read<'de, D>(deserializer: D) -> Result<u8, D::Error> where D: Deserializer<'de> {{ {body} }}"
    )
}

const WRITE: &str = "serializer.serialize_str(\"\")";
const READ: &str = "String::deserialize(deserializer)?.parse().map_err(Error::custom)";

#[test]
fn functions_hand_over_what_they_write() {
    for (body, shape) in [
        ("serializer.serialize_str(&value.to_string())", "string"),
        ("let text = format!(\"{value}\"); serializer.collect_str(&text)", "string"),
        ("format!(\"{value}\").serialize(serializer)", "string"),
        ("Serialize::serialize(&value.to_string(), serializer)", "string"),
        ("serializer.serialize_u64(u64::from(*value))", "bigint"),
        ("value.serialize(serializer)", "integer"),
        ("serializer.serialize_f64(f64::from(*value))", "float"),
        ("serializer.serialize_newtype_struct(\"T\", &value.to_string())", "string"),
        (
            "if *value == 0 { serializer.serialize_none() } else { serializer.serialize_bool(true) }",
            "boolean | null",
        ),
        (
            "if serializer.is_human_readable() { serializer.serialize_str(\"\") } else { serializer.serialize_u8(1) }",
            "string",
        ),
        (
            "match value { 0 => return Err(S::Error::custom(\"\")), 1 => serializer.serialize_str(\"a\"), _ => serializer.serialize_str(\"b\") }",
            "string",
        ),
    ] {
        let items = with("u8", &(write(body) + &read(READ)));
        let expected = pair(&format!("{{ a: {shape} }}"), "{ a: string }");
        assert_eq!(definition(&items), expected, "{body}");
    }
}

#[test]
fn functions_hand_over_what_they_read() {
    for (body, shape) in [
        ("u64::deserialize(deserializer).map(|it| it as u8)", "bigint"),
        (
            "let text: String = Deserialize::deserialize(deserializer)?; text.parse().map_err(Error::custom)",
            "string",
        ),
        ("let list = <Vec<bool>>::deserialize(deserializer)?; Ok(0)", "(boolean)[]"),
        ("Ok(Option::deserialize(deserializer)?.unwrap_or_default())", "integer | null"),
        ("let read = Option::deserialize(deserializer)?; Ok(read.unwrap_or(7))", "integer | null"),
        (
            "Option::deserialize(deserializer).map(|read| read.unwrap_or_default())",
            "integer | null",
        ),
        ("Deserialize::deserialize(deserializer)", "integer"),
        (
            "Deserialize::deserialize(deserializer).map(|read: Option<_>| read.unwrap_or(7))",
            "integer | null",
        ),
        (
            "struct V; impl Visitor<'_> for V { fn visit_str(self) {} } deserializer.deserialize_str(V)",
            "string",
        ),
    ] {
        let items = with("u8", &(write(WRITE) + &read(body)));
        let expected = pair("{ a: string }", &format!("{{ a: {shape} }}"));
        assert_eq!(definition(&items), expected, "{body}");
    }
}

#[test]
fn functions_that_are_not_understood_are_refused() {
    for body in [
        "serializer.serialize_seq(None)?.end()",
        "other(value, serializer)",
        "write_to!(serializer, value)",
        "value.as_str().serialize(serializer)",
        "let serializer = wrap(serializer); serializer.serialize_str(\"\")",
        "if *value == 0 { serializer.serialize_str(\"\") } else { serializer.serialize_u8(1) }",
    ] {
        let items = with("u8", &(write(body) + &read(READ)));
        assert_eq!(refused(&items), ["unmapped-serde-attribute `\"write\"`"], "{body}");
    }
    for body in [
        "deserializer.deserialize_str(V)",
        "struct V; impl Visitor<'_> for V { fn visit_str(self) {} fn visit_map(self) {} } deserializer.deserialize_any(V)",
        "struct V; impl Visitor<'_> for V { fn visit_u64(self) {} } deserializer.deserialize_str(V)",
        "struct String(u8); let text = String::deserialize(deserializer)?; Ok(0)",
        "use other::String; let text = String::deserialize(deserializer)?; Ok(0)",
        "use other::*; let text = String::deserialize(deserializer)?; Ok(0)",
        "serde_json::Value::deserialize(deserializer)?.try_into()",
        "Option::<serde_json::Value>::deserialize(deserializer)?.try_into()",
        "<&str>::deserialize(deserializer)?.parse().map_err(Error::custom)",
        "let read = Option::deserialize(deserializer)?; Ok(check(read))",
        "Deserialize::deserialize(deserializer).map(check)",
        "if is_odd() { String::deserialize(deserializer)? } else { u8::deserialize(deserializer)? }",
        "Unknown::deserialize(deserializer)",
    ] {
        let items = with("u8", &(write(WRITE) + &read(body)));
        assert_eq!(refused(&items), ["unmapped-serde-attribute `\"read\"`"], "{body}");
    }
}

#[test]
fn options_are_written_as_they_are() {
    let items = with("Option<u64>", &read(READ));
    let items = items
        + "fn write<S: Serializer>(value: &Option<u64>, s: S) -> Result<S::Ok, S::Error> {
        match value { Some(some) => s.serialize_some(some), None => s.serialize_none() } }";
    assert_eq!(definition(&items), pair("{ a: bigint | null }", "{ a: string }"));
}

#[test]
fn functions_are_found_like_other_names() {
    let module = "mod text { use serde::{Serializer, Deserializer};
        pub fn serialize<T, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> { serializer.collect_str(value) }
        pub fn deserialize<'de, T, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
            T::deserialize(from).map(Some) } }
        mod all { pub use crate::text::*; }";
    for (attributes, shape) in [
        ("with = \"text\"", "{ a: string }"),
        ("with = \"crate::all\"", "{ a: string }"),
        (
            "serialize_with = \"imported\", deserialize_with = \"text::deserialize\"",
            "{ a: string }",
        ),
    ] {
        let items = format!(
            "use text::serialize as imported; {module}
             #[derive(Serialize, Deserialize)] struct T {{ #[serde({attributes})] a: Option<u8> }}"
        );
        assert_eq!(definition(&items), pair(shape, "{ a: integer }"), "{attributes}");
    }
    let items = "use serde::{Serializer, Deserializer};
        #[derive(Serialize, Deserialize)] struct Tags<A> { a: A }
        impl<A> Tags<A> {
            fn write<S: Serializer>(tags: &Option<Tags<A>>, to: S) -> Result<S::Ok, S::Error> { to.serialize_bool(true) }
            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Tags<A>>, D::Error> {
                Vec::<A>::deserialize(from).map(|_| None) }
        }
        #[derive(Serialize, Deserialize)]
        struct T { #[serde(serialize_with = \"Tags::write\", deserialize_with = \"Tags::read\")] a: Option<Tags<u8>> }";
    assert_eq!(definition(items), pair("{ a: boolean }", "{ a: (integer)[] }"));
}

#[test]
fn implementations_by_hand_are_read() {
    let implemented = |write: &str, read: &str| {
        format!(
            "use serde::{{Serializer, Deserializer}};
             struct T(u8, String);
             impl Serialize for T {{
                 fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{ {write} }} }}
             impl<'de> Deserialize<'de> for T {{
                 fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{ {read} }} }}"
        )
    };
    let read = "Ok(T(0, String::deserialize(deserializer)?))";
    assert_eq!(same(&implemented("serializer.serialize_str(&self.1)", read)), "string");
    assert_eq!(same(&implemented("self.1.serialize(serializer)", read)), "string");
    assert_eq!(
        definition(&implemented("self.0.serialize(serializer)", read)),
        pair("integer", "string")
    );
    let visitor = "struct V; impl Visitor<'_> for V { fn visit_u64(self) {} fn visit_str(self) {} }
        deserializer.deserialize_any(V)";
    assert_eq!(same(&implemented("serializer.serialize_u64(0)", visitor)), "bigint");
    assert_eq!(same(&implemented("serializer.serialize_str(\"\")", visitor)), "string");
    assert_eq!(
        refused(&implemented("self.as_str().serialize(serializer)", read)),
        ["missing-derive `T`"]
    );
    let generic = "use std::marker::PhantomData; use serde::{Serializer, Deserializer};
        struct Id<K> { value: u64, kind: PhantomData<K> }
        impl<K> Serialize for Id<K> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(\"Id\", &self.to_string()) } }
        impl<'de, K> Deserialize<'de> for Id<K> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Id::new(String::deserialize(deserializer)?)) } }
        struct Marker;
        #[derive(Serialize, Deserialize)] struct T { a: Id<Marker> }";
    assert_eq!(same(generic), "{ a: Id }");
}

#[test]
fn a_transparent_container_does_not_make_a_handwritten_option() {
    let items = "use serde::{Serializer, Deserializer};
        #[derive(Serialize)] #[serde(transparent)] struct Inner(Option<u8>);
        impl<'de> Deserialize<'de> for Inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Inner(String::deserialize(deserializer)?.parse().ok())) } }
        #[derive(Serialize, Deserialize)] struct T { a: Inner }";
    assert_eq!(same(items), "{ a: Inner }");
}
