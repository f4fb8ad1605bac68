//! The definitions that use certain others, directly or through further ones.

use std::collections::{BTreeMap, BTreeSet};

/// These names and, transitively, the names of their users. `users` has the direct users of each name.
pub(super) fn with_users<'d>(
    mut names: Vec<&'d str>,
    mut users: BTreeMap<&'d str, Vec<&'d str>>,
) -> BTreeSet<&'d str> {
    let mut found = BTreeSet::new();
    while let Some(name) = names.pop() {
        if found.insert(name) {
            names.extend(users.remove(name).unwrap_or_default());
        }
    }
    found
}
