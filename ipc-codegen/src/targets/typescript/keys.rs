//! The keys of APIs on `window`, nested: `ipc.platform` and `ipc.files` are two keys of one object.

use crate::schema::{Api, Schema};

/// The value of a key.
pub(super) enum Entry<'a> {
    Api(&'a Api),
    Group(Vec<(&'a str, Entry<'a>)>),
}

/// The APIs for pages, nested by their keys, in the order of the schema.
pub(super) fn nest(schema: &Schema) -> Vec<(&str, Entry<'_>)> {
    let mut root = Vec::new();
    for api in schema.pages() {
        insert(&mut root, &api.key, api);
    }
    root
}

fn insert<'a>(group: &mut Vec<(&'a str, Entry<'a>)>, key: &'a str, api: &'a Api) {
    let Some((first, rest)) = key.split_once('.') else {
        group.push((key, Entry::Api(api)));
        return;
    };
    // The checks have refused an API whose key is also a group.
    let at = group.iter().position(|(name, _)| *name == first).unwrap_or_else(|| {
        group.push((first, Entry::Group(Vec::new())));
        group.len() - 1
    });
    if let Entry::Group(inner) = &mut group[at].1 {
        insert(inner, rest, api);
    }
}
