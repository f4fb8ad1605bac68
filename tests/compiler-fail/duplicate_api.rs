//! Two traits with the same name, and two with the same key on `window`.

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
