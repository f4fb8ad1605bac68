//! One type: what the compiler says of it, and what the wire makes of it.

use std::any::type_name;

use ipc_codegen::report::Problem;
use ipc_codegen::schema::{Schema, Type};
use ipc_codegen::{Input, compile, compile_source};
use ipc_runtime::__private as wire;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Seen;
use crate::fit::fits;

/// What a type that is something else may be mistaken for. One buffer goes with each.
const PROBES: &[&str] = &[
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

/// A type and the way it is written in source.
pub(crate) struct Case<'a> {
    pub(crate) written: &'a str,
    pub(crate) seen: &'a mut Seen,
}

impl Case<'_> {
    /// Values that cross in both directions, and texts that neither Rust nor TypeScript takes.
    /// `more` is what Rust takes besides what it produces, which TypeScript is not told.
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
            let is_taken = decoded::<T>(text, &[vec![7]]).is_ok();
            let is_typed = fits(input, text).is_ok();
            if is_taken && !is_typed {
                assert!(more.contains(text), "{} is {text}, too", self.written);
            } else {
                assert!(!more.contains(text), "{} is {text} and typed so", self.written);
            }
            // A type of TypeScript has no range and no syntax, but each has what it is made of.
            let is_coarse = is_coarse(input);
            assert!(is_taken || !is_typed || is_coarse, "{} is no {text}", self.written);
        }
        self.seen.insert(squeezed(self.written));
    }

    /// Values that only go to JavaScript.
    pub(crate) fn sent<T: Serialize>(self, values: &[T]) {
        let schema = self.schema("#[event] fn f(v: Held);");
        let ty = held(schema.types[0].shapes.output.as_deref());
        for value in values {
            self.encoded(value, ty);
        }
        self.seen.insert(squeezed(self.written));
    }

    /// Texts that only Rust takes, and as the type that is said.
    pub(crate) fn taken<T: DeserializeOwned>(self, texts: &[&str]) {
        let schema = self.schema("#[send] fn f(&self, v: Held);");
        let ty = held(schema.types[0].shapes.input.as_deref());
        for text in texts {
            decoded::<T>(text, &[])
                .unwrap_or_else(|error| panic!("{} of {text}: {error}", self.written));
            fits(ty, text).unwrap_or_else(|error| panic!("{} is {text}: {error}", self.written));
        }
        self.seen.insert(squeezed(self.written));
    }

    /// A type that is refused at its tokens, with something to do instead.
    pub(crate) fn refused(self) {
        let source = source("#[event] fn f(v: Held);", self.written);
        let problems = compile_source("lib.rs", &source).expect_err(self.written);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.code, "unmapped-type", "{}", self.written);
        let location = problem.location.as_ref().expect("a location");
        assert!(self.written.contains(&source[location.range.clone()]), "{}", self.written);
        assert_eq!(problem.help.len(), 2, "{}", self.written);
        self.seen.insert(squeezed(self.written));
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
        assert!(fits(ty, text).is_err(), "{} is typed to be {text}", self.written);
    }
}

/// What the compiler makes of a source that is about one type: if that depends on features, as
/// those have it that this workspace asks for.
pub(crate) fn compiled(written: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    if !written.starts_with("time::") {
        return compile_source("lib.rs", source);
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let ours = std::fs::read_to_string(manifest).expect("the workspace has a manifest");
    let dependency =
        ours.lines().find(|line| line.starts_with("time = ")).expect("it is asked for");
    compiled_with(dependency, source)
}

/// The same for a crate with this line among its dependencies.
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

/// Whether values of a type have to be more than TypeScript can say.
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

/// `std::vec::Vec<u8>` of what `stringify!` makes of it.
fn squeezed(written: &str) -> String {
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

/// Checks types that are refused. That they exist is rustc's to say.
macro_rules! refused {
    ($seen:ident, [$($ty:ty),+ $(,)?]) => {$(
        let _: Option<fn(&$ty)> = None;
        $crate::cases::Case { written: stringify!($ty), seen: &mut *$seen }.refused();
    )+};
}
pub(crate) use refused;
