//! Two traits of one name, and two keys that are one on `window`.

pub mod files {
    #[ipc_runtime::ipc_api(window = "files")]
    pub trait Api {
        #[send("open-file")]
        fn open(&self);
    }
}

pub mod tabs {
    #[ipc_runtime::ipc_api(window = "tabs")]
    pub trait Api {
        #[send("open-tab")]
        fn open(&self);
    }
}

#[ipc_runtime::ipc_api(window = "tabs")]
pub trait TabsApi {
    #[send("close-tab")]
    fn close(&self);
}
