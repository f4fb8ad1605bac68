//! The Node-API addon: Rust inside of Electron's main process.
//!
//! The pipe is four functions. JavaScript calls `receive` with a packet and gets every packet that
//! is ready; what gets ready later is announced by the wake-up function that `open` took, and
//! fetched by `drain`. The wake-up carries nothing, so nothing can overtake the outbox.
#![allow(unsafe_code, reason = "Node-API hands out raw pointers")]

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use napi::bindgen_prelude::{
    Buffer, Either5, Env, Function, FunctionCallContext, JsValue, Null, ToNapiValue, Uint8Array,
    register_module_export,
};
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi::{Error, Result, sys};

use crate::backend::Backend;
use crate::buffers;
use crate::frame::{Incoming, Packet};
use crate::{App, IntoRouter, Router};

/// What builds the application when `connect` opens the addon.
type Entry = fn(App) -> std::result::Result<Router, String>;

static ENTRY: OnceLock<Entry> = OnceLock::new();
static BACKEND: Mutex<Option<Arc<Backend>>> = Mutex::new(None);

/// Makes a `cdylib` crate the Rust side of an Electron application.
///
/// The argument is a closure, or a function, that takes the [`App`] and returns a [`Router`] or a
/// `Result` of one; an error is what `connect` throws. It runs when the JavaScript of Electron's
/// main process calls `connect({ addon: "path/to/the/library" })`.
///
/// ```
/// use ipc_runtime::{Router, ipc_api};
///
/// #[ipc_api]
/// pub trait GreetApi {
///     #[invoke]
///     fn greet(&self, name: String) -> String;
/// }
///
/// struct Greeter;
///
/// impl GreetApi for Greeter {
///     fn greet(&self, name: String) -> String {
///         format!("Hello, {name}!")
///     }
/// }
///
/// ipc_runtime::addon!(|_app| Router::new().serve(GreetApiServer::new(Greeter)));
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! addon {
    ($entry:expr) => {
        const _: () = {
            $crate::__private::warn_if_panics_abort!();
            $crate::__private::napi::ctor::declarative::ctor! {
                #[ctor(unsafe)]
                fn register() {
                    $crate::__private::register_addon(|app| {
                        $crate::__private::enter($entry, app)
                    });
                }
            }
        };
    };
}

/// A handler's panic is caught and becomes an error of its call; with `panic = "abort"` it would
/// take Electron down.
#[doc(hidden)]
#[macro_export]
macro_rules! __warn_if_panics_abort {
    () => {
        #[cfg(panic = "abort")]
        const _: () = {
            #[deprecated(
                note = "with `panic = \"abort\"` a handler that panics ends the whole application"
            )]
            const PANIC_IS_ABORT: () = ();
            PANIC_IS_ABORT
        };
    };
}

/// Calls the entry point: what gives its closure a type.
pub fn enter<R: IntoRouter>(
    entry: impl FnOnce(App) -> R,
    app: App,
) -> std::result::Result<Router, String> {
    entry(app).into_router()
}

/// Called while the library is being loaded, before Node asks for its exports.
pub fn register(entry: Entry) {
    // The first entry point counts, should a library have two.
    if ENTRY.set(entry).is_ok() {
        register_module_export(None, "open\0", |env| export(env, open));
        register_module_export(None, "receive\0", |env| export(env, receive));
        register_module_export(None, "drain\0", |env| export(env, |_| Ok(drain())));
        register_module_export(None, "close\0", |env| {
            export(env, |_| {
                close();
                Ok(())
            })
        });
    }
}

/// The JavaScript function that calls `function`.
fn export<R: ToNapiValue + 'static>(
    env: sys::napi_env,
    function: fn(&FunctionCallContext<'_>) -> Result<R>,
) -> Result<sys::napi_value> {
    let env = Env::from_raw(env);
    let function =
        env.create_function_from_closure::<(), R, _>("", move |context| function(&context))?;
    Ok(function.raw())
}

fn open(context: &FunctionCallContext<'_>) -> Result<()> {
    let wake: Function<'_, (), ()> = context.get(0)?;
    let wake = wake.build_threadsafe_function::<()>().weak::<true>().build_callback(|_| Ok(()))?;
    let entry = *ENTRY.get().ok_or_else(|| Error::from_reason("the addon has no entry point"))?;
    let mut current = BACKEND.lock().unwrap_or_else(PoisonError::into_inner);
    if current.is_some() {
        return Err(Error::from_reason("the addon is connected already"));
    }
    let backend = Backend::start(entry).map_err(Error::from_reason)?;
    backend.app().outbox().on_wake(move || {
        wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
    });
    *current = Some(Arc::new(backend));
    Ok(())
}

fn receive(context: &FunctionCallContext<'_>) -> Result<Packets> {
    let page: u32 = context.get(0)?;
    let text: String = context.get(1)?;
    let lengths: Option<Vec<u32>> = context.get(2)?;
    let chunks: Option<Vec<Uint8Array>> = context.get(3)?;
    let (lengths, chunks) = (lengths.unwrap_or_default(), chunks.unwrap_or_default());
    let chunks: Vec<&[u8]> = chunks.iter().map(AsRef::as_ref).collect();
    // Frames without buffers are good all the same, and the others say what they miss.
    let buffers = buffers::unpack(&lengths, &chunks).unwrap_or_else(|reason| {
        crate::log(&format!("buffers of page {page} are dropped: {reason}"));
        Vec::new()
    });
    Ok(to_js(backend()?.receive(Incoming { page, text: &text, buffers: &buffers })))
}

fn drain() -> Packets {
    // The bell may ring once more after the end: for the answer of a handler that has just stopped.
    backend().map(|backend| to_js(backend.app().outbox().drain())).unwrap_or_default()
}

fn close() {
    let backend = BACKEND.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(backend) = backend {
        backend.close();
    }
}

fn backend() -> Result<Arc<Backend>> {
    let current = BACKEND.lock().unwrap_or_else(PoisonError::into_inner);
    current.clone().ok_or_else(|| Error::from_reason("the addon is not connected"))
}

/// Page, text, lengths and chunks of the buffers, if there are any; and again: one flat array costs
/// the least.
type Packets = Vec<Either5<u32, String, Vec<u32>, Vec<Buffer>, Null>>;

fn to_js(packets: Vec<Packet>) -> Packets {
    let mut flat = Vec::with_capacity(packets.len() * 4);
    for Packet { page, text, buffers } in packets {
        flat.extend([Either5::A(page), Either5::B(text)]);
        flat.extend(if buffers.is_empty() {
            [Either5::E(Null), Either5::E(Null)]
        } else {
            let (lengths, chunks) = buffers::pack(buffers);
            [Either5::C(lengths), Either5::D(chunks.into_iter().map(Buffer::from).collect())]
        });
    }
    flat
}
