//! All kinds, with Electron's main process as the peer.

#![deny(warnings)]

use ipc_runtime::{Error, Memory, Router, ipc_api};

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[send]
    fn started(&self, argv: Vec<String>);

    #[invoke]
    async fn version(&self) -> String;

    #[invoke("shell:read", blocking)]
    fn read(&self, path: String) -> Result<String, String>;

    #[event("shell:beep")]
    fn beep(times: u32);

    #[request]
    async fn locale(fallback: Option<String>) -> String;

    #[request]
    async fn wait();
}

struct Shell;

impl ShellApi for Shell {
    fn started(&self, _argv: Vec<String>) {}

    async fn version(&self) -> String {
        "1.0".to_owned()
    }

    fn read(&self, path: String) -> Result<String, String> {
        Err(path)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = Memory::start(|_| Router::new().serve(ShellApiServer::new(Shell))).unwrap();
    let shell = ShellApiMain::new(memory.app());
    memory.handle("shell:locale", |(fallback,): (Option<String>,)| fallback.unwrap_or_default());
    assert_eq!(shell.locale(Some("en".to_owned())).await.unwrap(), "en");
    let refused: Result<(), Error> = shell.wait().await;
    assert!(refused.is_err());
    shell.beep(2).unwrap();
}
