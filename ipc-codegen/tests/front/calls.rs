//! Calls of macros that are not in scope by name alone: those of other crates and modules, and
//! `include!`.

use ipc_codegen::Build;
use tempfile::TempDir;

use super::support::{failures, input, names, print, tree};

/// The rules of `cfg_if!`, in a crate of another name.
const CONDITIONS: &str = r"
    pub mod inside {
        #[macro_export]
        macro_rules! conditions {
            (
                if #[cfg( $($i_meta:tt)+ )] { $( $i_tokens:tt )* }
                $( else if #[cfg( $($ei_meta:tt)+ )] { $( $ei_tokens:tt )* } )*
                $( else { $( $e_tokens:tt )* } )?
            ) => {
                $crate::conditions! {
                    @__items () ;
                    (( $($i_meta)+ ) ( $( $i_tokens )* )),
                    $( (( $($ei_meta)+ ) ( $( $ei_tokens )* )), )*
                    $( (() ( $( $e_tokens )* )), )?
                }
            };
            (@__items ( $( ($($_:tt)*) , )* ) ; ) => {};
            (
                @__items ( $( ($($no:tt)+) , )* ) ;
                (( $( $($yes:tt)+ )? ) ( $( $tokens:tt )* )),
                $( $rest:tt , )*
            ) => {
                #[cfg(all( $( $($yes)+ , )? not(any( $( $($no)+ ),* )) ))]
                $crate::conditions! { @__temp_group $( $tokens )* }
                $crate::conditions! {
                    @__items ( $( ($($no)+) , )* $( ($($yes)+) , )? ) ;
                    $( $rest , )*
                }
            };
            (@__temp_group $( $tokens:tt )* ) => { $( $tokens )* };
        }
    }
    #[macro_export(local_inner_macros)]
    macro_rules! api { ($n:ident) => { trait_of! { $n } pub type Number = $crate::Own; } }
    #[macro_export]
    macro_rules! trait_of {
        ($n:ident) => { #[ipc_runtime::ipc_api] pub trait $n { #[send] fn f(&self, v: Number); } }
    }
    #[macro_export]
    macro_rules! hidden { ($p:pat) => { #[ipc_api] trait Hidden { #[send] fn f(&self); } } }
    macro_rules! private { () => { struct A; } }
    pub mod prelude {
        pub use crate::conditions as choose;
        pub use super::api as hidden;
        pub use crate::inside::*;
    }
    pub type Own = u8;";

const API: &str = "#[ipc_api] pub trait Api { #[send] fn f(&self, v: Made); }";
const MADE: &str = "#[derive(serde::Deserialize)] pub struct Made;";

/// A package with these files in `src`, and the crate `conditions` beside it.
fn app(files: &[(&str, &str)]) -> TempDir {
    let package = |name: &str, more: &str| format!("[package]\nname = \"{name}\"\n{more}");
    let more = "[features]\nx = []\n[dependencies]\nconditions = { path = \"../conditions\" }\n";
    let files: Vec<_> =
        files.iter().map(|(path, text)| (format!("app/src/{path}"), *text)).collect();
    let (app, conditions) = (package("app", more), package("conditions", ""));
    let mut all = vec![
        ("app/Cargo.toml", &*app),
        ("conditions/Cargo.toml", &*conditions),
        ("conditions/src/lib.rs", CONDITIONS),
    ];
    all.extend(files.iter().map(|(path, text)| (&**path, *text)));
    tree(&all)
}

#[test]
fn macros_of_other_crates_are_expanded() {
    for import in [
        "conditions::conditions!",
        "use conditions::conditions; conditions!",
        "use conditions::{conditions as choose}; choose!",
        "use conditions as c; c::conditions!",
        "conditions::prelude::choose!",
        "use conditions::prelude::*; choose!",
        "mod m { pub use conditions::prelude::choose as other; } m::other!",
        "mod m { pub use conditions::conditions; } mod n { pub use super::m::*; } use n::*; conditions!",
        "extern crate conditions as c; c::conditions!",
        "use conditions::*; conditions!",
        "#[macro_use] extern crate conditions; conditions!",
        "mod m { pub(crate) fn f() {} } ::conditions::conditions!",
    ] {
        let chain = "{ if #[cfg(feature = \"x\")] { mod x; pub use x::*; }
            else if #[cfg(not(test))] { mod y; pub use y::*; }
            else { compile_error!(\"no\"); } }";
        let folder = app(&[
            ("lib.rs", &format!("{import} {chain} {API}")),
            ("x.rs", &format!("{MADE} #[ipc_api] pub trait Of {{ #[send] fn f(&self); }}")),
            ("y.rs", &format!("pub mod inner {{ {MADE} }} pub use inner::Made;")),
        ]);
        let mut input = input(&folder, &["app"]);
        assert_eq!(names(&input), ["Api", "Made"], "{import}");
        input.features.push("x".to_owned());
        assert_eq!(names(&input), ["Api", "Of", "Made"], "{import}");
    }
}

#[test]
fn crate_is_the_crate_of_the_macro() {
    // A macro of another name is not the one of this name at the root.
    for path in ["conditions::api", "conditions::prelude::hidden"] {
        let folder = app(&[("lib.rs", &format!("{path}!(Made);"))]);
        let schema = ipc_codegen::compile(&input(&folder, &["app"])).expect("compiles");
        assert_eq!(print(&schema.apis[0].methods[0].args[0].ty), "integer");
    }
}

#[test]
fn items_of_a_call_under_an_undecided_cfg_are_under_it() {
    for items in [
        format!("conditions::conditions! {{ if #[cfg(unix)] {{ {MADE} }} }}"),
        format!("macro_rules! m {{ () => {{ {MADE} }} }} #[cfg(unix)] m!();"),
        "#[cfg(unix)] include!(\"made.rs\");".to_owned(),
        "conditions::conditions! { if #[cfg(unix)] { mod made; pub use made::*; } }".to_owned(),
    ] {
        let folder = app(&[("lib.rs", &format!("{items} {API}")), ("made.rs", MADE)]);
        let failures = failures(&folder, &input(&folder, &["app"]));
        assert!(failures[0].contains(" unresolved-cfg "), "{failures:?}");
        let target = Some("x86_64-unknown-linux-gnu".to_owned());
        let input = ipc_codegen::Input { target, ..input(&folder, &["app"]) };
        assert_eq!(names(&input), ["Api", "Made"], "{items}");
    }
}

#[test]
fn macros_of_this_crate_may_be_imported() {
    let rules =
        "macro_rules! made { ($n:ident) => { #[derive(serde::Deserialize)] pub struct $n; } }";
    for call in [
        "use crate::macros::made; made!(Made);",
        "macros::made!(Made);",
        "crate::macros::made!(Made);",
    ] {
        let folder = app(&[
            ("lib.rs", &format!("mod user; mod macros; pub use user::Made; {API}")),
            ("user.rs", &call.replace(" macros::", " crate::macros::")),
            ("macros.rs", &format!("{rules} pub(crate) use made;")),
        ]);
        if !call.starts_with("macros") {
            assert_eq!(names(&input(&folder, &["app"])), ["Api", "Made"], "{call}");
        }
        let folder = app(&[(
            "lib.rs",
            &format!("{call} mod macros {{ {rules} pub(crate) use made; }} {API}"),
        )]);
        assert_eq!(names(&input(&folder, &["app"])), ["Api", "Made"], "{call}");
        let second = format!("mod second {{ {rules} }}");
        let folder = app(&[(
            "lib.rs",
            &format!("{call} mod macros {{ {rules} pub(crate) use made; }} {second} {API}"),
        )]);
        assert_eq!(
            failures(&folder, &input(&folder, &["app"])),
            ["app/src/lib.rs macro-generated `Made`"]
        );
    }
}

#[test]
fn files_that_are_included_are_read() {
    let folder = app(&[
        (
            "lib.rs",
            "include!(\"parts/api.rs\"); mod m { include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \
             \"/src/parts/made.rs\")); } pub use m::Made; struct Last;",
        ),
        (
            "parts/api.rs",
            "include!(\"more.rs\"); #[ipc_api] pub trait Api { #[send] fn f(&self, v: Made, w: Id, x: sub::S); }
             mod sub; pub use crate::m::Made as Again;",
        ),
        (
            "parts/more.rs",
            "macro_rules! id { ($n:ident) => { #[derive(serde::Deserialize)] pub struct $n; } } id!(Id);",
        ),
        ("parts/made.rs", MADE),
        ("parts/sub.rs", "id!(S);"),
    ]);
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Id", "Made", "S"]);
}

#[test]
fn problems_of_included_files_are_located_in_them() {
    let lib = "include!(\"api.rs\"); include!(\"more.rs\"); struct Own(Gone); use own::*;
        #[ipc_api] trait Own2 { #[send] fn f(&self, v: Nowhere); }";
    let api = "\u{feff}// ä\n#[ipc_api] trait Api { #[send] fn f(&self, v: Missing); }";
    let folder = app(&[("lib.rs", lib), ("api.rs", api), ("more.rs", "struct = 1;")]);
    assert_eq!(failures(&folder, &input(&folder, &["app"])), ["app/src/more.rs syntax `=`"]);
    let folder = app(&[("lib.rs", lib), ("api.rs", api), ("more.rs", MADE)]);
    assert_eq!(
        failures(&folder, &input(&folder, &["app"])),
        ["app/src/api.rs unknown-name `Missing`", "app/src/lib.rs unknown-name `Nowhere`"]
    );
    let folder = app(&[("lib.rs", lib), ("more.rs", MADE)]);
    assert_eq!(
        failures(&folder, &input(&folder, &["app"])),
        ["app/src/lib.rs unreadable-file `include`"]
    );
}

#[test]
fn what_a_build_writes_is_named_where_a_name_is_not_found() {
    let source = format!(
        "mod made {{ include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\")); }} use made::*; {API}"
    );
    let folder = app(&[("lib.rs", &source)]);
    let problems = ipc_codegen::compile(&input(&folder, &["app"])).expect_err("is not found");
    assert_eq!(problems[0].message, "cannot find type `Made` in this scope");
    assert_eq!(
        problems[0].help,
        [
            "`include!` may write it, but is not expanded: only a build knows its file",
            "write the file into `src`, and include it by a literal path",
        ]
    );
    assert_eq!(problems[0].related.len(), 1);
}

#[test]
fn an_api_that_cannot_be_read_is_an_error() {
    let other = "#[ipc_api] trait Other { #[send] fn f(&self); }";
    for (call, mark) in [
        ("conditions::hidden!(_);", "conditions::hidden"),
        ("elsewhere! { #[ipc_api] trait A { #[send] fn f(&self); } }", "elsewhere"),
    ] {
        let folder = app(&[("lib.rs", &format!("{call} {other}"))]);
        assert_eq!(
            failures(&folder, &input(&folder, &["app"])),
            [format!("app/src/lib.rs macro-generated `{mark}`")]
        );
    }
}

#[test]
fn an_api_that_may_be_written_is_a_warning() {
    let source = format!(
        "{MADE} {API}\nthread_local! {{ static A: u8 = 1; }} conditions::private!();\n\
         elsewhere! {{}}\ninclude!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\nelsewhere! {{}}"
    );
    let folder = app(&[("lib.rs", &source)]);
    let build = Build::new().input(folder.path().join("app")).out(folder.path().join("out"));
    let warnings = build.write().expect("compiles").warnings;
    let shown: Vec<_> = warnings.iter().map(|it| (it.message.as_str(), &*it.help)).collect();
    let message =
        |name| format!("`{name}!` is not expanded: an `#[ipc_api]` trait in it is left out");
    assert_eq!(
        shown,
        [
            (
                &*message("conditions::private"),
                &["no `macro_rules!` of this name is in scope".to_owned()][..]
            ),
            (&message("elsewhere"), &["no `macro_rules!` of this name is in scope".to_owned()]),
            (&message("include"), &["only a build knows its file".to_owned()]),
        ]
    );
}

#[test]
fn paths_that_lead_in_circles_end() {
    let circles = "include!(\"lib.rs\"); include!(\"loop.rs\"); use self::m as m; use m as q; m!{} q::m!{}
        mod x { pub use super::y; pub use super::*; } use x::y as y; pub use x::*; y!{} x::z!{} super::z!{}";
    let folder = app(&[
        ("lib.rs", &format!("{circles} {MADE} {API}")),
        ("loop.rs", "include!(\"loop.rs\"); include!(\"lib.rs\"); pub struct Once;"),
    ]);
    assert_eq!(names(&input(&folder, &["app"])), ["Api", "Made"]);
}
