//! What is the same for every application: limits, and the errors of the runtime.

use ipc_runtime::{ErrorCode, Limits};

use super::anchors::{ERRORS, LIMITS};
use super::prose::code;

/// The codes of the runtime's own failures.
const CODES: [(ErrorCode, &str); 10] = [
    (
        ErrorCode::InvalidArgument,
        "an argument or an answer does not have its type; the message has the path",
    ),
    (ErrorCode::Denied, "the page may not call this"),
    (ErrorCode::NotFound, "Rust does not serve this channel"),
    (ErrorCode::Timeout, "there was no answer in time"),
    (ErrorCode::Cancelled, "the caller cancelled the call, or its page is gone"),
    (ErrorCode::TooLarge, "the message is larger than the limit"),
    (ErrorCode::Overloaded, "too many calls are open, or too many bytes with them"),
    (ErrorCode::BackendGone, "the Rust side has ended"),
    (ErrorCode::SchemaMismatch, "the two sides were generated from different sources"),
    (ErrorCode::Internal, "a handler panicked, or a value could not be written"),
];

/// The limits of `connect({ limits })`, with their defaults.
fn limits_of_a_page() -> [(&'static str, String, &'static str); 3] {
    let Limits { message_size, open_calls, open_bytes } = Limits::default();
    [
        (
            "messageSize",
            mebibytes(message_size),
            "the size of one message or answer, beyond which it is `too-large`",
        ),
        (
            "openCalls",
            count(open_calls),
            "how many calls may be open, beyond which they are `overloaded`",
        ),
        (
            "openBytes",
            mebibytes(open_bytes),
            "how many bytes the arguments of all open calls may take, beyond which they are `overloaded`",
        ),
    ]
}

/// `128 MiB`.
fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

/// `65,536`.
fn count(number: u64) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", count(thousands), number % 1000),
    }
}

pub(super) fn push(text: &mut String) {
    text.extend([
        "\n## ",
        LIMITS,
        "\n\nWhat a page may ask for at once, unless `connect({ limits })` says otherwise:\n\n",
    ]);
    for (name, default, meaning) in limits_of_a_page() {
        text.extend(["- ", &*code(name), ", ", &*default, ": ", meaning, "\n"]);
    }
    text.extend(["\n## ", ERRORS, "\n\nWhatever fails in the runtime itself has the name `IpcError` and one of these codes:\n\n"]);
    for (error, meaning) in CODES {
        text.extend(["- ", &*code(error.as_str()), ": ", meaning, "\n"]);
    }
}
