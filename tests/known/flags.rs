//! Known macros of other crates: the items that the compiler assumes, against the real ones.

use ipc_codegen::compile_source;
use ipc_codegen::schema::Type;
use ipc_runtime::__private as wire;

use crate::cases::compiled_with;

/// Declares items, and a constant with their source.
macro_rules! items {
    ($source:ident: $($items:tt)+) => {
        $($items)+
        const $source: &str = stringify!($($items)+);
    };
}

items! { SOURCE:
    bitflags::bitflags! {
        /// The permissions.
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct Rights: u32 {
            /// Read.
            const READ = 1;
            const WRITE = 1 << 1;
            const _ = !0;
        }

        impl Other: u8 {
            const A = 1;
        }

        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[deprecated = "it is not"]
        pub struct More: u64 {}
    }
}

struct Other(u8);

fn source(items: &str) -> String {
    format!("#[ipc_api] trait Api {{ #[invoke] fn f(&self, v: Rights) -> More; }} {items}")
}

#[test]
#[expect(deprecated, reason = "the deprecation is tested")]
fn flags_are_strings() {
    let schema = compile_source("lib.rs", &source(SOURCE)).unwrap_or_else(|it| panic!("{it:#?}"));
    let [more, rights] = schema.types.as_slice() else { panic!("{:?}", schema.types) };
    assert_eq!(rights.docs.lines().collect::<Vec<_>>(), ["The permissions."]);
    assert_eq!(more.docs.deprecated(), Some("it is not"));
    assert_eq!(rights.shapes.input.as_deref(), Some(&Type::String));
    assert_eq!(more.shapes.output.as_deref(), Some(&Type::String));

    let both_ways = |rights: Rights, expected: &str| {
        let mut text = String::new();
        wire::encode(&rights, &mut Vec::new(), &mut text).unwrap();
        assert_eq!(text, expected);
        assert_eq!(wire::decode::<Rights>(&text, &[]).unwrap(), rights);
    };
    both_ways(Rights::empty(), r#""""#);
    both_ways(Rights::READ | Rights::WRITE, r#""READ | WRITE""#);
    both_ways(Rights::READ | Rights::from_bits_retain(4), r#""READ | 0x4""#);
    wire::decode::<Rights>("3", &[]).unwrap_err();
    wire::decode::<Rights>(r#""read""#, &[]).unwrap_err();
    let more: More = wire::decode(r#""0x1""#, &[]).unwrap();
    assert_eq!(more, More::from_bits_retain(1));
    let _ = Other(Other::A.bits());
}

/// The code of the error of an API that uses these items.
fn code(items: &str) -> &'static str {
    compile_source("lib.rs", &source(items)).expect_err(items)[0].code
}

#[test]
fn flags_must_derive_the_serde_traits() {
    let items = |derives: &str, call: &str| {
        format!(
            "{derives} {call} {{
                #[derive(serde::Serialize)] struct More: u8 {{ const A = 1; }}
                #[derive(serde::Deserialize)] struct Rights: u8 {{ const A = 1; }}
            }}"
        )
    };
    let found = |uses: &str, call: &str| compile_source("lib.rs", &source(&items(uses, call)));
    assert!(found("", "bitflags::bitflags!").is_ok());
    assert!(found("", "::bitflags::bitflags!").is_ok());
    assert!(found("use bitflags::bitflags;", "bitflags!").is_ok());
    assert_eq!(code(&SOURCE.replace("serde::Serialize,", "")), "missing-derive");
    // Macros of other crates with the same name.
    assert_eq!(code(&items("", "other::bitflags!")), "macro-generated");
    let own =
        "#[macro_export] macro_rules! bitflags { ($($t:tt)*) => { struct Rights; struct More; } }";
    assert_eq!(code(&items(own, "bitflags!")), "missing-derive");
    assert_eq!(code(&items(own, "crate::bitflags!")), "missing-derive");
}

#[test]
fn other_versions_of_bitflags_are_refused() {
    let uses = source(
        "bitflags::bitflags! { #[derive(serde::Serialize, serde::Deserialize)] pub struct Rights: u8 {} }",
    );
    let uses = uses.replace("More", "Rights");
    let found = |requirement: &str| compiled_with(&format!("bitflags = {requirement}"), &uses);
    for known in ["\"2\"", "\"=2.6.0\"", "{ version = \"~2.4\", features = [\"serde\"] }"] {
        assert!(found(known).is_ok(), "{known}");
    }
    for unknown in ["\"1.3\"", "\">=1\"", "\"*\"", "{ version = \"2\", package = \"other\" }"] {
        let problems = found(unknown).expect_err(unknown);
        assert!(!problems[0].help.is_empty(), "{problems:?}");
    }
    let renamed = uses.replace("bitflags::", "flags::");
    let dependency = "flags = { version = \"2\", package = \"bitflags\" }";
    assert!(compiled_with(dependency, &renamed).is_ok());
}
