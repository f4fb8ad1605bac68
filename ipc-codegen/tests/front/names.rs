//! Names: modules, imports, globs, shadowing, and paths that lead nowhere.

use ipc_codegen::compile_source;

use super::support::{help, marks, print, problems, schema};

/// The Rust paths of the types that `source` reaches.
fn reached(source: &str) -> Vec<String> {
    schema(source).types.into_iter().map(|ty| ty.rust.replace("lib.rs::", "")).collect()
}

const TYPES: &str = "
    pub mod a {
        #[derive(serde::Deserialize)] pub struct A;
        pub mod b {
            #[derive(serde::Deserialize)] pub struct B;
            #[derive(serde::Deserialize)] pub(crate) struct Shared;
            #[derive(serde::Deserialize)] struct Private;
        }
        pub use self::b::B as Renamed;
    }";

/// The Rust paths behind the type `ty` in a trait of the root module, which has `items`.
fn resolves(ty: &str, items: &str) -> Vec<String> {
    reached(&format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }} {items} {TYPES}"))
}

#[test]
fn paths() {
    for ty in ["a::b::B", "crate::a::b::B", "self::a::b::B", "a::Renamed"] {
        assert_eq!(resolves(ty, ""), ["a::b::B"], "{ty}");
    }
}

#[test]
fn imports() {
    for (ty, items) in [
        ("B", "use a::b::B;"),
        ("X", "use a::b::B as X;"),
        ("B", "use crate::{a::{self, b::{B}}};"),
        ("x::B", "use a::{b as x, A};"),
        ("Renamed", "use a::*;"),
        ("B", "use a::b::*; use a::*;"),
        ("Chain", "mod m { pub use crate::a::Renamed as Chain; } use m::Chain;"),
        ("m::B", "mod m { pub use super::a::b::*; }"),
        ("B", "use b::B; use a::b;"),
        ("m::B", "mod m { use super::*; pub use a::b::B; }"),
        ("Alias", "type Alias = a::b::B;"),
        ("krate::a::b::B", "extern crate self as krate;"),
    ] {
        assert_eq!(resolves(ty, items), ["a::b::B"], "{items}");
    }
}

#[test]
fn the_attribute_of_apis_may_have_another_name() {
    let names = |items: &str| -> Vec<String> {
        schema(items).apis.into_iter().map(|api| api.name).collect()
    };
    let body = "{ #[send] fn f(&self); }";
    for (attribute, items) in [
        ("channels", "use ipc_runtime::ipc_api as channels;"),
        ("channels(window = \"a\")", "use ipc_runtime::{Caller, ipc_api as channels};"),
        ("rt::ipc_api", "use ipc_runtime as rt;"),
        ("pre::channels", "mod pre { pub use ipc_runtime::ipc_api as channels; }"),
        ("channels", "mod pre { pub use ipc_runtime::ipc_api as channels; } use pre::*;"),
    ] {
        let source = format!("{items} #[{attribute}] pub trait A {body} #[ipc_api] trait B {body}");
        assert_eq!(names(&source), ["A", "B"], "{attribute}");
    }
    let other = "use other::ipc as channels; #[channels] #[other::x] #[must_use] trait A {}";
    assert_eq!(names(&format!("{other} #[ipc_api] trait B {body}")), ["B"]);
    // Its mistakes are reported as under the attribute's own name.
    let source = "use ipc_runtime::ipc_api as channels; #[channels] trait A { fn f(&self); }";
    assert_eq!(marks(source), ["missing-kind `f`"]);
}

#[test]
fn local_names_come_before_the_prelude() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, v: Vec); #[send] fn g(&self, w: u8); }
        type Vec = bool; type u8 = String; type String = bool;";
    let methods = &schema(source).apis[0].methods;
    assert!(methods.iter().all(|method| print(&method.args[0].ty) == "boolean"));
    assert_eq!(resolves("String", "use a::b::B as String;"), ["a::b::B"]);
}

#[test]
fn modules_do_not_hide_primitive_types() {
    for (ty, items, expected) in [
        ("f64", "use std::f64;", "float"),
        ("Box<str>", "use std::{str, u8};", "string"),
        ("u8", "use core::u8;", "integer"),
        ("u8", "mod u8 {}", "integer"),
        ("char", "mod m { pub mod char {} } use m::*;", "string"),
    ] {
        let source = format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }} {items}");
        assert_eq!(print(&schema(&source).apis[0].methods[0].args[0].ty), expected, "{items}");
    }
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, v: Vec<u8>); } mod Vec {}";
    assert_eq!(marks(source), ["unmapped-type `Vec<u8>`"]);
}

#[test]
fn names_of_extern_crates_are_in_scope_everywhere() {
    let items = "extern crate self as krate; mod m { pub use krate::a::b::B; }";
    assert_eq!(resolves("m::B", items), ["a::b::B"]);
    assert_eq!(
        resolves("B", "use {::krate::a::b::B, a::A}; extern crate self as krate;"),
        ["a::b::B"]
    );
}

#[test]
fn an_item_comes_before_a_glob() {
    assert_eq!(resolves("Shared", "use a::b::*; use a::b::B as Shared;"), ["a::b::B"]);
}

#[test]
fn globs_bind_visible_names() {
    assert_eq!(resolves("Shared", "use a::b::*;"), ["a::b::Shared"]);
    let source =
        format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: Private); }} use a::b::*; {TYPES}");
    assert_eq!(marks(&source), ["unknown-name `Private`"]);
    let inside = "mod m { #[derive(serde::Deserialize)] struct Own; pub mod n {
        use super::*; #[ipc_api] trait Api { #[send] fn f(&self, v: Own); } } }";
    assert_eq!(reached(inside), ["m::Own"]);
}

#[test]
fn types_of_std_are_found_by_any_path() {
    let source = "use std::collections; use std::collections::*; use std::{self as s, sync::Arc};
        #[ipc_api] trait Api { #[send] fn f(&self, v: (collections::HashMap<String, u8>,
            BTreeMap<String, u8>, s::string::String, Arc<u8>, ::std::vec::Vec<u8>)); }";
    assert!(reached(source).is_empty());
}

#[test]
fn a_function_may_share_an_imported_name() {
    let items = "mod f { pub fn B() {} } use f::B; use a::b::*;";
    let source = format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: B); }} {items} {TYPES}");
    // The import comes first, and does not lead to a type.
    assert_eq!(marks(&source), ["unknown-name `B`"]);
}

#[test]
fn unknown_names_are_reported() {
    assert_eq!(
        problems("#[ipc_api] trait Api { #[send] fn f(&self, v: Vec<Frob>); }"),
        ["unknown-name `Frob`: cannot find type `Frob` in this scope"]
    );
    assert_eq!(
        problems("#[ipc_api] trait Api { #[send] fn f(&self, v: m::Frob); } mod m {}"),
        ["unknown-name `Frob`: cannot find `Frob` in `lib.rs::m`"]
    );
    assert_eq!(
        marks(
            "#[ipc_api] trait Api { #[send] fn f(&self, v: X); } use crate::m::Frob as X; mod m {}"
        ),
        ["unknown-name `Frob`"]
    );
    assert_eq!(
        marks("#[ipc_api] trait Api { #[send] fn f(&self, v: super::X); }"),
        ["unknown-name `super`"]
    );
    assert_eq!(
        marks("#[ipc_api] trait Api { #[send] fn f(&self, v: A); } use self::A;"),
        ["unknown-name `A`"]
    );
    assert_eq!(
        marks("#[ipc_api] trait Api { #[send] fn f(&self, v: A); } use x::*; use y::*;"),
        ["unknown-name `A`"]
    );
}

#[test]
fn near_misses_are_suggested() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, v: Filtr); } struct Filter;";
    assert_eq!(help(source), ["did you mean `Filter`?"]);
    assert_eq!(
        help("#[ipc_api] trait A { #[send] fn f(&self, v: Strng); }"),
        ["did you mean `String`?"]
    );
}

#[test]
fn globs_of_other_crates_are_not_followed() {
    let source = "use other::*; #[ipc_api] trait Api { #[send] fn f(&self, v: Thing); }";
    assert_eq!(
        help(source),
        ["`use other::*` is not followed, because the source of that crate is not read: import \
          the type by name"]
    );
}

#[test]
fn a_known_type_may_come_from_two_globs() {
    let source = "use chrono::*; use chrono::prelude::*;
        #[ipc_api] trait Api { #[send] fn f(&self, v: DateTime<Utc>, w: NaiveDate); } pub struct Utc;";
    assert_eq!(schema(source).apis[0].methods[0].args.len(), 2);
}

#[test]
fn two_globs_with_the_same_name_are_ambiguous() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, v: X); } use m::*; use n::*;
        mod m { pub struct X; } mod n { pub struct X; }";
    assert_eq!(problems(source), ["ambiguous-name `X`: `X` comes from two glob imports"]);
}

#[test]
fn other_items_are_not_types() {
    for (ty, mark) in [
        ("m", "unmapped-type `m`"),
        ("Tr", "unmapped-type `Tr`"),
        ("S::X", "unmapped-type `X`"),
        ("G", "type-arguments `G`"),
        ("S<u8>", "type-arguments `S<u8>`"),
        ("C<3, 4>", "type-arguments `C<3, 4>`"),
    ] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }} mod m {{}} trait Tr {{}} \
             struct S; struct G<T>(T); struct C<const N: usize>;"
        );
        assert_eq!(marks(&source), [mark], "{ty}");
    }
}

const ENTITY: &str = "trait Entity { type Id; type Ids; } trait Other { type Id; }
    #[derive(serde::Deserialize)] struct User; #[derive(serde::Deserialize)] struct Key(u32);
    impl Entity for User { type Id = Key; type Ids = Vec<Self::Id>; } impl Other for User { type Id = u8; }
    impl Entity for Key { type Id = Self; type Ids = <Key as Entity>::Ids; }
    #[derive(serde::Deserialize)] struct Page<T>(T); impl<T> Entity for Page<T> { type Id = Vec<T>; type Ids = T; }
    #[derive(serde::Deserialize)] struct Two<T>(T); impl Entity for Two<u8> { type Id = u8; type Ids = u8; }
    impl Entity for Two<u16> { type Id = User; type Ids = u16; }
    impl Entity for u8 { type Id = User; type Ids = u8; } impl Entity for u16 { type Id = Key; type Ids = u8; }
    impl Entity for Vec<(u8, Key)> { type Id = Page<User>; type Ids = u8; }
    impl<T> Entity for Vec<(u16, T)> { type Id = (T, User); type Ids = u8; }
    trait From2<T> { type Of; } impl From2<Key> for () { type Of = Key; } impl From2<User> for () { type Of = Page<User>; }
    trait Family { type Of<T>; type Plain; type Borrowed<'a>; }
    impl Family for Key { type Of<T> = Page<T>; type Plain = Self; type Borrowed<'a> = u8; }
    impl Family for User { type Of<T> = (Self::Plain, T); type Plain = u8; type Borrowed<'a> = Key; }
    type IdOf<T> = <T as Entity>::Id;";

#[test]
fn associated_types_are_those_of_the_implementation() {
    for (ty, reached) in [
        ("<User as Entity>::Id", "Key"),
        ("<crate::User as self::Entity>::Ids", "Key"),
        ("<Key as Entity>::Id", "Key"),
        ("IdOf<User>", "Key"),
        ("IdOf<Page<User>>", "User"),
        ("<Page<Page<Key>> as Entity>::Ids", "Key Page"),
        ("<Two<u16> as Entity>::Id", "User"),
        ("<u8 as Entity>::Id", "User"),
        ("<u16 as Entity>::Id", "Key"),
        ("<Vec<(u8, Key)> as Entity>::Id", "Page User"),
        ("<Vec<(u16, Key)> as Entity>::Id", "Key User"),
        ("<() as From2<Key>>::Of", "Key"),
        ("<() as From2<User>>::Of", "Page User"),
        ("<Key as Family>::Of<User>", "Page User"),
        ("<Key as Family>::Of<<User as Family>::Of<Key>>", "Key Page"),
        ("<User as Family>::Borrowed<'static>", "Key"),
    ] {
        let source = format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }} {ENTITY}");
        let names: Vec<_> = schema(&source).types.into_iter().map(|ty| ty.name).collect();
        assert_eq!(names.join(" "), reached, "{ty}");
    }
}

#[test]
fn associated_types_of_std_are_known() {
    for (ty, expected) in [
        ("<Vec<u8> as IntoIterator>::Item", "integer"),
        ("<[bool; 2] as std::iter::IntoIterator>::Item", "boolean"),
        (
            "<std::collections::hash_map::HashMap<String, u8> as IntoIterator>::Item",
            "[string, integer]",
        ),
        ("<Option<String> as IntoIterator>::Item", "string"),
        ("<str as ToOwned>::Owned", "string"),
        ("<[u8] as std::borrow::ToOwned>::Owned", "(integer)[]"),
        ("<std::path::Path as ToOwned>::Owned", "string"),
        ("<u8 as ToOwned>::Owned", "integer"),
        ("<Box<u8> as core::ops::Deref>::Target", "integer"),
    ] {
        let source = format!("#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }}");
        assert_eq!(print(&schema(&source).apis[0].methods[0].args[0].ty), expected, "{ty}");
    }
    for ty in [
        "<std::sync::Mutex<u8> as std::ops::Deref>::Target",
        "<String as IntoIterator>::Item",
        "<Own as ToOwned>::Owned",
        "<Vec<u8> as other::IntoIterator>::Item",
    ] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }}
             #[derive(serde::Deserialize)] struct Own;"
        );
        assert_eq!(marks(&source), [format!("unmapped-type `{ty}`")]);
    }
}

#[test]
fn unresolved_associated_types_are_refused() {
    for (ty, mark) in [
        ("<Two<u32> as Entity>::Id", "unmapped-type `Two<u32>`"),
        ("<std::num::NonZero<u8> as Entity>::Id", "unmapped-type `std::num::NonZero<u8>`"),
        ("<() as From2<u8>>::Of", "unmapped-type `()`"),
        ("<User as Missing>::Id", "unknown-name `Missing`"),
        ("<User as Entity>::Name", "unmapped-type `User`"),
        ("<Key as Entity>::Ids", "circular-type `<Key as Entity>::Ids`"),
        ("User::Id", "unmapped-type `Id`"),
        ("Of<User>", "unmapped-type `T::Id`"),
    ] {
        let source = format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, v: {ty}); }} type Of<T> = T::Id; {ENTITY}"
        );
        assert_eq!(marks(&source), [mark], "{ty}");
    }
}

#[test]
fn associated_types_of_parameters_become_parameters() {
    let source = |of: &str, item: &str| {
        format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, v: {of}); }} use serde::Deserialize;
            #[derive(Deserialize)] {item} {SHAPES}"
        )
    };
    for (of, item, head, arg) in [
        ("T<Flat>", "struct T<S: Shape> { a: S::Size }", "T<SSize>", "bigint"),
        (
            "T<Flat>",
            "struct T<S> where S: Sub { a: (S::Size, <S as Shape>::Size) }",
            "T<SSize>",
            "bigint",
        ),
        (
            "T<u8, Flat>",
            "struct T<A, S: Shape = Flat> { a: A, b: S::Size, c: S::Size }",
            "T<A, SSize>",
            "integer, bigint",
        ),
        (
            "T<u8>",
            "struct T<A, S: Shape = Flat> { a: A, b: S::Size }",
            "T<A, SSize>",
            "integer, bigint",
        ),
        (
            "T<Flat>",
            "struct T<S: Shape> { a: S::Size, b: Option<Box<T<S>>> }",
            "T<SSize>",
            "bigint",
        ),
        ("T<Flat>", "struct T<S: Shape> { a: Inner<S> }", "T<SSize>", "bigint"),
        ("T<Flat>", "struct T<S: Shape> { a: Inner<Vec<S>> }", "T<SSize>", "bigint"),
        ("T<Vec<Flat>>", "struct T<S: Shape> { a: S::Size }", "T<SSize>", "(bigint)[]"),
        (
            "T<Flat>",
            "struct T<S: Shape> { a: <S::Next as Shape>::Size }",
            "T<SNextSize>",
            "(bigint)[]",
        ),
        ("T<Flat>", "struct T<S: Shape> { a: <[S; 2] as Shape>::Size }", "T<SSize>", "string"),
        ("T<(), u8>", "struct T<S, A> where S: To<A> { a: S::Of }", "T<SOf>", "(integer)[]"),
        (
            "T<Flat, u8>",
            "struct T<S: Shape, SSize> { b: SSize, a: S::Size }",
            "T<SSize, SSize_>",
            "integer, bigint",
        ),
        ("T<(u8, Flat)>", "struct T<S: Form> { a: S::Size }", "T<SSize>", "boolean"),
        ("T<Flat>", "struct T<S: Shape> { a: A<S> }", "T<SSize>", "bigint"),
        ("T<Flat>", "struct T<S: Shape> { a: A<S>, b: B<S> }", "T<SSize>", "bigint"),
    ] {
        let schema = schema(&source(of, item));
        let found = schema.types.iter().find(|ty| ty.name == "T").expect("is reached");
        assert_eq!(format!("T<{}>", found.params.join(", ")), head, "{item}");
        assert_eq!(print(&schema.apis[0].methods[0].args[0].ty), format!("T<{arg}>"), "{item}");
    }
    for (of, item, mark) in [
        ("T<u8>", "struct T<S: Shape> { a: S::Size }", "unmapped-type `u8`"),
        ("T<Vec<u8>>", "struct T<S: Shape> { a: S::Size }", "unmapped-type `Vec<u8>`"),
        ("T<Gone>", "struct T<S: Shape> { a: S::Size }", "unknown-name `Gone`"),
        ("T<Flat>", "struct T<S> { a: S::Size }", "unmapped-type `S::Size`"),
        ("T<Flat>", "struct T<S: Shape> { a: S::Other }", "unmapped-type `S::Other`"),
        ("T<Flat>", "struct T<S: Shape> { a: S::Size::More }", "unmapped-type `S::Size::More`"),
        ("T<Flat>", "struct T<S: Shape> { a: S::Clock }", "unmapped-type `std::time::Instant`"),
        ("T<Flat>", "struct T<S: To<u8>> { a: S::Of<u8> }", "unmapped-type `S::Of<u8>`"),
        ("T<Flat>", "struct T<S> { a: <S as To<Gone>>::Of }", "unknown-name `Gone`"),
        ("T<Vec<Gone>>", "struct T<S: Shape> { a: S::Size }", "unknown-name `Gone`"),
        ("T<Flat>", "struct T<S: Loop> { a: S::Size }", "unmapped-type `S::Size`"),
        (
            "T<u8, 3>",
            "struct T<S, const N: usize> { a: <[S; N] as Shape>::Size }",
            "unmapped-type `[S; N]`",
        ),
    ] {
        assert_eq!(marks(&source(of, item)), [mark], "{item}");
    }
    for (of, item) in [
        ("T<Flat>", "struct T<S: Shape> { a: Option<Box<T<(S,)>>>, b: S::Size }"),
        ("T<Flat>", "struct T<S: Shape> { a: Option<Box<T<(S, S, S)>>>, b: S::Size }"),
        ("T<u8>", "struct T<S> { a: <S as To<S>>::Of, b: Option<Box<T<(S, S)>>> }"),
        ("T<u8>", "#[serde(transparent)] struct T<S>(Box<T<(S, S)>>);"),
        ("<Grows<u8> as To<()>>::Of", "struct Grows<S>(S);"),
        ("<Forks<u8> as To<()>>::Of", "struct Forks<S>(S);"),
    ] {
        let marks = marks(&source(of, item));
        assert!(marks.iter().any(|mark| mark.starts_with("circular-type `")), "{marks:?}");
    }
}

/// The type `Item` of `Db`, by the implementations in `items`; or the problem.
fn item(items: &str) -> Result<String, String> {
    let source = format!(
        "#[ipc_api] trait Api {{ #[send] fn f(&self, v: P<Db>); }} trait Source {{ type Item; }}
        trait Marker {{}} #[derive(serde::Deserialize)] struct P<T: Source> {{ a: T::Item }} {items}"
    );
    match compile_source("lib.rs", &source) {
        Ok(schema) => Ok(print(&schema.apis[0].methods[0].args[0].ty)),
        Err(_) => Err(problems(&source).join(" ")),
    }
}

#[test]
fn implementations_with_bounds() {
    let told = |shape: &str| Ok(format!("P<{shape}>"));
    for (items, shape) in [
        ("struct Db; impl Marker for Db {} impl<T: Marker> Source for T { type Item = String; }", "string"),
        ("struct Db; impl<T> Marker for T {} impl<T> Source for T where T: Marker { type Item = u8; }", "integer"),
        ("type Db = Vec<Vec<u8>>; impl Marker for u8 {} impl<T: Marker> Marker for Vec<T> {}
         impl<T> Source for Vec<T> where Vec<T>: Marker { type Item = T; }", "(integer)[]"),
        ("struct Db; impl<T: Clone + ?Sized> Source for T { type Item = bool; }", "boolean"),
        ("struct Db; impl Is<u8> for Db {} trait Is<T> {} impl<T: Is<u8>> Source for T { type Item = bool; }", "boolean"),
        // A certain match excludes all others.
        ("struct Db; impl Source for Db { type Item = u8; } impl<T: Marker> Source for T { type Item = bool; }", "integer"),
        ("struct Db; impl Source for Db { type Item = u8; } impl<T: Clone> Source for T { type Item = bool; }", "integer"),
        // The other implementation certainly does not apply.
        ("type Db = Box<u8>; impl<T: Clone> Source for Box<T> { type Item = T; }
         impl<T> Source for &T { type Item = bool; } impl Source for &mut str { type Item = bool; }
         impl Source for std::process::Child { type Item = bool; } impl Source for fn() { type Item = bool; }", "integer"),
        ("type Db = &'static u8; impl<T> Source for &mut T { type Item = bool; } impl<T> Source for &T { type Item = T; }", "integer"),
        ("struct Db; impl<T: Clone> Source for T { type Item = u8; } impl<T> Source for &[T] { type Item = T; }
         impl Source for std::process::Child { type Item = bool; }", "integer"),
    ] {
        assert_eq!(item(items), told(shape), "{items}");
    }
    let whether = "unmapped-type `Db`: whether the implementation that defines `Item` applies to this type cannot be decided from the sources";
    let which = "unmapped-type `Db`: which implementation defines `Item` of this type cannot be decided from the sources";
    for (items, problem) in [
        // Another implementation may be in a source that is not read.
        ("struct Db; impl<T: Marker> Source for T { type Item = String; }", whether),
        ("struct Db; impl<T> Source for T where Vec<T>: Marker { type Item = String; }", whether),
        (
            "struct Db; impl !Marker for Db {} impl<T: Marker> Source for T { type Item = String; }",
            whether,
        ),
        (
            "struct Db; #[cfg(windows)] impl Marker for Db {} impl<T: Marker> Source for T { type Item = String; }",
            whether,
        ),
        (
            "struct Db; impl Is<u8> for Db {} trait Is<T> {} impl<T: Is<u16>> Source for T { type Item = bool; }",
            whether,
        ),
        (
            "struct Db; impl Has for Db { type Of = u8; } trait Has { type Of; } impl<T: Has<Of = u16>> Source for T { type Item = bool; }",
            whether,
        ),
        (
            "struct Db; impl<T> Marker for T where Vec<T>: Marker, (T,): Marker {} impl<T: Marker> Source for T { type Item = bool; }",
            whether,
        ),
        (
            "type Db = <Box<u8> as Source>::Item; impl Source for Db { type Item = u8; }",
            "unmapped-type `Box<u8>`: whether the implementation that defines `Item` applies to this type cannot be decided from the sources",
        ),
        (
            "struct Db; impl<T: Clone> Source for T { type Item = u8; } impl<T: Copy> Source for T { type Item = u8; }",
            which,
        ),
        (
            "struct Db; #[cfg(windows)] impl Source for Db { type Item = u8; } #[cfg(unix)] impl Source for Db { type Item = u8; }",
            "unresolved-cfg `cfg(windows)`: whether this is compiled cannot be decided from the sources",
        ),
    ] {
        assert_eq!(item(items), Err(problem.to_owned()), "{items}");
    }
}

#[test]
fn implementations_for_constants() {
    let told = |shape: &str| Ok(format!("P<{shape}>"));
    let whether = "unmapped-type `Db`: whether the implementation that defines `Item` applies to this type cannot be decided from the sources";
    let none = "unmapped-type `Db`: no implementation defines `Item` of this type";
    for (db, impls, item_of) in [
        ("Cn<3>", "impl Source for Cn<3> { type Item = u8; } impl Source for Cn<4> { type Item = bool; }", told("integer")),
        ("Cn<{ 2 + 2 }>", "impl Source for Cn<3> { type Item = u8; } impl Source for Cn<FOUR> { type Item = bool; }", told("boolean")),
        ("Cn", "impl Source for Cn<3> { type Item = u8; } impl Source for Cn<4> { type Item = bool; }", told("boolean")),
        ("Cn<4>", "impl Source for Cn<3> { type Item = u8; }", Err(none.to_owned())),
        ("Cn<{ 8 / 2 }>", "impl Source for Cn<3> { type Item = u8; }", Err(whether.to_owned())),
        ("Cn<4>", "impl<const N: usize> Source for Cn<N> { type Item = u8; }", told("integer")),
        ("Cn<4>", "impl<const N: usize> Source for Cn<N> where Cn<N>: Marker { type Item = u8; } impl Marker for Cn<4> {}", told("integer")),
        ("Cn<4>", "impl<const N: usize> Source for Cn<N> where Cn<N>: Marker { type Item = u8; } impl Marker for Cn<3> {}", Err(whether.to_owned())),
        ("Is<4>", "type Is<const N: usize> = Cn<N>; impl Source for Cn<4> { type Item = u8; } impl Source for Cn<3> { type Item = bool; }", told("integer")),
        ("<() as Of<4>>::Item", "trait Of<const N: usize> { type Item; } impl Of<3> for () { type Item = u8; }
          impl Of<4> for () { type Item = bool; } impl Source for u8 { type Item = u8; } impl Source for bool { type Item = bool; }", told("boolean")),
    ] {
        let items = format!("type Db = {db}; const FOUR: usize = 4; struct Cn<const N: usize = 4>; {impls}");
        let mend = |problem: String| problem.replace(&format!("`{db}`:"), "`Db`:");
        assert_eq!(item(&items).map_err(mend), item_of, "{items}");
    }
    let source = "
        #[ipc_api] trait Api { #[send] fn f(&self, v: P<3, u8>, w: P<4, u8>); }
        trait Source { type Item; } struct Cn<T, const N: usize>(T);
        impl<T> Source for Cn<T, 3> { type Item = T; } impl<T> Source for Cn<T, 4> { type Item = bool; }
        #[derive(serde::Deserialize)] struct P<const N: usize, T> { a: <Cn<T, N> as Source>::Item }";
    let found = schema(source);
    let args = found.apis[0].methods[0].args.iter().map(|arg| print(&arg.ty));
    assert_eq!(args.collect::<Vec<_>>(), ["P<integer>", "P<boolean>"]);
}

#[test]
fn bounds_of_a_definition_hold_inside_it() {
    let source = |of: &str, item: &str| {
        format!(
            "#[ipc_api] trait Api {{ #[send] fn f(&self, v: {of}); }} use serde::Deserialize;
            trait Source {{ type Item; }} trait Marker {{}} trait Sub: Marker {{}} struct Db;
            impl Marker for Db {{}} impl<T: Marker> Source for Vec<T> {{ type Item = u8; }}
            #[derive(Deserialize)] {item}"
        )
    };
    for (of, item, shape) in [
        ("P<Db>", "struct P<T: Sub> { a: <Vec<T> as Source>::Item }", "P"),
        ("P<Db>", "struct P<T> where Vec<T>: Source { a: <Vec<T> as Source>::Item }", "P<integer>"),
    ] {
        let schema = schema(&source(of, item));
        assert_eq!(print(&schema.apis[0].methods[0].args[0].ty), shape, "{item}");
    }
    let hidden = "struct P<T> where Vec<T>: Source { a: <Vec<T> as Source>::Item } struct Other;";
    assert_eq!(marks(&source("P<Other>", hidden)), ["unmapped-type `Vec<T>`"]);
}

#[test]
fn a_parameter_may_have_many_associated_types() {
    let each = |part: &dyn Fn(usize) -> String| (0..200).map(part).collect::<Vec<_>>().join(" ");
    let source = format!(
        "#[ipc_api] trait Api {{ #[invoke] fn f(&self, v: P<Db>) -> P<Db>; }} struct Db;
        trait Source {{ {} }} impl Source for Db {{ {} }}
        #[derive(serde::Serialize, serde::Deserialize)] struct P<T: Source> {{ {} }}",
        each(&|index| format!("type I{index};")),
        each(&|index| format!("type I{index} = u8;")),
        each(&|index| format!("f{index}: T::I{index},")),
    );
    assert_eq!(schema(&source).types[0].params.len(), 200);
}

#[test]
fn the_order_of_parameters_does_not_depend_on_uses() {
    let source = "
        #[ipc_api] trait Api { #[send] fn f(&self, a: A<Flat>); #[event] fn g(b: B<Flat>); }
        trait Shape { type Size; type Area; } struct Flat;
        impl Shape for Flat { type Size = u64; type Area = u8; }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct A<S: Shape> { b: Option<Box<B<S>>>, area: S::Area }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct B<S: Shape> { a: Box<A<S>>, size: S::Size }";
    let schema = schema(source);
    for ty in &schema.types {
        assert_eq!(ty.params, ["SArea", "SSize"], "{}", ty.name);
    }
    let methods = &schema.apis[0].methods;
    assert_eq!(print(&methods[0].args[0].ty), "A<integer, bigint>");
    assert_eq!(print(&methods[1].args[0].ty), "B<integer, bigint>");
}

const SHAPES: &str = "
    trait Shape { type Size; type Next; type Clock; }
    trait Sub: Shape {}
    struct Flat; impl Sub for Flat {}
    impl Shape for Flat { type Size = u64; type Next = Vec<Flat>; type Clock = std::time::Instant; }
    impl<E: Shape> Shape for Vec<E> { type Size = Vec<E::Size>; type Next = u8; }
    impl Shape for [Flat; 2] { type Size = String; }
    // Only rustc can decide that the others do not apply.
    trait Form { type Size; } impl<T> Form for (u8, T) { type Size = bool; }
    impl Form for &Flat { type Size = i8; } impl Form for Clock { type Size = i8; }
    impl<E> Form for (E, E) { type Size = i8; } use std::time::Instant as Clock;
    trait Loop: Round<(u8, u8)> + Round<u8> {} trait Round<T>: Loop + Round<(T, T)> {}
    trait To<T> { type Of; } impl<T> To<T> for () { type Of = Vec<T>; }
    impl<T> To<()> for Grows<T> { type Of = <Grows<(T, T)> as To<()>>::Of; }
    impl<T> To<()> for Forks<T> { type Of = (<Forks<(T,)> as To<()>>::Of, <Self as To<()>>::Of); }
    #[derive(Deserialize)] struct Inner<S: Shape> { size: S::Size }
    #[derive(Deserialize)] struct A<S: Shape> { b: Option<Box<B<S>>> }
    #[derive(Deserialize)] struct B<S: Shape> { a: A<S>, size: S::Size }";

#[test]
fn recursive_aliases_are_refused() {
    let source = "#[ipc_api] trait Api { #[send] fn f(&self, v: A); } type A = B; type B = Vec<A>;";
    assert_eq!(marks(source), ["circular-type `A`"]);
}

#[test]
fn private_names_are_not_suggested() {
    let source = "mod inner { struct Hidden; }
        #[ipc_api] trait Api { #[send] fn f(&self, a: inner::Hidden); }";
    assert_eq!(marks(source), ["unknown-name `Hidden`"]);
    assert_eq!(help(source), ["`Hidden` of `lib.rs::inner` is private: make it `pub`"]);
}
