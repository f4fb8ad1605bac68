//! Nothing to compile.

pub trait DesktopApi {
    fn set_title(&self, title: String);
}
