//! The integers that JavaScript's numbers can hold, and the `serde_json` feature that would hide them.

/// The largest integer of which JavaScript's numbers have all below: `Number.MAX_SAFE_INTEGER`.
pub(super) const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

const _: () = {
    use serde_json::Number;

    /// Stands in for the method that a `Number` has under the feature alone, and which then comes
    /// first.
    trait Otherwise {
        fn as_str(&self) {}
    }

    impl Otherwise for Number {}

    const fn size_of_returned<T>(_: fn(&'static Number) -> T) -> usize {
        size_of::<T>()
    }

    assert!(
        size_of_returned(Number::as_str) == 0,
        "ipc-runtime does not work with the feature `arbitrary_precision` of `serde_json`: \
         `cargo tree -e features -i serde_json` says which crate turns it on"
    );
};
