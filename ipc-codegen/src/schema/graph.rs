//! Graphs of named types.

use std::collections::{BTreeMap, BTreeSet};

/// The names that each name uses, or is used by, directly.
pub(crate) type Edges<'d> = BTreeMap<&'d str, Vec<&'d str>>;

/// These names and, transitively, the names of their users. `users` has the direct users of each name.
pub(crate) fn with_users<'d>(mut names: Vec<&'d str>, users: &Edges<'d>) -> BTreeSet<&'d str> {
    let mut found = BTreeSet::new();
    while let Some(name) = names.pop() {
        if found.insert(name) {
            names.extend(users.get(name).into_iter().flatten());
        }
    }
    found
}

/// The edges in the other direction.
pub(crate) fn reversed<'d>(edges: &Edges<'d>) -> Edges<'d> {
    let mut reversed = Edges::new();
    for (&from, names) in edges {
        for &to in names {
            reversed.entry(to).or_default().push(from);
        }
    }
    reversed
}

/// The names on cycles: Kosaraju's algorithm for strongly connected components, without recursion.
pub(crate) fn on_cycles<'d>(used: &Edges<'d>) -> BTreeSet<&'d str> {
    let users = reversed(used);
    let mut visited = BTreeSet::new();
    let order: Vec<_> = used.keys().flat_map(|name| post_order(name, used, &mut visited)).collect();
    let mut visited = BTreeSet::new();
    let mut found = BTreeSet::new();
    for name in order.into_iter().rev() {
        let component = post_order(name, &users, &mut visited);
        if component.len() > 1 || used.get(name).is_some_and(|names| names.contains(&name)) {
            found.extend(component);
        }
    }
    found
}

/// The names that are reached from `start` and were not visited before, each after those that it leads
/// to.
pub(crate) fn post_order<'d>(
    start: &'d str,
    edges: &Edges<'d>,
    visited: &mut BTreeSet<&'d str>,
) -> Vec<&'d str> {
    let mut order = Vec::new();
    let mut path = vec![(start, 0)];
    if !visited.insert(start) {
        return order;
    }
    while let Some((name, next)) = path.last_mut() {
        let Some(&to) = edges.get(name).and_then(|names| names.get(*next)) else {
            order.push(*name);
            path.pop();
            continue;
        };
        *next += 1;
        if visited.insert(to) {
            path.push((to, 0));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_between_cycles_are_not_on_cycles() {
        let used = Edges::from([
            ("a", vec!["a", "b"]),
            ("b", vec!["c"]),
            ("c", vec!["d", "f"]),
            ("d", vec!["e", "f"]),
            ("e", vec!["c"]),
            ("g", vec!["a"]),
        ]);
        assert_eq!(on_cycles(&used), BTreeSet::from(["a", "c", "d", "e"]));
        assert_eq!(with_users(vec!["a"], &reversed(&used)), BTreeSet::from(["a", "g"]));
    }
}
