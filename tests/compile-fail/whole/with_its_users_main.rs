//! The same for an API of the main process.

use ipc_runtime::{App, ipc_api};

#[ipc_api(peer = "main", window = "shell")]
pub trait ShellApi {
    #[event]
    fn beep(times: u32);

    #[request]
    async fn locale() -> String;
}

async fn greet(app: &App) -> String {
    let shell = ShellApiMain::new(app);
    let _ = shell.beep(1);
    shell.locale().await.unwrap_or_default()
}

fn main() {
    let _ = greet;
}
