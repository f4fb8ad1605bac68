//! Recognizes the attributes of code that only tests contain.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Whether the attributes limit code to tests.
pub(super) fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("test")
            || (attr.path().is_ident("cfg")
                && attr.parse_args::<Meta>().is_ok_and(|meta| requires_test(&meta)))
    })
}

/// Whether a condition of `cfg` holds in tests alone.
fn requires_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => {
            let conditions = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            conditions.is_ok_and(|conditions| conditions.iter().any(requires_test))
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::is_test;

    #[test]
    fn a_condition_must_require_tests() {
        assert!(is_test(&[parse_quote!(#[test])]));
        assert!(is_test(&[parse_quote!(#[cfg(all(test, unix))])]));
        assert!(!is_test(&[parse_quote!(#[cfg(any(test, unix))])]));
        assert!(!is_test(&[parse_quote!(#[inline])]));
    }
}
