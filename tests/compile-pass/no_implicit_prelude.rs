//! A crate without the implicit prelude.

#![no_implicit_prelude]
#![deny(warnings)]

#[::ipc_runtime::ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, caller: &::ipc_runtime::Caller, title: ::std::string::String);

    #[invoke]
    async fn size(&self) -> ::std::result::Result<u32, ::std::string::String>;

    #[invoke(blocking)]
    fn read(&self, name: ::std::string::String) -> ::std::option::Option<u32>;

    #[stream]
    fn titles(&self) -> impl ::ipc_runtime::Stream<Item = ::std::string::String>;

    #[invoke]
    async fn count(&self, titles: ::ipc_runtime::Incoming<::std::string::String>) -> u32;

    #[event]
    fn titled(title: ::std::string::String);

    #[request]
    async fn confirm(
        title: ::std::string::String,
    ) -> ::std::result::Result<bool, ::std::string::String>;
}

#[::ipc_runtime::ipc_api(peer = "main")]
pub trait ShellApi {
    #[event]
    fn beep(times: u32);

    #[request]
    async fn locale() -> ::std::string::String;
}

struct Desktop;

impl DesktopApi for Desktop {
    fn set_title(&self, caller: &::ipc_runtime::Caller, title: ::std::string::String) {
        caller.window().set_title(title);
    }

    async fn size(&self) -> ::std::result::Result<u32, ::std::string::String> {
        ::std::result::Result::Ok(1)
    }

    fn read(&self, _name: ::std::string::String) -> ::std::option::Option<u32> {
        ::std::option::Option::None
    }

    fn titles(&self) -> impl ::ipc_runtime::Stream<Item = ::std::string::String> {
        ::futures_util::stream::empty()
    }

    async fn count(&self, _titles: ::ipc_runtime::Incoming<::std::string::String>) -> u32 {
        0
    }
}

fn main() {
    ::std::mem::drop(::ipc_runtime::Router::new().serve(DesktopApiServer::new(Desktop)));
}
