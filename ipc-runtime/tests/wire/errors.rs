//! Error messages, with the path to the mismatch.

use std::collections::{BTreeMap, HashMap};

use ipc_runtime::__private::{decode, decode_args};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::check::{args_error, decoded, encoded, error};
use super::types::{External, User};

#[test]
fn malformed_escapes_are_errors_with_the_path() {
    let names = ["first", "second"];
    let error = |escape: &str| {
        let text = format!(r#"[1,{{"a":"\u0000{escape}"}}]"#);
        args_error::<(u8, BTreeMap<String, f64>)>(&text, &names)
    };
    assert_eq!(error(""), "args.second.a: unknown escape \"\\0\"");
    assert_eq!(error("NaN"), "args.second.a: unknown escape \"\\0NaN\"");
    assert_eq!(error("é"), "args.second.a: unknown escape \"\\0é\"");
    assert_eq!(error("b0"), "args.second.a: buffer \"0\" is missing: the message has 0 buffers");
    assert_eq!(error("b"), "args.second.a: buffer \"\" is missing: the message has 0 buffers");
    assert_eq!(error("b-1"), "args.second.a: buffer \"-1\" is missing: the message has 0 buffers");
}

#[test]
fn lone_surrogates_are_errors_with_the_path() {
    for surrogate in ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\u0041"] {
        let text = format!(r#"[{{"name":"n","tags":["a","{surrogate}"]}}]"#);
        let error = decode_args::<(User,)>(&text, &[], &["user"]).unwrap_err();
        assert_eq!(error.path(), "args.user.tags[1]", "{text}");
        assert!(error.message().contains("hex escape"), "{error}");
    }
    assert_eq!(decoded::<String>(r#""\ud83d\ude00""#), "😀");
}

#[test]
fn errors_have_the_argument_name_and_the_path() {
    type Args = (User, HashMap<String, (bool, External)>);
    let names = ["user", "flags"];
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":["a","b","c",5]},{}]"#, &names),
        "args.user.tags[3]: invalid type: integer `5`, expected a string"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n"},{}]"#, &names),
        "args.user: missing field `tags`"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[],"age":-1},{}]"#, &names),
        "args.user.age: invalid value: integer `-1`, expected u8"
    );
    assert_eq!(
        args_error::<Args>(
            r#"[{"name":"n","tags":[]},{"a b":[true,{"Struct":{"id":"x"}}]}]"#,
            &names
        ),
        "args.flags[\"a b\"][1].Struct.id: invalid type: string \"x\", expected i64"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[]},{"a":[true,{"Tuple":[1,2]}]}]"#, &names),
        "args.flags.a[1].Tuple[1]: invalid type: integer `2`, expected a string"
    );
    assert_eq!(
        args_error::<Args>(r#"[{"name":"n","tags":[]},{"a":[true,"Other"]}]"#, &names),
        "args.flags.a[1]: unknown variant `Other`, \
         expected one of `Unit`, `Newtype`, `Tuple`, `Struct`"
    );
    assert_eq!(
        args_error::<(Vec<Vec<u8>>,)>("[[[1],[2,true]]]", &["rows"]),
        "args.rows[1][1]: invalid type: boolean `true`, expected u8"
    );
    assert_eq!(
        error::<Vec<User>>(r#"[{"name":1,"tags":[]}]"#),
        "value[0].name: invalid type: integer `1`, expected a string"
    );
}

#[test]
fn the_number_of_arguments_is_checked() {
    assert_eq!(decode_args::<(u8,)>("[1]", &[], &["a"]), Ok((1,)));
    assert_eq!(decode_args::<(u8, String)>(r#"[1,"x"]"#, &[], &["a", "b"]), Ok((1, "x".into())));
    assert_eq!(decode_args::<[(); 0]>("[]", &[], &[]), Ok([]));
    assert_eq!(encoded(&(1,)).0, "[1]");
    assert_eq!(encoded(&[(); 0]).0, "[]");

    assert_eq!(args_error::<(u8,)>("[]", &["a"]), "args: expected 1 argument, found 0");
    assert_eq!(args_error::<(u8,)>("[1,2]", &["a"]), "args: expected 1 argument, found 2");
    assert_eq!(args_error::<(u8, u8)>("[1]", &["a", "b"]), "args: expected 2 arguments, found 1");
    assert_eq!(args_error::<(u8, u8)>("[1,2,3]", &["a", "b"]), {
        "args: expected 2 arguments, found 3"
    });
    assert_eq!(args_error::<[(); 0]>("[null]", &[]), "args: expected 0 arguments, found 1");
    assert_eq!(args_error::<(u8,)>("{}", &["a"]), {
        "args: invalid type: map, expected a tuple of size 1"
    });
    assert_eq!(
        args_error::<[(); 0]>("null", &[]),
        "args: invalid type: null, expected an empty array"
    );
}

#[test]
fn text_after_the_value_is_an_error() {
    assert_eq!(error::<u8>("1 2"), "value: trailing characters at line 1 column 3");
    assert_eq!(args_error::<(u8,)>("[1]]", &["a"]), "args: trailing characters at line 1 column 4");
    assert_eq!(error::<u8>(""), "value: EOF while parsing a value at line 1 column 0");
}

#[test]
fn depth_is_limited() {
    #[derive(Debug, Deserialize)]
    struct Tree(#[expect(dead_code, reason = "only the depth matters")] Vec<Tree>);
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    decoded::<Tree>(&nested(127));
    decoded::<IgnoredAny>(&nested(100_000));
    for depth in [128, 100_000] {
        let error = decode::<Tree>(&nested(depth), &[]).unwrap_err();
        assert_eq!(error.message(), "recursion limit exceeded at line 1 column 128");
        assert!(error.path().starts_with("value[0][0]"));
    }
}
