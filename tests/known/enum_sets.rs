//! Sets of the crate `enumset`, whose attributes choose the form on the wire.

use enumset::{EnumSet, EnumSetType};
use ipc_codegen::compile_source;
use ipc_codegen::schema::Type;
use ipc_runtime::__private as wire;
use serde::{Deserialize, Serialize};

use crate::cases::Seen;

/// Checks the schema type of a set of each enum, and the text of a set with the last variant.
macro_rules! sets {
    ($($set:expr, $text:literal: $(#[$attr:meta])+ enum $name:ident { $($body:tt)+ })+) => {$({
        $(#[$attr])+
        #[allow(dead_code, reason = "only the last variant is used")]
        enum $name { $($body)+ }
        let item = stringify!($(#[$attr])+ enum $name { $($body)+ });
        let set = EnumSet::only(EnumSet::<$name>::all().iter().last().unwrap());
        assert_eq!(compiled(item, stringify!($name)), [$set, $set], "{item}");
        let mut text = String::new();
        wire::encode(&set, &mut Vec::new(), &mut text).unwrap();
        assert_eq!(text, $text, "{item}");
        let again: EnumSet<$name> = wire::decode(&text, &[]).unwrap();
        assert!(again == set, "{item}");
    })+};
}

/// The schema types of a set of an enum, in both directions.
fn compiled(item: &str, name: &str) -> [Type; 2] {
    let source = format!(
        "#[ipc_api] trait Api {{ #[invoke] fn f(&self, v: enumset::EnumSet<{name}>) -> EnumSet<{name}>; }}
         use {{enumset::{{set::EnumSet, EnumSetType}}, serde::{{Deserialize, Serialize}}}};
         {item}"
    );
    let schema = compile_source("lib.rs", &source).unwrap_or_else(|it| panic!("{item}: {it:#?}"));
    let method = &schema.apis[0].methods[0];
    [method.args[0].ty.clone(), method.returns.clone()]
}

fn named() -> Type {
    Type::Named { name: "Side".to_owned(), args: Vec::new() }
}

#[expect(
    deprecated,
    clippy::let_unit_value,
    clippy::ignored_unit_patterns,
    reason = "the deprecated attributes are still supported"
)]
pub(crate) fn check(seen: &mut Seen) {
    sets! {
        Type::List(Box::new(named())), r#"["Right"]"#:
        #[derive(EnumSetType, Serialize, Deserialize)]
        #[enumset(serialize_repr = "list")]
        enum Side { Left, Right }

        Type::Map { key: Box::new(named()), value: Box::new(Type::Bool) }, r#"{"Right":true}"#:
        #[derive(EnumSetType, Serialize, Deserialize)]
        #[enumset(no_ops, serialize_repr = "map", serialize_deny_unknown)]
        enum Side { Left, Right }

        Type::List(Box::new(named())), r#"["Right"]"#:
        #[derive(EnumSetType, Serialize, Deserialize)]
        #[enumset(serialize_as_list, serialize_as_map, serialize_repr = "u8")]
        enum Side { Left, Right }

        Type::List(Box::new(Type::BigInt)), "[0,2]":
        #[derive(EnumSetType)]
        #[enumset(serialize_repr = "array")]
        enum Side { Left = 1, Right = 65 }

        Type::Integer, "2":
        #[derive(EnumSetType)]
        #[enumset(serialize_repr = "u8")]
        enum Side { Left, Right }

        Type::Integer, "2147483648":
        #[derive(EnumSetType)]
        #[enumset(serialize_repr = "u32", map = "msb", repr = "u32")]
        enum Side { Left = 31, Right = 0 }

        Type::BigInt, "2":
        #[derive(EnumSetType)]
        #[enumset(serialize_repr = "u64")]
        enum Side { Left, Right }

        Type::BigInt128, "2":
        #[derive(EnumSetType)]
        #[enumset(serialize_repr = "u128")]
        enum Side { Left, Right }
    }
    // Without the attribute, the set is the smallest integer type that fits.
    sets! {
        Type::Integer, "2":
        #[derive(EnumSetType)]
        enum Side { Left, Right }

        Type::Integer, "2147483648":
        #[derive(EnumSetType)]
        enum Side { Left = 0x1e, Right }

        Type::BigInt, "4294967296":
        #[derive(EnumSetType)]
        enum Side { Left = 31, Right }

        Type::BigInt, r#""\u0000i9223372036854775808""#:
        #[derive(EnumSetType)]
        #[enumset(map = "lsb")]
        enum Side { Right = 63, Left = 0 }

        Type::BigInt128, r#""\u0000i18446744073709551616""#:
        #[derive(EnumSetType)]
        enum Side { Left, Right = 64 }

        Type::BigInt128, r#""\u0000i170141183460469231731687303715884105728""#:
        #[derive(EnumSetType)]
        enum Side { Left, Right = 127 }

        Type::List(Box::new(Type::BigInt)), "[0,0,1]":
        #[derive(EnumSetType)]
        enum Side { Left, Right = 128 }

        Type::Integer, "2":
        #[derive(EnumSetType)]
        #[enumset(map = "compact")]
        enum Side { Left = 7, Right = 70 }
    }
    seen.insert("enumset::EnumSet<Side>".to_owned());
    seen.insert("enumset::set::EnumSet<Side>".to_owned());
}

#[test]
fn sets_with_an_unknown_form_are_refused() {
    for item in [
        "#[derive(EnumSetType)] #[enumset(map = \"mask\")] enum Side { Left = 1, Right = 2 }",
        "#[derive(EnumSetType)] #[enumset(map = \"msb\", repr = \"u64\")] enum Side { Left }",
        "#[derive(EnumSetType)] enum Side { Left = 1 << 5 }",
        "#[derive(EnumSetType)] enum Side { Left, #[cfg(miri)] Right }",
        "#[derive(EnumSetType)] #[cfg_attr(miri, enumset(serialize_repr = \"list\"))] enum Side { Left }",
        "#[derive(EnumSetType)] #[enumset(serialize_repr = \"list\")] enum Side { Left }",
        "enum Side { Left }",
        "type Side = u8;",
    ] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[event] fn f(v: enumset::EnumSet<Side>); }}
             use enumset::EnumSetType;
             {item}"
        );
        let problems = compile_source("lib.rs", &source).expect_err(item);
        let code = match item {
            _ if item.contains("cfg_attr") => "unresolved-cfg",
            _ if item.contains("\"list\"") => "missing-derive",
            _ => "unmapped-type",
        };
        assert_eq!(problems[0].code, code, "{item}");
        assert!(!problems[0].help.is_empty(), "{item}");
    }
}
