//! Derives, docs, and attributes that are refused.

use ipc_codegen::schema::Docs;

use super::support::{DERIVE, echo, help, print, problems, refused, same, schema};

#[test]
fn docs_and_deprecation_reach_the_schema() {
    let items = "#[derive(Serialize, Deserialize)]
        /// A type.
        ///
        ///   indented
        #[deprecated(since = \"1\", note = \"use U\")] struct T {
            /// A field.
            #[deprecated] a: u8,
        }";
    let schema = schema(&echo("T", items));
    assert_eq!(schema.types[0].docs, Docs::new("A type.\n\n  indented", Some("use U")));
    let json = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(json["shape"]["object"][0]["docs"][0], "A field.");
    assert_eq!(json["shape"]["object"][0]["deprecated"], "");
}

#[test]
fn macros_that_rewrite_attributes_are_refused() {
    for attributes in [
        "#[serde_with::serde_as] #[derive(Serialize, Deserialize)]",
        // Below `derive`, it has no effect.
        "#[derive(Serialize, Deserialize)] #[serde_with::skip_serializing_none]",
    ] {
        let name =
            if attributes.contains("serde_as") { "serde_as" } else { "skip_serializing_none" };
        assert_eq!(
            refused(&format!("{attributes} struct T {{ a: u8 }}")),
            [format!("unmapped-serde-attribute `serde_with::{name}`")]
        );
    }
}

#[test]
fn macros_that_may_rewrite_the_type_are_refused() {
    for (attributes, name) in [
        ("#[opt]", ""),
        ("#[chained]", "chained"),
        ("#[other::skip_serializing_none]", "other::skip_serializing_none"),
        ("#[other::typeshare]", "other::typeshare"),
        ("#[sw::skip_serializing_none]", ""),
        ("#[sw::serde_as]", "sw::serde_as"),
        ("#[model]", "model"),
        ("#[models::model]", "models::model"),
        ("#[imported]", "imported"),
        ("#[unresolved]", "unresolved"),
        // Below `derive`, serde does not see the changes.
        ("#[derive(Serialize, Deserialize)] #[models::model]", ""),
        ("#[must_use] #[rustfmt::skip] #[serde(default)]", ""),
        ("#[derive_where::derive_where(Clone)]", ""),
        // An attribute of a derive.
        ("#[derive(Debug, strum::Display)] #[strum(crate = \"strum\")]", ""),
        ("#[derive(Debug)] #[strum(crate = \"strum\")]", "strum"),
        ("#[derive(Debug, strum::Display)] #[chained]", "chained"),
    ] {
        let items = format!(
            "use serde_with as sw; use serde_with::skip_serializing_none as opt;
             mod names {{ pub use serde_with::skip_serializing_none as chained; }} use names::chained;
             use models::rewrite as imported; use crate::macros::no_such as unresolved; mod macros {{}}
             {attributes} {DERIVE} struct T {{ a: Option<u8> }}"
        );
        if name.is_empty() {
            assert_eq!(schema(&echo("T", &items)).types.len(), 1, "{attributes}");
        } else {
            assert_eq!(refused(&items), [format!("unmapped-serde-attribute `{name}`")]);
        }
    }
    let items = format!(
        "mod m {{ pub use serde_with::skip_serializing_none as opt; }} use m::opt;
         #[opt] {DERIVE} struct T {{ a: Option<u8> }}"
    );
    assert_eq!(help(&echo("T", &items)), ["write `#[serde_with::skip_serializing_none]`"]);
    let items = items.replace("#[opt]", "#[opt] #[derive(IpcType)] #[ipc(ts = \"X\")]");
    assert_eq!(same(&items), "X");
}

#[test]
fn known_macros_may_have_other_names() {
    let imports = "use serde_with::skip_serializing_none as opt; use serde::{Serialize as Ser, *};
        use serde_repr::{Serialize_repr as SerRepr, Deserialize_repr as DeRepr};";
    let source = format!(
        "{imports} #[opt] #[derive(Debug, Ser, Deserialize)] struct T {{ a: Option<u8>, level: Level }}
         #[derive(SerRepr, Clone, DeRepr)] #[repr(u8)] enum Level {{ Low = 0, High = 5 }}"
    );
    assert_eq!(same(&source), "{ a?: integer | null, level: Level }");
    let level = schema(&echo("T", &source)).types.remove(0);
    assert_eq!(level.name, "Level");
    assert_eq!(print(level.shapes.output.as_deref().expect("is sent")), "0 | 5");
}

#[test]
fn errors_of_serde_are_reported_in_its_words() {
    assert_eq!(
        problems(&echo("T", &format!("{DERIVE} struct T {{ #[serde(renam = \"b\")] a: u8 }}"))),
        ["serde `renam`: unknown serde field attribute `renam`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(tag = \"t\")] enum T {{ A {{ t: u8 }} }}"))[0]
            .split(' ')
            .next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{DERIVE} union T {{ a: u8 }}"))[0].split(' ').next(),
        Some("serde")
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(rename_all = \"camelCase\")] enum T {{ Über }}")),
        ["serde `Über`"]
    );
    assert_eq!(
        refused(&format!("{DERIVE} #[serde(rename_all = \"camelCase\")] struct T {{ __: u8 }}")),
        ["serde `__`"]
    );
}

#[test]
fn missing_derives_are_reported() {
    assert_eq!(
        problems(&echo("T", "#[derive(Serialize)] struct T;")),
        ["missing-derive `T`: `T` is received from JavaScript, but does not derive `Deserialize`"]
    );
    assert_eq!(
        problems(&echo("T", "#[derive(Deserialize)] struct T;")),
        ["missing-derive `T`: `T` is sent to JavaScript, but does not derive `Serialize`"]
    );
    assert_eq!(refused("struct T;").len(), 2);
    assert_eq!(
        help(&echo("T", "#[derive(Deserialize)] struct T; impl serde::Serialize for T {}")),
        ["a hand-written implementation cannot be read: derive it instead, or declare the \
             shape: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`"]
    );
    // Another crate's trait of the same name is not serde's.
    assert_eq!(
        refused("#[derive(rkyv::Serialize, serde::Deserialize)] struct T;"),
        ["missing-derive `T`"]
    );
    let renamed = "use serde::Serialize as Ser; #[derive(Ser, serde::Deserialize)] struct T;";
    assert_eq!(same(renamed), "null");
}

#[test]
fn only_the_used_direction_is_required() {
    let schema = schema(
        "#[ipc_api] trait A { #[send] fn f(&self, v: In); #[event] fn g(v: Out); }
         #[derive(serde::Deserialize)] struct In(Option<u8>);
         #[derive(serde::Serialize)] struct Out { a: Option<u8> }",
    );
    let [input, output] = schema.types.as_slice() else { panic!("two types") };
    assert!(input.shapes.output.is_none() && input.shapes.input.is_some());
    assert!(output.shapes.output.is_some() && output.shapes.input.is_none());
    assert!(!output.input_differs);
}

#[test]
fn macros_that_leave_a_type_as_it_is_may_stand_above_the_derive() {
    for attribute in ["#[typeshare]", "#[typeshare::typeshare]", "#[derive_where(Clone)]"] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[invoke] fn f(&self) -> Note; }}
             {attribute} #[derive(serde::Serialize)] struct Note {{ text: String }}"
        );
        assert_eq!(schema(&source).types[0].name, "Note", "{attribute}");
    }
}
