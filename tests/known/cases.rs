//! Checks of one type: its schema type against the values that serde reads and writes.

use std::any::type_name;
use std::collections::BTreeSet;

use ipc_codegen::report::Problem;
use ipc_codegen::schema::{Schema, Type};
use ipc_codegen::{Input, compile, compile_source};
use ipc_runtime::__private as wire;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fit::fits;

/// The types that have been tested, as they are written in the tests.
pub(crate) type Seen = BTreeSet<String>;

/// Texts that are decoded as every type, each with one buffer, to find values that the schema type lacks.
pub(crate) const PROBES: &[&str] = &[
    "null",
    "true",
    "7",
    "-7",
    "1.5",
    r#""7""#,
    r#""text""#,
    r#""\u0000i1180591620717411303424""#,
    r#""\u0000nan""#,
    r#""\u0000b0""#,
    r#""\u0000s\u0000""#,
    "[]",
    "[7]",
    "[7,7]",
    "[null]",
    r#"["text"]"#,
    "{}",
    r#"{"a":7}"#,
    r#"{"7":7}"#,
    r#"{"true":true}"#,
];

/// A type, as it is written in source.
pub(crate) struct Case<'a> {
    pub(crate) written: &'a str,
    pub(crate) seen: &'a mut Seen,
}

impl Case<'_> {
    /// Checks values that cross in both directions, and texts that neither Rust nor TypeScript accepts.
    /// `more` has the probes that Rust accepts but TypeScript does not.
    pub(crate) fn both<T: Serialize + DeserializeOwned>(
        self,
        values: &[T],
        rejected: &[&str],
        more: &[&str],
    ) {
        let schema = self.schema("#[invoke] fn f(&self, v: Held) -> Held;");
        let input = held(schema.types[0].shapes.input.as_deref());
        assert_eq!(held(schema.types[0].shapes.output.as_deref()), input, "{}", self.written);
        for value in values {
            let (text, buffers) = self.encoded(value, input);
            let again: T = decoded(&text, &buffers)
                .unwrap_or_else(|error| panic!("{} of {text}: {error}", self.written));
            assert_eq!(self.encoded(&again, input), (text, buffers));
        }
        for text in rejected {
            self.rejects::<T>(text, input);
        }
        for text in PROBES {
            let is_accepted = decoded::<T>(text, &[vec![7]]).is_ok();
            let is_typed = fits(input, text).is_ok();
            if is_accepted && !is_typed {
                assert!(more.contains(text), "{} also accepts {text}", self.written);
            } else {
                assert!(
                    !more.contains(text),
                    "{} and its schema type agree on {text}",
                    self.written
                );
            }
            // A TypeScript type without range or syntax may accept more than Rust.
            let is_coarse = is_coarse(input);
            assert!(
                is_accepted || !is_typed || is_coarse,
                "{} does not accept {text}",
                self.written
            );
        }
        self.seen.insert(without_spaces(self.written));
    }

    /// Checks values that only go to JavaScript.
    pub(crate) fn sent<T: Serialize>(self, values: &[T]) {
        let schema = self.schema("#[event] fn f(v: Held);");
        let ty = held(schema.types[0].shapes.output.as_deref());
        for value in values {
            self.encoded(value, ty);
        }
        self.seen.insert(without_spaces(self.written));
    }

    /// Checks texts for a type that Rust only accepts.
    pub(crate) fn taken<T: DeserializeOwned>(self, texts: &[&str]) {
        let schema = self.schema("#[send] fn f(&self, v: Held);");
        let ty = held(schema.types[0].shapes.input.as_deref());
        for text in texts {
            decoded::<T>(text, &[])
                .unwrap_or_else(|error| panic!("{} of {text}: {error}", self.written));
            fits(ty, text).unwrap_or_else(|error| panic!("{} is {text}: {error}", self.written));
        }
        self.seen.insert(without_spaces(self.written));
    }

    /// Checks that a type is refused at its own tokens, with a help.
    pub(crate) fn refused(self) {
        let source = source("#[event] fn f(v: Held);", self.written);
        let problems = compile_source("lib.rs", &source).expect_err(self.written);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.code, "unmapped-type", "{}", self.written);
        let location = problem.location.as_ref().expect("a location");
        assert!(self.written.contains(&source[location.range.clone()]), "{}", self.written);
        assert_eq!(problem.help.len(), 2, "{}", self.written);
        self.seen.insert(without_spaces(self.written));
    }

    fn schema(&self, method: &str) -> Schema {
        compiled(self.written, &source(method, self.written))
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", self.written))
    }

    fn encoded<T: Serialize>(&self, value: &T, ty: &Type) -> (String, Vec<Vec<u8>>) {
        let (mut text, mut buffers) = (String::new(), Vec::new());
        wire::encode(value, &mut buffers, &mut text)
            .unwrap_or_else(|error| panic!("{}: {error}", self.written));
        fits(ty, &text).unwrap_or_else(|error| panic!("{} is {text}: {error}", self.written));
        (text, buffers)
    }

    fn rejects<T: DeserializeOwned>(&self, text: &str, ty: &Type) {
        assert!(decoded::<T>(text, &[]).is_err(), "{} is {text}", type_name::<T>());
        assert!(fits(ty, text).is_err(), "the schema type of {} accepts {text}", self.written);
    }
}

/// Compiles a source about one type. For a type that depends on features, the dependency is that of
/// this workspace.
pub(crate) fn compiled(written: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    if !written.starts_with("time::") {
        return compile_source("lib.rs", source);
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let ours = std::fs::read_to_string(manifest).expect("the workspace has a manifest");
    let dependency = ours
        .lines()
        .find(|line| line.starts_with("time = "))
        .expect("the workspace depends on `time`");
    compiled_with(dependency, source)
}

/// Compiles a source as a crate with this line in its dependencies.
pub(crate) fn compiled_with(dependency: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = format!(
        "[package]\nname = \"app\"\nedition = \"2024\"\n[dependencies]\nserde = \"1\"\n{dependency}\n"
    );
    std::fs::create_dir(folder.path().join("src")).expect("a folder");
    for (name, text) in [("Cargo.toml", manifest.as_str()), ("src/lib.rs", source)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    compile(&Input { paths: vec![folder.path().to_owned()], ..Input::default() })
}

fn source(method: &str, written: &str) -> String {
    format!(
        "#[ipc_api] pub trait Api {{ {method} }}
         #[derive(serde::Serialize, serde::Deserialize)] pub struct Held {{ it: {written} }}"
    )
}

/// The type of the only field of `Held`.
fn held(shape: Option<&Type>) -> &Type {
    match shape {
        Some(Type::Object(fields)) => &fields[0].ty,
        other => panic!("{other:?} is no struct"),
    }
}

fn decoded<T: DeserializeOwned>(text: &str, buffers: &[Vec<u8>]) -> Result<T, String> {
    let buffers: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
    wire::decode(text, &buffers).map_err(|error| error.to_string())
}

/// Whether a TypeScript type accepts more than Rust, because it has no range or syntax.
fn is_coarse(ty: &Type) -> bool {
    match ty {
        Type::String
        | Type::Integer
        | Type::SafeInteger
        | Type::SafeInteger128
        | Type::BigInt
        | Type::BigInt128
        | Type::Float
        | Type::Number
        | Type::Json
        | Type::RawJson => true,
        Type::Option(inner) | Type::List(inner) => is_coarse(inner),
        Type::Map { key, value } => is_coarse(key) || is_coarse(value),
        Type::Tuple(parts) | Type::Union(parts) => parts.iter().any(is_coarse),
        _ => false,
    }
}

/// The output of `stringify!` without spaces: `std::vec::Vec<u8>`.
fn without_spaces(written: &str) -> String {
    written.split_whitespace().collect()
}

/// Checks types that have the same values.
macro_rules! both {
    ($seen:ident, [$($ty:ty),+ $(,)?]: $values:tt $(, rejects $rejected:tt)? $(, takes $more:tt)?) => {
        $crate::cases::both!(@each $seen, [$($ty),+], ($values [$($rejected)?] [$($more)?]));
    };
    (@each $seen:ident, [$($ty:ty),+], $texts:tt) => {$(
        $crate::cases::both!(@one $seen, $ty, $texts);
    )+};
    (@one $seen:ident, $ty:ty, ($values:tt [$($rejected:tt)?] [$($more:tt)?])) => {{
        let values: Vec<$ty> = vec! $values;
        let texts = |lists: &[&[&'static str]]| lists.concat();
        let (rejected, more) = (texts(&[$(&$rejected)?]), texts(&[$(&$more)?]));
        let case = $crate::cases::Case { written: stringify!($ty), seen: &mut *$seen };
        case.both(&values, &rejected, &more);
    }};
}
pub(crate) use both;

/// Checks types that are refused. rustc checks that they exist.
macro_rules! refused {
    ($seen:ident, [$($ty:ty),+ $(,)?]) => {$(
        let _: Option<fn(&$ty)> = None;
        $crate::cases::Case { written: stringify!($ty), seen: &mut *$seen }.refused();
    )+};
}
pub(crate) use refused;
