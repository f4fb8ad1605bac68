//! The option `crate`: where generated code finds the runtime that has another name.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Path;

/// Tokens with this path in the place of each `::ipc_runtime` before a `::__private`, which only
/// generated code writes.
pub(crate) fn with_path(tokens: TokenStream, krate: Option<&Path>) -> TokenStream {
    match krate {
        Some(krate) => replace(tokens, &krate.to_token_stream()),
        None => tokens,
    }
}

fn replace(tokens: TokenStream, krate: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut output = TokenStream::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        if is_runtime(&tokens[index..]) {
            output.extend(krate.clone());
            index += 3;
            continue;
        }
        output.extend([match token {
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), replace(group.stream(), krate));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other.clone(),
        }]);
        index += 1;
    }
    output
}

/// Whether tokens begin with `::ipc_runtime::__private`.
fn is_runtime(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ':');
    match tokens {
        [a, b, TokenTree::Ident(krate), c, d, TokenTree::Ident(private), ..] => {
            [a, b, c, d].into_iter().all(is_colon)
                && krate == "ipc_runtime"
                && private == "__private"
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;
    use syn::parse_quote;

    #[test]
    fn only_generated_paths_are_replaced() {
        let tokens = quote! {
            impl<T: ::ipc_runtime::__private::Transport> A<T> {
                fn f(&self, v: ::ipc_runtime::Caller) { (<::ipc_runtime::__private::B<T>>::C) }
            }
        };
        let path: Path = parse_quote!(crate::rt);
        let expected = quote! {
            impl<T: crate::rt::__private::Transport> A<T> {
                fn f(&self, v: ::ipc_runtime::Caller) { (<crate::rt::__private::B<T>>::C) }
            }
        };
        assert_eq!(with_path(tokens.clone(), Some(&path)).to_string(), expected.to_string());
        assert_eq!(with_path(tokens.clone(), None).to_string(), tokens.to_string());
    }
}
