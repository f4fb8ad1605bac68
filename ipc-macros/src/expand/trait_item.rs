//! The trait, with the methods that Rust implements.

use ipc_syntax::{Api, Kind, Method};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{CapturedParam, Type, TypeParamBound};

use super::tokens::{allowed_by, name_span, parameters, result_type};

pub(super) fn expand_trait(api: &Api, declarations: &[TokenStream]) -> TokenStream {
    let Api { ident, vis, attrs, .. } = api;
    let attrs = &attrs.kept;
    quote_spanned! {name_span(ident)=>
        #(#attrs)*
        #vis trait #ident: ::core::marker::Send + ::core::marker::Sync + 'static {
            #(#declarations)*
        }
    }
}

pub(super) fn declaration(method: &Method) -> TokenStream {
    let attrs = &method.attrs.kept;
    let signature = signature(method, method.output.as_ref());
    quote_spanned! {name_span(&method.ident)=>
        #(#attrs)*
        #signature;
    }
}

/// The method of the implementation for `Arc<T>`.
pub(super) fn forwarded(api: &Api, method: &Method) -> TokenStream {
    let (cfgs, ident, trait_ident) = (&method.attrs.cfgs, &method.ident, &api.ident);
    let allowed = allowed_by(&method.attrs.kept);
    let output = method.output.as_ref().map(captured_by_arc);
    let signature = signature(method, output.as_ref());
    let caller = method.caller.iter().map(|caller| &caller.ident);
    let args = caller.chain(method.args.iter().map(|arg| &arg.ident));
    quote_spanned! {name_span(ident)=>
        #(#cfgs)*
        #allowed
        #signature {
            <__T as #trait_ident>::#ident(&**self, #(#args),*)
        }
    }
}

/// `use<Self>` of the trait, as the implementation for `Arc<T>` has to write it.
fn captured_by_arc(output: &Type) -> Type {
    let mut output = output.clone();
    if let Type::ImplTrait(stream) = &mut output {
        for bound in &mut stream.bounds {
            let TypeParamBound::PreciseCapture(capture) = bound else { continue };
            for param in &mut capture.params {
                if let CapturedParam::Ident(ident) = param
                    && ident == "Self"
                {
                    *ident = Ident::new("__T", Span::call_site());
                }
            }
        }
    }
    output
}

fn signature(method: &Method, output: Option<&Type>) -> TokenStream {
    let Method { ident, kind, is_async, caller, .. } = method;
    let caller = caller.iter().map(|caller| {
        let (ident, ty) = (&caller.ident, &caller.ty);
        quote!(#ident: #ty)
    });
    let inputs = caller.chain(parameters(method));
    let output = match (is_async, output) {
        (false, None) => quote!(),
        (false, Some(ty)) if *kind == Kind::Stream => quote!(-> #ty + ::core::marker::Send),
        (false, Some(ty)) => quote!(-> #ty),
        (true, _) => {
            let ty = result_type(method);
            quote!(-> impl ::core::future::Future<Output = #ty> + ::core::marker::Send)
        }
    };
    quote_spanned!(name_span(ident)=> fn #ident(&self, #(#inputs),*) #output)
}
