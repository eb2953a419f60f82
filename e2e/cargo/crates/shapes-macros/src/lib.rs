//! Macros of `shapes`.

use proc_macro::TokenStream;
use quote::quote;
use syn::{parse_macro_input, DeriveInput};

/// Gives a type the method `name()`.
///
/// ```
/// #[derive(shapes_macros::Named)]
/// struct Circle;
///
/// assert_eq!(Circle.name(), "Circle");
/// ```
#[proc_macro_derive(Named)]
pub fn named(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let (ident, name) = (&input.ident, input.ident.to_string());
    quote! {
        impl #ident {
            /// What the type is called.
            pub fn name(&self) -> &'static str {
                #name
            }
        }
    }
    .into()
}
