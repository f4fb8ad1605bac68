//! The expansion of `#[derive(IpcType)]`: assertions about types that `ipc-codegen` cannot resolve.

use ipc_syntax::{DataOptions, ShapeOverride, ShapeOverrides};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field};

/// Asserts that the types of `as` exist, and that fields with `as = "number"` are integers.
pub(crate) fn expand_data(input: &DeriveInput, options: &DataOptions) -> TokenStream {
    let fields = options.fields.iter().filter_map(|(&(variant, index), shapes)| {
        Some((field(input, variant, index), shapes)).filter(|(field, _)| field.is_some())
    });
    let whole = [&options.shape].into_iter().chain(options.variants.values());
    let assertions: Vec<_> = whole
        .map(|shapes| (None, shapes))
        .chain(fields)
        .flat_map(|(field, shapes)| expand_shapes(field, shapes))
        .collect();
    if assertions.is_empty() {
        return TokenStream::new();
    }
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics ::ipc_runtime::__private::IpcType for #ident #ty_generics #where_clause {
            fn assert_shapes() {
                #(#assertions)*
            }
        }
    }
}

fn field(input: &DeriveInput, variant: usize, index: usize) -> Option<&Field> {
    match &input.data {
        Data::Struct(data) => data.fields.iter().nth(index),
        Data::Enum(data) => data.variants.iter().nth(variant)?.fields.iter().nth(index),
        Data::Union(_) => None,
    }
}

fn expand_shapes(field: Option<&Field>, shapes: &ShapeOverrides) -> Vec<TokenStream> {
    let overrides = shapes.output.iter().chain(&shapes.input);
    overrides
        .filter_map(|shape| match (shape, field) {
            (ShapeOverride::Rust(ty), _) => Some(quote! {
                let _ = ::core::marker::PhantomData::<#ty>;
            }),
            (ShapeOverride::Number(_), Some(field)) => {
                let ty = &field.ty;
                Some(quote_spanned! {ty.span()=>
                    ::ipc_runtime::__private::assert_integers::<#ty>();
                })
            }
            (ShapeOverride::Number(_), None) | (ShapeOverride::TypeScript(_), _) => None,
        })
        .collect()
}
