//! Paths, manifests, features, `cfg`, files of modules.

use std::fs;

use ipc_codegen::{Input, compile};

use super::support::{failures, input, marks, names, print, tree};

const API: &str = "#[ipc_api] pub trait Api { #[send] fn f(&self); }";
const MANIFEST: &str = "[package]\nname = \"app\"\nedition = \"2024\"\n";

#[test]
fn a_crate_by_folder_manifest_or_file() {
    let folder = tree(&[("Cargo.toml", MANIFEST), ("src/lib.rs", API)]);
    for path in ["", "Cargo.toml", "src/lib.rs", "src/../src/lib.rs"] {
        assert_eq!(names(&input(&folder, &[path])), ["Api"], "{path}");
    }
}

#[test]
fn roots_are_the_library_or_else_the_binaries() {
    let other = API.replace("Api", "Other");
    let both = tree(&[("Cargo.toml", MANIFEST), ("src/lib.rs", API), ("src/main.rs", &other)]);
    assert_eq!(names(&input(&both, &[""])), ["Api"]);
    let binaries =
        tree(&[("Cargo.toml", MANIFEST), ("src/bin/x.rs", API), ("src/main.rs", &other)]);
    assert_eq!(names(&input(&binaries, &[""])), ["Api", "Other"]);
    let shared = "#[path = \"../shared.rs\"] mod shared;";
    let shared = tree(&[
        ("Cargo.toml", MANIFEST),
        ("src/shared.rs", API),
        ("src/bin/x.rs", shared),
        ("src/bin/y.rs", shared),
    ]);
    assert_eq!(names(&input(&shared, &[""])), ["Api"]);
    let explicit = format!("{MANIFEST}[lib]\npath = \"code/root.rs\"\n");
    let explicit = tree(&[("Cargo.toml", explicit.as_str()), ("code/root.rs", API)]);
    assert_eq!(names(&input(&explicit, &[""])), ["Api"]);
}

#[test]
fn paths_that_are_not_crates_are_refused() {
    let folder = tree(&[
        ("empty/x.txt", ""),
        ("broken/Cargo.toml", "[package\n"),
        ("bare/Cargo.toml", MANIFEST),
        ("space/Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n"),
        ("quiet/Cargo.toml", MANIFEST),
        ("quiet/src/lib.rs", "struct A;"),
    ]);
    let failure = |path: &str| failures(&folder, &input(&folder, &[path]));
    assert_eq!(failure("nowhere"), ["no-such-path: there is no `./nowhere`"]);
    assert_eq!(failure("empty"), ["not-a-crate: `./empty` has no `Cargo.toml`"]);
    assert_eq!(
        failure("empty/x.txt"),
        ["not-a-crate: `./empty/x.txt` is neither a `Cargo.toml` nor a `.rs` file"]
    );
    assert_eq!(failure("broken"), ["broken/Cargo.toml invalid-manifest ``"]);
    assert_eq!(failure("bare"), ["not-a-crate: `./bare` has neither a library nor a binary"]);
    assert_eq!(
        failure("space"),
        ["not-a-crate: `./space/Cargo.toml` is a workspace, not a package"]
    );
    assert_eq!(failure("quiet"), ["no-api: there is no `#[ipc_api]` trait in `app`"]);
    let all = failures(&folder, &input(&folder, &["nowhere", "empty"]));
    assert_eq!(all.len(), 2);
}

#[test]
fn an_input_is_given_once() {
    let folder = tree(&[("app/Cargo.toml", "[package]\nname = \"app\"\n"), ("app/src/lib.rs", "")]);
    for (paths, path) in [
        (["app", "app/Cargo.toml"], "app/Cargo.toml"),
        (["app/../app/src/lib.rs", "app/src/lib.rs"], "app/src/lib.rs"),
    ] {
        assert_eq!(
            failures(&folder, &input(&folder, &paths)),
            [format!("duplicate-input: `./{path}` is given twice")]
        );
    }
}

#[test]
fn modules_are_found_where_rustc_looks() {
    let api = |name: &str| API.replace("Api", name);
    let folder = tree(&[
        (
            "lib.rs",
            "mod a; mod b; mod inline { mod c; #[path = \"odd.rs\"] mod d; } \
             #[path = \"other/place.rs\"] mod e; mod r#type;",
        ),
        ("a.rs", &(api("A") + "mod nested;")),
        ("a/nested.rs", &(api("Nested") + "mod inner { #[path = \"far.rs\"] mod far; }")),
        ("a/nested/inner/far.rs", &api("Far")),
        ("b/mod.rs", &(api("B") + "mod sibling;")),
        ("b/sibling.rs", &api("Sibling")),
        ("inline/c.rs", &api("C")),
        ("inline/odd.rs", &api("D")),
        ("other/place.rs", &(api("E") + "mod beside;")),
        ("other/beside.rs", &api("Beside")),
        ("type.rs", &api("Typed")),
    ]);
    assert_eq!(
        names(&input(&folder, &["lib.rs"])),
        ["A", "B", "Beside", "C", "D", "E", "Far", "Nested", "Sibling", "Typed"]
    );
}

#[test]
fn files_that_are_missing_or_do_not_parse_are_reported_together() {
    let folder = tree(&[
        ("lib.rs", "mod gone; mod bad; mod worse; mod twice; #[path = \"lib.rs\"] mod again;"),
        ("bad.rs", "struct A {\n  a: ,\n}"),
        ("worse.rs", "fn f( {"),
        ("twice.rs", ""),
        ("twice/mod.rs", ""),
    ]);
    assert_eq!(
        failures(&folder, &input(&folder, &["lib.rs"])),
        [
            "bad.rs syntax `,`",
            "lib.rs module-file `gone`",
            "lib.rs module-file `twice`",
            "lib.rs module-file `again`",
            "worse.rs syntax `{`",
        ]
    );
}

#[test]
fn path_dependencies_are_read_on_demand() {
    let folder = tree(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\n[workspace.package]\nedition = \"2024\"\n\
             [workspace.dependencies]\nshared-types = { path = \"libs/shared\" }\n",
        ),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nedition.workspace = true\n[dependencies]\n\
             shared-types.workspace = true\nshort = { package = \"long-name\", path = \"../libs/long\" }\n",
        ),
        (
            "app/src/lib.rs",
            "use shared::User; #[ipc_api] trait Api { #[send] fn f(&self, a: User, b: short::deep::Long); }",
        ),
        (
            "libs/shared/Cargo.toml",
            "[package]\nname = \"shared-types\"\n[lib]\nname = \"shared\"\n",
        ),
        (
            "libs/shared/src/lib.rs",
            "mod user; mod never_read; pub use user::User; #[ipc_api] trait NotOfTheApp {}",
        ),
        (
            "libs/shared/src/user.rs",
            "use serde::Deserialize; #[derive(Deserialize)] pub struct User { pub id: crate::user::Id }
             #[derive(Deserialize)] pub struct Id(u32);",
        ),
        ("libs/shared/src/never_read.rs", "this is not Rust"),
        ("libs/long/Cargo.toml", "[package]\nname = \"long-name\"\n"),
        ("libs/long/src/lib.rs", "pub mod deep;"),
        ("libs/long/src/deep.rs", "#[derive(serde::Deserialize)] pub struct Long;"),
    ]);
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Id", "Long", "User"]);
    fs::write(folder.path().join("libs/long/src/deep.rs"), "struct").expect("written");
    assert_eq!(failures(&folder, &input(&folder, &["app"])), ["libs/long/src/deep.rs syntax ``"]);
}

#[test]
fn implementations_may_be_anywhere_in_the_crate_of_a_trait() {
    let folder = tree(&[
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nshared = { path = \"../shared\" }\n",
        ),
        (
            "app/src/lib.rs",
            "#[ipc_api] trait Api { #[send] fn f(&self, a: shared::Page<Vec<u8>>); }",
        ),
        ("shared/Cargo.toml", "[package]\nname = \"shared\"\n"),
        (
            "shared/src/lib.rs",
            "mod impls; pub trait Source { type Item; }
             #[derive(serde::Deserialize)] pub struct Page<S: Source> { items: Vec<S::Item> }",
        ),
        (
            "shared/src/impls.rs",
            "impl crate::Source for Vec<u8> { type Item = Byte; }
             #[derive(serde::Deserialize)] pub struct Byte(u8);",
        ),
    ]);
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Byte", "Page"]);
}

#[test]
fn the_runtime_is_known_even_by_path() {
    let folder = tree(&[
        (
            "Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nipc-runtime = { path = \"nowhere\" }\n",
        ),
        (
            "src/lib.rs",
            "use ipc_runtime::Bytes; #[ipc_api] trait Api { #[send] fn f(&self, a: Bytes); }",
        ),
    ]);
    assert_eq!(names(&input(&folder, &[""])), ["Api"]);
}

#[test]
fn undeclared_crates_are_not_found() {
    let folder = tree(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "#[ipc_api] trait Api { #[send] fn f(&self, a: uuid::Uuid); }"),
    ]);
    assert_eq!(failures(&folder, &input(&folder, &[""])), ["src/lib.rs unknown-name `uuid`"]);
}

const FEATURES: &str = "[package]\nname = \"app\"\n\
    [features]\ndefault = [\"a\"]\na = [\"b\"]\nb = []\nc = [\"lib/extra\"]\n\
    [dependencies]\nlib = { path = \"lib\", default-features = false }\n\
    maybe = { path = \"maybe\", optional = true }\n";

fn with_features() -> tempfile::TempDir {
    tree(&[
        ("Cargo.toml", FEATURES),
        (
            "src/lib.rs",
            "#[ipc_api] trait Api { #[send] fn f(&self, a: lib::Either); }
             #[cfg(feature = \"b\")] #[ipc_api] trait B { #[send] fn g(&self); }
             #[cfg_attr(all(feature = \"c\", not(feature = \"b\")), ipc_api)] trait C { #[send] fn h(&self); }
             #[cfg(feature = \"maybe\")] #[ipc_api] trait D { #[send] fn i(&self, v: maybe::Maybe); }",
        ),
        ("lib/Cargo.toml", "[package]\nname = \"lib\"\n[features]\ndefault = [\"no\"]\nno = []\nextra = []\n"),
        (
            "lib/src/lib.rs",
            "#[cfg(feature = \"no\")] compile_error!(); #[derive(serde::Deserialize)] pub struct Either {
                #[cfg(feature = \"extra\")] a: Extra, #[cfg(feature = \"no\")] b: Nowhere }
             #[derive(serde::Deserialize)] pub struct Extra;",
        ),
        ("maybe/Cargo.toml", "[package]\nname = \"maybe\"\n"),
        ("maybe/src/lib.rs", "#[derive(serde::Deserialize)] pub struct Maybe;"),
    ])
}

#[test]
fn features_of_the_crate_and_of_its_dependencies() {
    let folder = with_features();
    let with = |features: &[&str], no_default_features| Input {
        features: features.iter().map(|&feature| feature.to_owned()).collect(),
        no_default_features,
        ..input(&folder, &[""])
    };
    assert_eq!(names(&with(&[], false)), ["Api", "B", "Either"]);
    assert_eq!(names(&with(&[], true)), ["Api", "Either"]);
    assert_eq!(names(&with(&["c"], true)), ["Api", "C", "Either", "Extra"]);
    assert_eq!(names(&with(&["lib/extra"], true)), ["Api", "Either", "Extra"]);
    assert_eq!(names(&with(&["maybe"], true)), ["Api", "D", "Either", "Maybe"]);
    let all = Input { all_features: true, ..input(&folder, &[""]) };
    assert_eq!(names(&all), ["Api", "B", "D", "Either", "Extra", "Maybe"]);
    let unknown = with(&["d"], false);
    assert_eq!(
        failures(&folder, &unknown),
        ["unknown-feature: no named package has a feature `d`"]
    );
}

#[test]
fn a_target_resolves_conditions() {
    let folder = tree(&[(
        "lib.rs",
        "#[ipc_api] trait Api { #[send] fn f(&self, a: Os); #[cfg(windows)] #[send] fn g(&self); }
         #[cfg(windows)] type Os = Windows; #[cfg(not(windows))] type Os = Other;
         #[derive(serde::Deserialize)] struct Windows { #[cfg(windows)] a: u8 }
         #[derive(serde::Deserialize)] struct Other;
         #[cfg(windows)] type NeverReached = Nowhere;",
    )]);
    let plain = input(&folder, &["lib.rs"]);
    assert_eq!(
        failures(&folder, &plain),
        ["lib.rs unresolved-cfg `cfg(windows)`", "lib.rs unresolved-cfg `cfg(windows)`"]
    );
    let target = |triple: &str| Input { target: Some(triple.to_owned()), ..plain.clone() };
    assert_eq!(names(&target("x86_64-pc-windows-msvc")), ["Api", "Windows"]);
    assert_eq!(names(&target("x86_64-unknown-linux-gnu")), ["Api", "Other"]);
    assert_eq!(
        failures(&folder, &target("x86_64-linux")),
        ["unknown-target: rustc knows no target `x86_64-linux`"]
    );
}

#[test]
fn unresolved_conditions_are_errors_if_reached() {
    let api = "#[ipc_api] trait Api { #[send] fn f(&self, a: T); }";
    for (items, mark) in [
        ("#[derive(serde::Deserialize)] struct T { #[cfg(unix)] a: u8 }", "cfg(unix)"),
        ("#[derive(serde::Deserialize)] enum T { #[cfg(my_flag)] A, B }", "cfg(my_flag)"),
        (
            "#[cfg_attr(unix, derive(serde::Deserialize))] struct T;",
            "cfg_attr(unix, derive(serde::Deserialize))",
        ),
        (
            "#[derive(serde::Deserialize)] struct T { #[cfg_attr(unix, serde(skip))] a: u8 }",
            "cfg_attr(unix, serde(skip))",
        ),
        (
            "#[cfg(unix)] use m::T; mod m { #[derive(serde::Deserialize)] pub struct T; }",
            "cfg(unix)",
        ),
        (
            "use m::T; #[cfg(unix)] mod m { #[derive(serde::Deserialize)] pub struct T; }",
            "cfg(unix)",
        ),
    ] {
        assert_eq!(
            marks(&format!("{api} {items}")),
            [format!("unresolved-cfg `{mark}`")],
            "{items}"
        );
    }
    for items in [
        "#[cfg(unix)] mod m { #[ipc_api] trait Api { #[send] fn f(&self); } }",
        "#[cfg(unix)] #[ipc_api] trait Api { #[send] fn f(&self); }",
    ] {
        assert_eq!(marks(items), ["unresolved-cfg `cfg(unix)`"], "{items}");
    }
}

#[test]
fn invalid_conditions_are_reported() {
    let source = format!("{API} #[cfg(all(=))] struct A;");
    assert_eq!(marks(&source), ["invalid-cfg `cfg(all(=))`"]);
}

#[test]
fn conditional_attributes_of_serde_are_applied() {
    let folder = tree(&[(
        "lib.rs",
        "#[ipc_api] trait Api { #[send] fn f(&self, a: T); }
         #[cfg_attr(not(test), derive(serde::Deserialize), serde(rename_all = \"UPPERCASE\"))]
         #[cfg_attr(unix, allow(dead_code))]
         struct T { a: u8, #[cfg_attr(test, serde(skip))] b: u8 }",
    )]);
    let schema = ipc_codegen::compile(&input(&folder, &["lib.rs"])).expect("is right");
    let json = serde_json::to_value(&schema.types[0]).expect("is JSON");
    assert_eq!(json["input"]["object"][0]["name"], "A");
    assert_eq!(json["input"]["object"][1]["name"], "B");
}

#[test]
fn two_runs_are_equal() {
    let folder = with_features();
    let input = input(&folder, &[""]);
    let text = || ipc_codegen::compile(&input).expect("is right").to_json();
    assert_eq!(text(), text());
}

#[test]
fn shapes_that_depend_on_a_feature() {
    let compiled = |root: &str, manifest: &str| {
        let source = "#[ipc_api] trait Api { #[send] fn f(&self, at: when::OffsetDateTime); }";
        let folder = tree(&[
            ("Cargo.toml", root),
            (
                "app/Cargo.toml",
                &format!("[package]\nname = \"app\"\nedition = \"2024\"\n{manifest}"),
            ),
            (
                "app/src/lib.rs",
                &source.replace("when", if manifest.contains("when") { "when" } else { "time" }),
            ),
        ]);
        let compiled = compile(&input(&folder, &["app"]));
        compiled.map(|schema| print(&schema.apis[0].methods[0].args[0].ty)).map_err(|problems| {
            assert_eq!(problems.len(), 1, "{problems:#?}");
            problems[0].help[0].clone()
        })
    };
    let asked = "{ version = \"0.3\", features = [\"serde-human-readable\"] }";
    let root = "[workspace]\nmembers = [\"app\"]\n";
    let inherited = format!("{root}[workspace.dependencies]\ntime = {asked}");
    for (root, manifest) in [
        (root, format!("[dependencies]\ntime = {asked}")),
        (root, format!("[dependencies]\nwhen = {}", asked.replace('{', "{ package = \"time\","))),
        (&*inherited, "[dependencies]\ntime.workspace = true".to_owned()),
        (
            root,
            "[features]\ndefault = [\"time/serde-human-readable\"]\n[dependencies]\ntime = \"0.3\""
                .to_owned(),
        ),
    ] {
        assert_eq!(compiled(root, &manifest), Ok("string".to_owned()), "{manifest}");
    }
    for manifest in [
        "[dependencies]\ntime = \"0.3\"",
        "[features]\nx = [\"time/serde-human-readable\"]\n[dependencies]\ntime = \"0.3\"",
        &format!(
            "[dependencies]\ntime = \"0.3\"\n[target.'cfg(unix)'.dependencies]\ntime = {asked}"
        ),
    ] {
        let help = "its shape depends on the feature `serde-human-readable` of `time`, which any crate \
                    may turn on: turn it on in the `Cargo.toml` of this crate";
        assert_eq!(compiled(root, manifest), Err(help.to_owned()), "{manifest}");
    }
}

#[test]
fn problems_do_not_depend_on_the_order_of_discovery() {
    // Two crates share a file, so both problems have the same location and message.
    let mut files = vec![
        ("Cargo.toml".to_owned(), "[package]\nname = \"a\"\nedition = \"2024\"\n[[bin]]\nname = \"one\"\npath = \"src/one.rs\"\n[[bin]]\nname = \"two\"\npath = \"src/two.rs\"\n".to_owned()),
        ("src/shared.rs".to_owned(), "mod missing;".to_owned()),
    ];
    for (name, shared) in [("one", "mod shared;"), ("two", "#[path = \"shared.rs\"] mod shared;")] {
        let others: Vec<_> = (0..20).map(|number| format!("mod {name}{number};")).collect();
        files.push((format!("src/{name}.rs"), format!("{shared}\n{}", others.join("\n"))));
        for number in 0..20 {
            files.push((format!("src/{name}{number}.rs"), "struct A;\n".repeat(number)));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let folder = tree(&files);
    let problems = || compile(&input(&folder, &[""])).expect_err("there is no such module");
    let first = problems();
    assert_eq!(first.len(), 2);
    for _ in 0..20 {
        assert_eq!(problems(), first);
    }
}

#[test]
fn given_conditions_hold_in_all_crates() {
    let folder = tree(&[
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nversions = { path = \"../versions\" }\n",
        ),
        (
            "app/src/lib.rs",
            "#[ipc_api] trait Api { #[send] fn f(&self, a: versions::api::A, b: versions::api::B); }",
        ),
        ("versions/Cargo.toml", "[package]\nname = \"versions\"\n"),
        (
            "versions/src/lib.rs",
            "#[cfg(enabled = \"1\")] mod v1; #[cfg(enabled = \"1\")] pub use v1::*;
             #[cfg(enabled = \"2\")] mod v2; #[cfg(enabled = \"2\")] pub use self::v2::*;",
        ),
        ("versions/src/v1.rs", "pub mod api {}"),
        (
            "versions/src/v2.rs",
            "pub mod api { #[derive(serde::Deserialize)] pub struct A;
             #[cfg(not(slim))] #[derive(serde::Deserialize)] pub struct B; }",
        ),
    ]);
    let input = |cfg: &[&str]| ipc_codegen::Input {
        cfg: cfg.iter().map(|&cfg| cfg.to_owned()).collect(),
        ..input(&folder, &["app"])
    };
    assert_eq!(names(&input(&["enabled=\"2\"", "not(slim)"])), ["Api", "A", "B"]);
    // The cause is said once.
    let problems = ipc_codegen::compile(&input(&[])).expect_err("is undecided");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "unresolved-cfg");
    assert_eq!(
        problems[0].help,
        [
            "say what rustc is told: `--cfg 'enabled = \"1\"'`, or another value",
            "or keep it out of the types that cross to JavaScript",
        ]
    );
    let problems = ipc_codegen::compile(&input(&["enabled=\"2\""])).expect_err("is undecided");
    assert_eq!(problems[0].help[0], "say what rustc is told: `--cfg slim` or `--cfg 'not(slim)'`");
}

#[test]
fn a_trait_says_what_the_runtime_is_called() {
    let app = |manifest: &str, source: &str| {
        let package = "[package]\nname = \"app\"\n[dependencies]\n";
        tree(&[("app/Cargo.toml", &format!("{package}{manifest}")), ("app/src/lib.rs", source)])
    };
    let renamed = "ipc = { package = \"ipc-runtime\", version = \"0.1\" }\n";
    let api = "pub trait Api { #[send] fn f(&self); }";
    let folder = app(renamed, &format!("#[ipc::ipc_api] {api}"));
    assert_eq!(
        failures(&folder, &input(&folder, &["app"])),
        ["app/src/lib.rs renamed-runtime `Api`"]
    );
    for (manifest, source) in [
        (renamed, format!("#[ipc::ipc_api(crate = \"ipc\")] {api}")),
        (renamed, format!("extern crate ipc as ipc_runtime; #[ipc::ipc_api] {api}")),
        ("ipc-runtime = \"0.1\"\n", format!("#[ipc_runtime::ipc_api] {api}")),
    ] {
        let folder = app(manifest, &source);
        assert_eq!(names(&input(&folder, &["app"])), ["Api"], "{source}");
    }
}
