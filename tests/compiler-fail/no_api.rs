//! A source without an API.

pub trait DesktopApi {
    fn set_title(&self, title: String);
}
