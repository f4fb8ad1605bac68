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

const WRITE: &str = "serializer.collect_str(value)";
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
            "if serializer.is_human_readable() { serializer.collect_str(value) } else { serializer.serialize_u8(1) }",
            "string",
        ),
        (
            "match value { 0 => return Err(S::Error::custom(\"\")), 1 => serializer.serialize_str(\"a\"), _ => serializer.serialize_str(\"b\") }",
            "\"a\" | \"b\"",
        ),
        (
            "if *value == 0 { serializer.serialize_str(\"\") } else { serializer.serialize_u8(1) }",
            "\"\" | integer",
        ),
        ("(*value as f64).serialize(serializer)", "float"),
        ("Some(value).map(|it| it.to_string()).serialize(serializer)", "string | null"),
        ("serializer.serialize_unit_variant(\"T\", 0, \"a\")", "\"a\""),
        ("serializer.serialize_newtype_variant(\"T\", 0, \"a\", value)", "{ a: integer }"),
        (
            "let mut seq = serializer.serialize_seq(None)?; for it in [1] { seq.serialize_element(value)?; } seq.end()",
            "(integer)[]",
        ),
        (
            "let mut seq = serializer.serialize_tuple(2)?; seq.serialize_element(value)?; seq.serialize_element(\"\")?; seq.end()",
            "[integer, string]",
        ),
        (
            "let mut object = serializer.serialize_struct(\"T\", 2)?; object.serialize_field(\"a\", value)?;
             if *value > 0 { object.serialize_field(\"b\", \"text\")?; } object.end()",
            "{ a: integer, b?: string }",
        ),
        (
            "let mut map = serializer.serialize_map(None)?; map.serialize_entry(&value.to_string(), value)?; map.end()",
            "Record<string, integer>",
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
        // Below, the function declares what it reads.
        (
            "#[derive(Deserialize)] #[serde(untagged)] enum Read { Text(String), Whole { whole: u8 } }
             match Read::deserialize(deserializer)? { Read::Text(_) => Ok(0), Read::Whole { whole } => Ok(whole) }",
            "string | { whole: integer }",
        ),
        (
            "type String = bool; let text = String::deserialize(deserializer)?; Ok(0)",
            "boolean",
        ),
    ] {
        let items = with("u8", &(write(WRITE) + &read(body)));
        let expected = pair("{ a: string }", &format!("{{ a: {shape} }}"));
        assert_eq!(definition(&items), expected, "{body}");
    }
}

#[test]
fn functions_hand_over_what_their_visitors_accept() {
    for (body, shape) in [
        (
            "struct V; impl<'de> Visitor<'de> for V {
                 fn visit_none<E>(self) -> Result<u8, E> {}
                 fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<u8, D::Error> { some.deserialize_any(self) }
                 fn visit_str<E>(self, text: &str) -> Result<u8, E> {} fn visit_u64<E>(self, number: u64) -> Result<u8, E> {} }
             deserializer.deserialize_option(V)",
            "number | bigint | string | null",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V {
                 fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u8, A::Error> {
                     while let Some(it) = seq.next_element::<bool>()? {} Ok(0) } }
             deserializer.deserialize_seq(V)",
            "(boolean)[]",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V {
                 fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u8, A::Error> {
                     let first: bool = seq.next_element()?.ok_or_else(missing)?;
                     let second = seq.next_element::<u8>()?.ok_or_else(missing)?; Ok(second) } }
             deserializer.deserialize_tuple(2, V)",
            "[boolean, integer]",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V {
                 fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u8, A::Error> {
                     while let Some((key, value)) = map.next_entry::<&str, u8>()? {} Ok(0) } }
             deserializer.deserialize_map(V)",
            "Record<string, integer>",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V { type Value = HashMap<String, u8>;
                 fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                     let mut map = HashMap::with_capacity(access.size_hint().unwrap_or(0));
                     while let Some((key, value)) = access.next_entry()? { map.insert(key, value); } Ok(map) } }
             use std::collections::HashMap; let map = deserializer.deserialize_map(V)?; Ok(0)",
            "Record<string, integer>",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V { type Value = Vec<bool>;
                 fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                     let mut list = Vec::new();
                     while let Some(next) = seq.next_element()? { list.push(next); } Ok(list) } }
             deserializer.deserialize_seq(V).map(odd)",
            "(boolean)[]",
        ),
        (
            "struct V; impl<'de> Visitor<'de> for V { type Value = BTreeMap<String, u8>;
                 fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                     let mut all = BTreeMap::new();
                     loop { match map.next_key::<String>() { Err(_) => (), Ok(None) => break,
                         Ok(Some(key)) if is_odd(&key) => { let _ = all.insert(key, map.next_value()?); }
                         Ok(Some(_)) => { map.next_value::<IgnoredAny>()?; } } }
                     Ok(all) } }
             use std::collections::BTreeMap; deserializer.deserialize_map(V).map(odd)",
            "Record<string, integer>",
        ),
        (
            "#[derive(Deserialize)] struct Read { a: bool }
             struct V; impl<'de> Visitor<'de> for V { fn visit_str<E>(self, text: &str) -> Result<u8, E> {}
                 fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<u8, A::Error> {
                     Read::deserialize(de::value::MapAccessDeserializer::new(map)).map(|_| 0) } }
             deserializer.deserialize_any(V)",
            "string | { a: boolean }",
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
        "let mut map = serializer.serialize_map(None)?; map.serialize_entry(\"a\", value)?; map.serialize_entry(&value.to_string(), value)?; map.end()",
        "let mut map = serializer.serialize_map(None)?; if *value == 0 { return map.end(); } map.serialize_entry(\"a\", value)?; map.end()",
        "let mut map = serializer.serialize_map(None)?; other(&mut map)?; map.end()",
        "value.odd().serialize(serializer)",
        "{ struct String; String.serialize(serializer) }",
        "other(value, serializer)",
        "write_to!(serializer, value)",
        "value.as_str().serialize(serializer)",
        "let serializer = wrap(serializer); serializer.serialize_str(\"\")",
    ] {
        let items = with("u8", &(write(body) + &read(READ)));
        assert_eq!(refused(&items), ["unmapped-serde-attribute `\"write\"`"], "{body}");
    }
    for body in [
        "deserializer.deserialize_str(V)",
        "struct V; impl Visitor<'_> for V { fn visit_str(self) {} fn visit_map(self) {} } deserializer.deserialize_any(V)",
        "struct V; impl Visitor<'_> for V { fn visit_u64(self) {} } deserializer.deserialize_str(V)",
        "struct V; impl Visitor<'_> for V { fn visit_f64(self) {} } deserializer.deserialize_any(V)",
        "struct V; impl<'de> Visitor<'de> for V { fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u8, A::Error> {
             while let Some(key) = map.next_key::<String>()? { match key.as_str() { \"a\" => a = map.next_value::<u8>()?, _ => {} } } Ok(0) } }
         deserializer.deserialize_map(V)",
        // What is put into the collection is made of what is read.
        "struct V; impl<'de> Visitor<'de> for V { type Value = Vec<bool>;
             fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                 let mut list = Vec::new();
                 while let Some(next) = seq.next_element()? { let next = odd(next); list.push(next); } Ok(list) } }
         deserializer.deserialize_seq(V).map(odd)",
        "struct V; impl<'de> Visitor<'de> for V { type Value = Vec<bool>;
             fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                 let mut list = Vec::new();
                 while let Some(next) = seq.next_element()? { list.push(odd(next)); } Ok(list) } }
         deserializer.deserialize_seq(V).map(odd)",
        "struct V; impl<'de> Visitor<'de> for V {
             fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u8, A::Error> {
                 if let Some(it) = seq.next_element::<bool>()? {} Ok(0) } }
         deserializer.deserialize_seq(V)",
        // rustc decides which of these is compiled.
        "#[cfg(odd)] let it = u8::deserialize(deserializer)?; #[cfg(not(odd))] let it = u8::deserialize(deserializer)?; Ok(it)",
        "match is_odd() { #[cfg(odd)] true => u8::deserialize(deserializer), _ => u8::deserialize(deserializer) }",
        "use other::String; let text = String::deserialize(deserializer)?; Ok(0)",
        "{ struct String(u8); let text = String::deserialize(deserializer)?; Ok(0) }",
        "{ use other::String; let text = String::deserialize(deserializer)?; Ok(0) }",
        "{ use other::*; let text = String::deserialize(deserializer)?; Ok(0) }",
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
fn an_option_in_an_option_tells_null_from_a_missing_key() {
    let items = "use serde::{Deserializer, Serializer};
        fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<u64>>, D::Error> {
            Option::deserialize(from).map(Some) }
        #[derive(Serialize, Deserialize)] struct T {
            #[serde(default, deserialize_with = \"read\", skip_serializing_if = \"Option::is_none\")] a: Option<Option<u64>> }";
    assert_eq!(same(items), "{ a?: bigint | null }");
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
    // Rust accepts both, whatever it writes.
    assert_eq!(
        definition(&implemented("serializer.serialize_u64(0)", visitor)),
        pair("bigint", "number | bigint | string")
    );
    assert_eq!(
        definition(&implemented("serializer.collect_str(self)", visitor)),
        pair("string", "number | bigint | string")
    );
    assert_eq!(
        refused(&implemented("self.as_str().serialize(serializer)", read)),
        ["missing-derive `T`"]
    );
    let generic = "use std::marker::PhantomData; use serde::{Serializer, Deserializer};
        struct Id<K> { value: u64, kind: PhantomData<K> }
        impl<K> std::fmt::Display for Id<K> {}
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
    let reads = items.replace(
        "String::deserialize(deserializer)?.parse().ok()",
        "Option::<u8>::deserialize(deserializer)?",
    );
    assert_eq!(definition(&reads), pair("{ a: Inner }", "{ a?: Inner }"));
}

#[test]
fn parts_of_the_value_are_followed() {
    let items = |body: &str| {
        format!(
            "use serde::{{Serializer, Deserializer}};
             #[derive(Serialize, Deserialize)] struct Inner {{ a: bool }}
             #[derive(Deserialize)] enum T {{ None, #[serde(rename = \"b\")] One(Inner), Two {{ #[serde(rename = \"c\")] two: Vec<u8> }} }}
             struct Tagged<'a, M> {{ kind: &'static str, media: &'a M }}
             impl Serialize for T {{
                 fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
                     #[derive(Serialize)] struct Local<'a, M> {{ kind: &'static str, media: &'a M }}
                     {body} }} }}"
        )
    };
    for (body, shape) in [
        (
            "match self { Self::None => serializer.serialize_none(), T::One(it) => it.serialize(serializer),
                 T::Two { two } => serializer.serialize_some(two) }",
            "Inner | (integer)[] | null",
        ),
        (
            "match self { T::One(it) => Local { kind: \"a\", media: it }.serialize(serializer), _ => Err(odd()) }",
            "{ kind: string, media: Inner }",
        ),
        (
            "if let Self::Two { two: it } = self { it.first().serialize(serializer) } else { Err(odd()) }",
            "",
        ),
        (
            "if let Self::Two { two: it } = self { serializer.collect_seq(it.iter()) } else { Err(odd()) }",
            "(integer)[]",
        ),
        // A name that is bound again is another value.
        ("match self { T::One(it) => { let it = odd(); it.serialize(serializer) } _ => Err(odd()) }", ""),
        ("match self { T::One(it) | T::Odd(it) => it.serialize(serializer), _ => Err(odd()) }", ""),
    ] {
        if shape.is_empty() {
            assert_eq!(refused(&items(body)), ["missing-derive `T`"], "{body}");
        } else {
            assert_eq!(definition(&items(body)).0, shape, "{body}");
        }
    }
}

#[test]
fn to_string_is_text_only_if_it_is_that_of_std() {
    let items = |more: &str| {
        format!(
            "use serde::{{Serializer, Deserializer}};
             #[derive(Deserialize)] struct T(u8);
             impl Serialize for T {{
                 fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
                     self.to_string().serialize(serializer) }} }} {more}"
        )
    };
    let display = "use std::fmt::Display; impl Display for T {} ";
    for (more, shape) in [
        ("", None),
        (display, Some("string")),
        ("impl ToString for T {}", Some("string")),
        ("trait Display {} impl Display for T {}", None),
        (
            "impl std::fmt::Display for T {} impl T { pub fn to_string(&self) -> u8 { 7 } }",
            Some("integer"),
        ),
        ("impl std::fmt::Display for T {} impl T { pub fn to_string(&self) -> Other { 7 } }", None),
        (
            "impl std::fmt::Display for T {} impl Odd { pub fn to_string(&self) -> Other { 7 } }",
            None,
        ),
        (
            "impl std::fmt::Display for T {} struct Odd; impl Odd { fn to_string(&self) -> u8 { 7 } }",
            Some("string"),
        ),
        (
            "impl std::fmt::Display for T {} type Odd = T; impl Odd { fn to_string(&self) -> u8 { 7 } }",
            None,
        ),
        ("impl std::fmt::Display for T {} m! { fn to_string(&self) -> u8 { 7 } }", None),
        ("impl T { fn to_string(&self) -> &str { \"\" } }", Some("string")),
        ("impl T { fn to_string(&self) -> String { odd() } } struct String;", None),
    ] {
        let items = items(more);
        match shape {
            Some(shape) => assert_eq!(definition(&items), pair(shape, "integer"), "{more}"),
            None => assert_eq!(refused(&items), ["missing-derive `T`"], "{more}"),
        }
    }
}

#[test]
fn definitions_in_a_body_may_be_generic() {
    let items = "use serde::Deserializer;
        #[derive(Serialize)] #[serde(untagged)] enum Or<T> { Reference { name: String }, Item(T) }
        impl<'de, T: Deserialize<'de>> Deserialize<'de> for Or<T> {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)] #[serde(untagged)] enum Read<R> { Reference { name: String }, Item(R) }
                match Read::<T>::deserialize(from)? { _ => odd() } } }
        #[derive(Serialize, Deserialize)] struct T { a: Or<bool>, b: Or<Vec<u8>> }";
    assert_eq!(same(items), "{ a: Or<boolean>, b: Or<(integer)[]> }");
    let list = "use serde::Deserializer; #[derive(Serialize)] struct T(u8);
        impl<'de> Deserialize<'de> for T {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)] struct List { next: Option<Box<List>> }
                List::deserialize(from).map(odd) } }";
    assert_eq!(refused(list), ["circular-type `List`"]);
}

#[test]
fn a_visitor_has_the_parameters_of_what_it_returns() {
    let items = "use serde::{Serializer, Deserializer};
        enum Maybe<T> { Set(T), Unset }
        impl<T: Serialize> Serialize for Maybe<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match *self { Maybe::Set(ref it) => serializer.serialize_some(it), Maybe::Unset => serializer.serialize_none() } } }
        struct V<A> { marker: PhantomData<A> }
        impl<'de, A: Deserialize<'de>> Visitor<'de> for V<A> {
            type Value = Maybe<A>;
            fn visit_none<E>(self) -> Result<Self::Value, E> {}
            fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
                A::deserialize(from).map(Maybe::Set) } }
        impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_option(V { marker: PhantomData }) } }
        #[derive(Serialize, Deserialize)] struct T { a: Maybe<u8> }";
    assert_eq!(definition(items), pair("{ a: Maybe<integer> }", "{ a?: Maybe<integer> }"));
}

#[test]
fn functions_may_call_others() {
    let module = "use serde::{Serializer, Deserializer};
        mod inner { pub fn serialize<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> { serializer.collect_str(value) }
            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> { String::deserialize(from)?.parse().map_err(odd) } }
        mod outer { use super::inner;
            pub fn serialize<S: Serializer>(value: &Option<u8>, serializer: S) -> Result<S::Ok, S::Error> {
                match value { Some(value) => inner::serialize(value, serializer), None => serializer.serialize_none() } }
            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> { inner::deserialize(from).map(Some) } }
        #[derive(Serialize, Deserialize)] struct T { #[serde(with = \"outer\")] a: Option<u8> }";
    assert_eq!(definition(module), pair("{ a: string | null }", "{ a: string }"));
}
