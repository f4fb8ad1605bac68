//! What the main process of the tests answers.

use ipc_runtime::ipc_api;

/// The methods that the main process of the tests implements.
#[ipc_api(peer = "main")]
pub trait Oracle {
    /// Answers a question.
    #[request]
    async fn answer(question: String) -> String;

    /// Receives a text without an answer.
    #[event]
    fn hear(text: String);
}
