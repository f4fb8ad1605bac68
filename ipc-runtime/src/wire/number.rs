//! The integers that JavaScript's numbers can hold, and a check that `serde_json` keeps numbers plain.

/// JavaScript's `Number.MAX_SAFE_INTEGER`: its numbers have every integer up to this one.
pub(super) const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

const _: () = {
    use serde_json::Number;

    /// Has the name of a method that `Number` has only with the feature. If `Number` has the method,
    /// rustc prefers it to this one.
    trait Fallback {
        fn as_str(&self) {}
    }

    impl Fallback for Number {}

    const fn size_of_returned<T>(_: fn(&'static Number) -> T) -> usize {
        size_of::<T>()
    }

    assert!(
        size_of_returned(Number::as_str) == 0,
        "ipc-runtime does not work with the feature `arbitrary_precision` of `serde_json`: \
         `cargo tree -e features -i serde_json` says which crate turns it on"
    );
};
