//! Fingerprints of an API. Two sides with different fingerprints reject each other. rustc and the
//! compiler compute the same value.
//!
//! The macro prints a number for each constant and method, and the program joins them: only rustc knows
//! which are left under `cfg`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::model::{Api, Constant, Method};
use crate::names::unraw;

impl Api {
    /// The fingerprint of the trait's name and options, without its constants and methods.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let name = unraw(&self.ident);
        let event_argument = self.event_argument.map(|_| "event_argument");
        fingerprint([&*name, &self.key.value].into_iter().chain(event_argument))
    }
}

impl Constant {
    /// The fingerprint of its name, its type and its value, as their tokens are.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let tokens = [canonical_tokens(&self.written_type), canonical_tokens(&self.expr)];
        fingerprint(["const".to_owned(), unraw(&self.ident)].into_iter().chain(tokens))
    }
}

impl Method {
    /// The fingerprint of its kind, its names, its arguments, its return type and its limits.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let head = [self.kind.attribute(), &self.channel.value, &self.js_name.value];
        let args =
            self.args.iter().flat_map(|arg| [arg.js_name.clone(), canonical_tokens(&arg.ty)]);
        let returns = self.returns.as_ref().map(canonical_tokens).unwrap_or_default();
        let limits = [("timeout", self.timeout_ms), ("max_bytes", self.max_bytes)];
        let limits =
            limits.into_iter().filter_map(|(name, limit)| Some(format!("{name} {}", limit?.value)));
        fingerprint(head.map(str::to_owned).into_iter().chain(args).chain([returns]).chain(limits))
    }
}

/// The 64-bit FNV-1a hash over texts, each followed by a byte that UTF-8 never contains.
fn fingerprint(texts: impl IntoIterator<Item = impl AsRef<str>>) -> u64 {
    texts
        .into_iter()
        .fold(FNV_1A, |hash, text| fnv_1a(fnv_1a(hash, text.as_ref().as_bytes()), &[0xff]))
}

/// The 64-bit FNV-1a hash of no bytes.
pub const FNV_1A: u64 = 0xcbf2_9ce4_8422_2325;

/// The 64-bit FNV-1a hash of bytes that follow those with the hash `before`.
///
/// ```
/// use ipc_syntax::{FNV_1A, fnv_1a};
///
/// assert_eq!(fnv_1a(FNV_1A, b"foobar"), 0x8594_4171_f739_67e8);
/// assert_eq!(fnv_1a(fnv_1a(FNV_1A, b"foo"), b"bar"), 0x8594_4171_f739_67e8);
/// ```
#[must_use]
pub fn fnv_1a(before: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(before, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The tokens of `node`, one space apart.
///
/// `TokenStream::to_string` is not stable: its spacing differs between rustc and proc-macro2 and
/// between their versions. Invisible delimiters, which `macro_rules!` puts around a `$ty`, are left
/// out.
pub fn canonical_tokens(node: &impl ToTokens) -> String {
    let mut text = String::new();
    push(node.to_token_stream(), &mut text);
    text
}

fn push(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                word(open, text);
                push(group.stream(), text);
                word(close, text);
            }
            TokenTree::Ident(ident) => word(&ident.to_string(), text),
            TokenTree::Punct(punct) => word(punct.as_char().encode_utf8(&mut [0; 4]), text),
            TokenTree::Literal(literal) => word(&literal.to_string(), text),
        }
    }
}

fn word(word: &str, text: &mut String) {
    if word.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use syn::parse_quote;

    use crate::model::{Api, Name};
    use crate::parse::parse_item;

    fn api(method: &str) -> Api {
        let method: TokenStream = method.parse().unwrap();
        parse_item(TokenStream::new(), &parse_quote! { trait ShopApi { #method } })
            .unwrap_or_else(|rejection| panic!("{:?}", rejection.diagnostics))
    }

    #[test]
    fn methods_that_differ_on_the_wire_have_different_fingerprints() {
        let fingerprint = |method| api(method).methods[0].fingerprint();
        let mut all = [
            "#[invoke(\"a\")] fn buy(&self, id: u32) -> Vec<u8>;",
            "#[send(\"a\")] fn buy(&self, id: u32);",
            "#[invoke(\"a\")] fn buy(&self, id: u32);",
            "#[invoke(\"b\")] fn buy(&self, id: u32) -> Vec<u8>;",
            "#[invoke(\"a\")] fn sell(&self, id: u32) -> Vec<u8>;",
            "#[invoke(\"a\")] fn buy(&self, no: u32) -> Vec<u8>;",
            "#[invoke(\"a\")] fn buy(&self, id: u64) -> Vec<u8>;",
            "#[invoke(\"a\")] fn buy(&self, id: u32) -> Vec<i8>;",
            "#[invoke(\"a\", max_bytes = \"1KiB\")] fn buy(&self, id: u32) -> Vec<u8>;",
            "#[invoke(\"a\", timeout = \"1s\")] async fn buy(&self, id: u32) -> Vec<u8>;",
        ]
        .map(fingerprint)
        .to_vec();
        let same = "/// Docs.\n#[invoke(\"a\")] async fn buy(&self, caller: &Caller, id: u32) -> Vec <u8>;";
        assert_eq!(fingerprint(same), all[0]);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 10);
    }

    #[test]
    fn traits_that_differ_in_name_or_options_have_different_fingerprints() {
        let shop = api("#[send] fn buy(&self);");
        let renamed = Api { ident: parse_quote!(StoreApi), ..shop.clone() };
        let key = Name { value: "shop".to_owned(), ..shop.key.clone() };
        let moved = Api { key, ..shop.clone() };
        let with_event = Api { event_argument: Some(shop.key.span), ..shop.clone() };
        assert_ne!(renamed.fingerprint(), shop.fingerprint());
        assert_ne!(moved.fingerprint(), shop.fingerprint());
        assert_ne!(with_event.fingerprint(), shop.fingerprint());
    }
}
