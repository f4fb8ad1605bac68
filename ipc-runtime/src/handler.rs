//! The methods of a trait as functions that take their arguments as a tuple.
//!
//! Generated code names a method and writes no closure around it: rustc checks each closure and each
//! async block of a program separately, and there would be several for each method.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::caller::Caller;
use crate::page::Endpoint;

/// The arguments of a method without arguments: they are `[]` on the wire, where `()` would be `null`.
pub type NoArgs = [(); 0];

/// The value of [`NoArgs`].
pub const NO_ARGS: NoArgs = [];

/// Marks a method that does not take a `&Caller`.
pub struct WithoutCaller;

/// Marks a method that takes a `&Caller`.
pub struct WithCaller;

/// The context of a call, for its handler.
pub struct Context {
    caller: Option<Caller>,
}

impl Context {
    /// The context of a call from `from`, or from the main process if there is no endpoint.
    pub(crate) fn new(
        app: &App,
        from: Option<&Arc<Endpoint>>,
        cancelled: Option<CancellationToken>,
    ) -> Self {
        Self { caller: from.map(|from| Caller::new(app.clone(), Arc::clone(from), cancelled)) }
    }

    /// The token of the calling page; the calls of the main process have none.
    pub(crate) fn token(&self) -> Option<&CancellationToken> {
        self.caller.as_ref().map(Caller::token)
    }

    /// The calling page.
    ///
    /// # Panics
    ///
    /// If Electron's main process calls: `#[ipc_api]` refuses `&Caller` in such a trait.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        self.caller.as_ref().expect("`&Caller` is refused in a trait with `peer = \"main\"`")
    }
}

/// A method of `T` with the arguments `A`. `W` is [`WithoutCaller`] or [`WithCaller`].
pub trait Handler<'a, T, A, W> {
    /// The return type.
    type Output;

    /// Calls the method.
    fn handle(self, api: &'a T, context: &'a Context, args: A) -> Self::Output;
}

macro_rules! impl_handler {
    ($args:ty, $pattern:pat, $($arg:ident: $Arg:ident),*) => {
        impl<'a, T: 'a, R, F: FnOnce(&'a T, $($Arg),*) -> R, $($Arg),*>
            Handler<'a, T, $args, WithoutCaller> for F
        {
            type Output = R;

            #[inline]
            fn handle(self, api: &'a T, _: &'a Context, $pattern: $args) -> R {
                self(api, $($arg),*)
            }
        }

        impl<'a, T: 'a, R, F: FnOnce(&'a T, &'a Caller, $($Arg),*) -> R, $($Arg),*>
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

/// Implements [`Handler`] for methods with these arguments, without the first, and so on.
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
