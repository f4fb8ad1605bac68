//! Associated types of traits of std, for types of std.

use super::ty::{Ty, TyKind};
use crate::known::{self, KnownPath};

/// The associated type of a trait at an absolute path.
pub(super) fn known_associated<'a>(
    owner: &Ty<'a>,
    of_trait: &[String],
    name: &str,
) -> Option<TyKind<'a>> {
    let [krate, module, of_trait] = of_trait else { return None };
    if !matches!(&**krate, "std" | "core" | "alloc") {
        return None;
    }
    match (&**module, &**of_trait, name) {
        ("iter", "IntoIterator", "Item") => item(owner),
        ("borrow", "ToOwned", "Owned") => owned(owner),
        ("ops", "Deref", "Target") => target(owner),
        _ => None,
    }
}

/// The items of a collection.
fn item<'a>(owner: &Ty<'a>) -> Option<TyKind<'a>> {
    match &owner.kind {
        TyKind::Array(item, _) => Some(item.kind.clone()),
        TyKind::Known(known, args) => match (name_in_std(*known)?, &**args) {
            (
                "Vec" | "Option" | "BTreeSet" | "BinaryHeap" | "HashSet" | "LinkedList"
                | "VecDeque",
                [item, ..],
            ) => Some(item.kind.clone()),
            ("BTreeMap" | "HashMap", [key, value, ..]) => {
                Some(TyKind::Tuple(vec![key.clone(), value.clone()]))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The owned type of a borrowed one. A type that can be cloned owns itself.
fn owned<'a>(owner: &Ty<'a>) -> Option<TyKind<'a>> {
    let of_std = |path: [&str; 3], args| {
        let known = known::find(&path.map(str::to_owned))?;
        Some(TyKind::Known(known, args))
    };
    match &owner.kind {
        TyKind::Slice(item) => of_std(["std", "vec", "Vec"], vec![(**item).clone()]),
        TyKind::Known(known, _) => match name_in_std(*known)? {
            "str" => of_std(["std", "string", "String"], Vec::new()),
            "Path" => of_std(["std", "path", "PathBuf"], Vec::new()),
            "String" | "Vec" | "PathBuf" => Some(owner.kind.clone()),
            _ if known.path().starts_with("std::primitive::") => Some(owner.kind.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The type that a pointer points to.
fn target<'a>(owner: &Ty<'a>) -> Option<TyKind<'a>> {
    match &owner.kind {
        TyKind::Known(known, args) => match name_in_std(*known)? {
            "Arc" | "Box" | "Cow" | "Rc" => args.first().map(|target| target.kind.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a type of std.
fn name_in_std(known: KnownPath) -> Option<&'static str> {
    known.path().strip_prefix("std::")?.rsplit("::").next()
}
