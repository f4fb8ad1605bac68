//! The errors of a pass, which must be checked before they are dropped.

use std::thread;

/// Collects the errors of one pass. A pass goes on after an error, so that a run reports all of
/// them.
///
/// Dropping it without [`Errors::check`] or [`Errors::into_vec`] is a bug in the caller, and panics.
///
/// ```
/// use ipc_syntax::Errors;
///
/// let mut errors = Errors::new();
/// errors.push("`set_title` has no receiver");
/// assert_eq!(errors.check(), Err(vec!["`set_title` has no receiver"]));
///
/// assert_eq!(Errors::<String>::new().check(), Ok(()));
/// ```
#[derive(Debug)]
#[must_use = "errors have to be checked"]
pub struct Errors<T> {
    list: Vec<T>,
    is_checked: bool,
}

impl<T> Errors<T> {
    /// No errors yet.
    pub const fn new() -> Self {
        Self { list: Vec::new(), is_checked: false }
    }

    /// Adds an error.
    pub fn push(&mut self, error: T) {
        self.list.push(error);
    }

    /// Adds the errors of another pass.
    pub fn append(&mut self, other: Self) {
        self.list.append(&mut other.into_vec());
    }

    /// Whether there are none so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The errors so far.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.list
    }

    /// Ends the pass.
    ///
    /// # Errors
    ///
    /// Every error that was added, in that order.
    pub fn check(self) -> Result<(), Vec<T>> {
        let list = self.into_vec();
        if list.is_empty() { Ok(()) } else { Err(list) }
    }

    /// Ends a pass whose errors are kept. Returns every error that was added, in that order.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<T> {
        self.is_checked = true;
        std::mem::take(&mut self.list)
    }
}

impl<T> Default for Errors<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Extend<T> for Errors<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, errors: I) {
        self.list.extend(errors);
    }
}

impl<T> Drop for Errors<T> {
    fn drop(&mut self) {
        assert!(self.is_checked || thread::panicking(), "errors were dropped without a check");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "errors were dropped without a check")]
    fn unchecked_errors_panic_even_if_there_are_none() {
        drop(Errors::<String>::new());
    }
}
