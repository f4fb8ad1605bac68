//! Warnings of rustc about methods. A macro can cause one only by the use of a deprecated item.

use ipc_syntax::{Api, Method};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{allowed_by, hygienic};

/// Warns that a `#[sync]` method blocks, unless the method or the trait allows `deprecated`.
pub(super) fn sync_blocks(api: &Api, method: &Method) -> TokenStream {
    let (api_cfgs, cfgs) = (&api.attrs.cfgs, &method.attrs.cfgs);
    let allowed = [&api.attrs.kept, &method.attrs.kept].map(|attrs| allowed_by(attrs));
    let warning = hygienic("SYNC_BLOCKS");
    let note = format!(
        "the page and Electron's main process stand still until `{}` returns. Use `#[invoke]`, or a constant \
         for what never changes. If that cannot be, write `#[allow(deprecated)]` above the method",
        method.ident
    );
    // The use has the place of the method's name.
    let used = Ident::new(&warning.to_string(), warning.span().located_at(method.ident.span()));
    quote! {
        #(#api_cfgs)*
        #(#cfgs)*
        #(#allowed)*
        const _: () = {
            #[deprecated(note = #note)]
            const #warning: () = ();
            #used
        };
    }
}
