//! The methods of a trait as functions that take their arguments from a tuple.
//!
//! Generated code names a method and writes no closure around it: rustc checks every closure and
//! every async block of a program by itself, and these would be several for each method.

use crate::call::Context;

/// The arguments of a method that has none: on the wire they are `[]`, where `()` would be `null`.
pub type NoArgs = [(); 0];

/// The value of [`NoArgs`].
pub const NO_ARGS: NoArgs = [];

/// Says of a method that it takes no `&Caller`.
pub struct Alone;

/// Says of a method that it takes a `&Caller`.
pub struct WithCaller;

/// A method of `T` with the arguments `A`, and [`Alone`] or [`WithCaller`].
pub trait Handler<'a, T, A, W> {
    /// What it returns.
    type Output;

    /// Calls it.
    fn handle(self, api: &'a T, context: &'a Context, args: A) -> Self::Output;
}

macro_rules! impl_handler {
    ($args:ty, $pattern:pat, $($arg:ident: $Arg:ident),*) => {
        impl<'a, T: 'a, R, F: FnOnce(&'a T, $($Arg),*) -> R, $($Arg),*>
            Handler<'a, T, $args, Alone> for F
        {
            type Output = R;

            #[inline]
            fn handle(self, api: &'a T, _: &'a Context, $pattern: $args) -> R {
                self(api, $($arg),*)
            }
        }

        impl<'a, T: 'a, R, F: FnOnce(&'a T, &'a $crate::Caller, $($Arg),*) -> R, $($Arg),*>
            Handler<'a, T, $args, WithCaller> for F
        {
            type Output = R;

            #[inline]
            fn handle(self, api: &'a T, context: &'a Context, $pattern: $args) -> R {
                self(api, context.caller(), $($arg),*)
            }
        }
    };
}

/// For tuples of these, of all but the first, and so on.
macro_rules! impl_handlers {
    () => {
        impl_handler!(NoArgs, [],);
    };
    ($first:ident: $First:ident $(, $arg:ident: $Arg:ident)*) => {
        impl_handler!(($First, $($Arg,)*), ($first, $($arg,)*), $first: $First $(, $arg: $Arg)*);
        impl_handlers!($($arg: $Arg),*);
    };
}

impl_handlers!(
    a1: A1, a2: A2, a3: A3, a4: A4, a5: A5, a6: A6, a7: A7, a8: A8,
    a9: A9, a10: A10, a11: A11, a12: A12, a13: A13, a14: A14, a15: A15, a16: A16
);
