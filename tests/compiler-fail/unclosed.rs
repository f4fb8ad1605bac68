pub struct Size {
    width: u32,

#[ipc_api]
pub trait Windows {
    #[send]
    fn resize(&self, size: Size);
}
