//! Messages about the progress of the set-up.

/// Prints which step is running, and why.
pub(super) fn report(step: &str, why: &str) {
    println!("setting up: {step} ({why})");
}
