//! The test vectors for both languages: `tests/wire-vectors.json`.
//!
//! `values` has texts with buffers: whether each text is a value (`ok`), and the text that Rust encodes
//! after decoding it (`written`). `frames` has the texts of packets, their frames, and the number of
//! frames that cannot be parsed (`dropped`). A `base` of null is beyond all buffers.
//!
//! The test compares the file, or writes it with `BLESS=1`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::frame::{Frame, FrameHeader, Grant, frames};
use crate::fuzz::Any;
use crate::wire;

const FILE: &str = "tests/wire-vectors.json";

#[test]
fn the_vectors_match_the_wire_format() {
    let vectors = json!({
        "values": values().into_iter().map(|(text, buffers)| value(&text, &buffers)).collect::<Value>(),
        "frames": texts().into_iter().map(packet).collect::<Value>(),
    });
    let found = format!("{}\n", serde_json::to_string_pretty(&vectors).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == kept, "{FILE} does not match the wire format: BLESS=1 writes it");
}

fn value(text: &str, buffers: &[Vec<u8>]) -> Value {
    let slices: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
    let read = wire::decode::<Any>(text, &slices).ok();
    let written = read.as_ref().map(|value| {
        let (mut text, mut buffers) = (String::new(), Vec::new());
        wire::encode(value, &mut buffers, &mut text).unwrap();
        text
    });
    json!({ "text": text, "buffers": buffers, "ok": read.is_some(), "written": written })
}

fn values() -> Vec<(String, Vec<Vec<u8>>)> {
    let nested = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let plain = [
        // Plain values.
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e21",
        "5e-324",
        "1.7976931348623157e308",
        "\"\"",
        "\"text\"",
        "\"\\u2028\\u0001é😀\"",
        "[]",
        "{}",
        " [ 1 , {\"a\" : null} ] ",
        // The largest integers that are written as numbers, and the next ones.
        "9007199254740991",
        "-9007199254740991",
        "9007199254740992",
        "18446744073709551615",
        // Floats.
        r#""\u0000nan""#,
        r#""\u0000inf""#,
        r#""\u0000-inf""#,
        r#""\u0000-0""#,
        "-0",
        "-0.0",
        "1e309",
        r#""\u0000NaN""#,
        // Integers.
        r#""\u0000i0""#,
        r#""\u0000i-1""#,
        r#""\u0000i9007199254740993""#,
        r#""\u0000i-9007199254740993""#,
        r#""\u0000i18446744073709551615""#,
        r#""\u0000i-9223372036854775808""#,
        r#""\u0000i170141183460469231731687303715884105727""#,
        r#""\u0000i-170141183460469231731687303715884105728""#,
        r#""\u0000i340282366920938463463374607431768211455""#,
        r#""\u0000i340282366920938463463374607431768211456""#,
        r#""\u0000i-170141183460469231731687303715884105729""#,
        r#""\u0000i""#,
        r#""\u0000i-""#,
        r#""\u0000i1.5""#,
        r#""\u0000ix""#,
        r#""\u0000i 1""#,
        // Strings.
        r#""\u0000s""#,
        r#""\u0000s\u0000""#,
        r#""\u0000s\u0000nan""#,
        r#""\u0000sx""#,
        r#""x\u0000nan""#,
        r#""\u0000""#,
        r#""\u0000x""#,
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        // Keys.
        r#"{"\u0000s\u0000nan":1}"#,
        r#"{"\u0000s":1}"#,
        r#"{"\u0000nan":1}"#,
        r#"{"\u0000i1":1}"#,
        r#"{"\u0000b0":1}"#,
        r#"{"\u0000":1}"#,
        r#"{"__proto__":1,"constructor":2}"#,
        r#"{"a":1,"a":2}"#,
        "{\"\\ud800\":1}",
        // A missing buffer.
        r#""\u0000b0""#,
        // Invalid JSON.
        "",
        "[1,]",
        "[1",
        "1 2",
        "NaN",
        "'a'",
        "\"\t\"",
    ];
    let mut values: Vec<_> = plain.iter().map(|text| ((*text).to_owned(), Vec::new())).collect();
    values.extend([(nested(127), Vec::new()), (nested(128), Vec::new())]);
    let buffers = vec![vec![1, 2, 255], Vec::new()];
    for text in [
        r#""\u0000b0""#,
        r#"["\u0000b1","\u0000b0","\u0000b0"]"#,
        r#"{"a":"\u0000b0"}"#,
        r#""\u0000s\u0000b0""#,
        r#""\u0000b2""#,
        r#""\u0000b""#,
        r#""\u0000b-1""#,
        r#""\u0000b0x""#,
        r#""\u0000b99999999999999999999""#,
    ] {
        values.push((text.to_owned(), buffers.clone()));
    }
    values
}

fn packet(text: &str) -> Value {
    let (mut read, mut dropped) = (Vec::new(), 0);
    for frame in frames(text) {
        match frame {
            Ok(frame) => read.push(entry(frame)),
            Err(_) => dropped += 1,
        }
    }
    json!({ "text": text, "frames": read, "dropped": dropped })
}

fn entry(Frame { header, payload, base }: Frame<'_>) -> Value {
    let mut entry = match header {
        FrameHeader::Hello => json!({ "kind": "hello" }),
        FrameHeader::Open { endpoint } => json!({ "kind": "open", "id": endpoint }),
        FrameHeader::Join { endpoint, page } => {
            json!({ "kind": "join", "id": endpoint, "page": page })
        }
        FrameHeader::Close { endpoint } => json!({ "kind": "close", "id": endpoint }),
        FrameHeader::Call { id, channel } => {
            json!({ "kind": "call", "id": id, "channel": channel })
        }
        FrameHeader::Send { channel } => json!({ "kind": "send", "channel": channel }),
        FrameHeader::Stream { id, credit: Grant { items, bytes }, channel } => json!({
            "kind": "stream", "id": id, "items": items, "bytes": bytes, "channel": channel
        }),
        FrameHeader::Item { id } => json!({ "kind": "item", "id": id }),
        FrameHeader::Done { id } => json!({ "kind": "done", "id": id }),
        FrameHeader::Credit { id, credit: Grant { items, bytes } } => {
            json!({ "kind": "credit", "id": id, "items": items, "bytes": bytes })
        }
        FrameHeader::Abort { id } => json!({ "kind": "abort", "id": id.to_string() }),
        FrameHeader::Port { id, endpoints, channel } => json!({
            "kind": "port", "id": id.to_string(), "endpoints": endpoints, "channel": channel
        }),
        FrameHeader::Hangup { id } => json!({ "kind": "hangup", "id": id.to_string() }),
        FrameHeader::Cancel { id } => json!({ "kind": "cancel", "id": id }),
        FrameHeader::Listen { channel } => json!({ "kind": "listen", "channel": channel }),
        FrameHeader::Unlisten { channel } => json!({ "kind": "unlisten", "channel": channel }),
        FrameHeader::Answer { id } => json!({ "kind": "answer", "id": id.to_string() }),
        FrameHeader::Fail { id } => json!({ "kind": "fail", "id": id.to_string() }),
        FrameHeader::Welcome => json!({ "kind": "welcome" }),
        FrameHeader::Refuse => json!({ "kind": "refuse" }),
        FrameHeader::Reply { id } => json!({ "kind": "reply", "id": id }),
        FrameHeader::Error { id } => json!({ "kind": "error", "id": id }),
        FrameHeader::Event { channel } => json!({ "kind": "event", "channel": channel }),
        FrameHeader::Request { id, channel } => {
            json!({ "kind": "request", "id": id.to_string(), "channel": channel })
        }
    };
    entry["payload"] = json!(payload);
    entry["base"] = json!((base != usize::MAX).then_some(base));
    entry
}

fn texts() -> Vec<&'static str> {
    vec![
        "",
        // One frame of each kind.
        "hello\n{}\n",
        "open 1\n{}\n",
        "join 2 1\n\n",
        "close 2\n\n",
        "call 7 greet\n[\"Ada\"]\n",
        "send note\n[1]\n",
        "cancel 7\n\n",
        "stream 7 64 1048576 log:lines\n[3]\nitem 7\n\"x\"\ncredit 7 32 4096\n\ndone 7\n\n",
        "stream 7 64 10\n[]\nabort 12\n\n",
        "stream 7 -1 10 x\n[]\nstream 7 1 4294967296 x\n[]\nstream 7 1\n[]\ncredit 7 9007199254740992 1\n\ncredit 7 1\n\ncredit 7 1 2 3\n\nitem \n\nabort x\n\n",
        "port 5 2 18 open a file\n\nhangup 5\n\n",
        "port 5 2 x\n\nport 5 2 4294967296 x\n\nport 5 2\n\nhangup\n\nhangup 5 6\n\n",
        "listen tick\n\nunlisten tick\n\n",
        "answer 3\nnull\nfail 4\n{\"message\":\"no\"}\n",
        "welcome\n\n",
        "refuse\n{\"message\":\"no\"}\n",
        "reply 7\n\"Hello\"\nerror 8\n{\"message\":\"no\"}\n",
        "event tick\n[1]\n",
        "request 5 host:appName\n[]\n",
        // The words of headers.
        "call a-b_1 open a file\n[]\nsend  two spaces \n[]\n",
        "call 7\n[]\ncall 7 \n[]\n",
        "call  greet\n[]\ncall\n[]\n",
        "cancel\n\nreply \n1\nerror\n{}\n",
        "send\n[]\nevent \n[]\n",
        "hello 1\n{}\nwelcome 1\n\n",
        "open x\n{}\nopen -1\n{}\nopen +1\n{}\nopen 4294967296\n{}\nopen\n{}\n",
        "join 2\n\njoin 2 x\n\njoin 2 1 3\n\n",
        "answer x\n1\nrequest x y\n[]\nrequest 5\n[]\n",
        "CALL 1 x\n[]\n call 1 x\n[]\nframe 1\n\n\n\n\n\n",
        "send \u{2028}\r\u{0}é\n[]\n",
        // Buffers.
        "call 1 a\n[]\nat 3\n\ncall 2 b\n[]\ncall 3 c\n[]\n",
        "at 0\n\nsend a\n[]\nat 2\n\nat 1\n\nsend b\n[]\n",
        "at x\n\nsend a\n[]\nat 1\n\nsend b\n[]\n",
        "at -1\n\nsend a\n[]\nat\n\nsend b\n[]\n",
        "at +1\n\nsend a\n[]\nat 1 \n\nsend b\n[]\n",
        // Truncated texts.
        "call 1 x",
        "call 1 x\n",
        "call 1 x\n[]",
        "send a\n[]\ncall 1 x\n[1]",
        "send a\n[]\nat 1",
        "nonsense\n\nsend a\n[]\n",
    ]
}
