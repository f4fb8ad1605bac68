//! The Node-API addon: Rust inside of Electron's main process.
//!
//! The pipe is four functions. JavaScript calls `receive` with a packet and gets every packet that
//! is ready; what gets ready later is announced by the wake-up function that `open` took, and
//! fetched by `drain`. The wake-up carries nothing, so nothing can overtake the outbox.
#![allow(unsafe_code, reason = "Node-API hands out raw pointers")]

use std::ptr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use napi::bindgen_prelude::{
    Array, Buffer, Either5, Env, Function, FunctionCallContext, JsValue, Null, ToNapiValue,
    Uint32Array, Unknown, register_module_export,
};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Error, Result, Status, check_status, sys};

use crate::app::App;
use crate::backend::Backend;
use crate::frame::{Incoming, Packet};
use crate::pipe::Pipe;
use crate::router::{IntoRouter, Router};
use crate::runtime::catch;
use crate::{buffers, log};

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
            $crate::__warn_if_panics_abort!();
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
    let function = env.create_function_from_closure::<(), R, _>("", move |context| {
        // Beyond this is Node-API, through which nothing unwinds. What may panic is the entry point.
        catch(|| function(&context))
            .unwrap_or_else(|| Err(Error::from_reason("the addon panicked: see standard error")))
    })?;
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
    backend.connect(Wake(wake));
    *current = Some(Arc::new(backend));
    Ok(())
}

/// Schedules a call of JavaScript's on its own thread.
struct Wake(ThreadsafeFunction<(), (), (), Status, false, true>);

impl Pipe for Wake {
    fn wake(&self) {
        // A queue that takes no more is one whose Node is being closed.
        self.0.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }
}

/// Takes a packet. What is wrong with it is an error of its own frames: whatever a page has sent,
/// nothing is thrown.
fn receive(context: &FunctionCallContext<'_>) -> Result<Packets> {
    let endpoint: u32 = context.get(0)?;
    let backend = backend()?;
    let text = read_text(context).unwrap_or_else(|_| {
        log::report_page(endpoint, "a message is dropped", "its text is no string");
        String::new()
    });
    // Frames without buffers are good all the same, and the others say what they miss.
    let buffers = read_buffers(context).unwrap_or_else(|reason| {
        log::report_page(endpoint, "the buffers of a message are dropped", &reason);
        Vec::new()
    });
    Ok(to_js(backend.receive(Incoming { endpoint, text: &text, buffers: &buffers })))
}

/// The text of a packet.
///
/// It is written into three bytes for each UTF-16 unit, which are always enough: V8 then writes it in
/// one pass, where it would count first.
fn read_text(context: &FunctionCallContext<'_>) -> Result<String> {
    let env = context.env.raw();
    let value = context.get::<Unknown<'_>>(1)?.raw();
    let mut units = 0;
    // SAFETY: without a buffer this gives the length alone, or an error if the value is no string.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env, value, ptr::null_mut(), 0, &raw mut units)
    })?;
    // With room for the zero byte at the end.
    let mut bytes: Vec<u8> = Vec::with_capacity(units * 3 + 1);
    let mut written = 0;
    // SAFETY: the buffer has the capacity that is given, and `written` bytes of it are written.
    unsafe {
        check_status!(sys::napi_get_value_string_utf8(
            env,
            value,
            bytes.as_mut_ptr().cast(),
            bytes.capacity(),
            &raw mut written,
        ))?;
        bytes.set_len(written);
    }
    String::from_utf8(bytes).map_err(|error| Error::from_reason(error.to_string()))
}

/// The buffers of a packet: views of JavaScript's own memory, which JavaScript cannot touch as long
/// as it waits for this call.
fn read_buffers<'a>(
    context: &'a FunctionCallContext<'_>,
) -> std::result::Result<Vec<&'a [u8]>, String> {
    let lengths: Option<&[u32]> =
        context.get(2).map_err(|_| "their lengths are no `Uint32Array`".to_owned())?;
    let array: Option<Array<'_>> =
        context.get(3).map_err(|_| "their chunks are no array".to_owned())?;
    let (Some(lengths), Some(array)) = (lengths, array) else { return Ok(Vec::new()) };
    // A chunk holds a buffer at least. An array's length may be anything, a typed array's is true.
    if array.len() as usize > lengths.len() {
        return Err("there are more chunks than buffers".to_owned());
    }
    let mut chunks: Vec<&[u8]> = Vec::with_capacity(array.len() as usize);
    for index in 0..array.len() {
        let chunk = array.get::<&[u8]>(index);
        chunks.extend(chunk.map_err(|_| format!("chunk {index} is no `Uint8Array`"))?);
    }
    buffers::unpack(lengths, &chunks)
}

fn drain() -> Packets {
    // JavaScript may be woken once more after the end: for the answer of a handler that has just stopped.
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

/// Endpoint, text, lengths and chunks of the buffers, if there are any; and again: one flat array costs
/// the least.
type Packets = Vec<Either5<u32, String, Uint32Array, Vec<Buffer>, Null>>;

fn to_js(packets: Vec<Packet>) -> Packets {
    let mut flat = Vec::with_capacity(packets.len() * 4);
    for Packet { endpoint, text, buffers } in packets {
        flat.extend([Either5::A(endpoint), Either5::B(text)]);
        flat.extend(if buffers.is_empty() {
            [Either5::E(Null), Either5::E(Null)]
        } else {
            let (lengths, chunks) = buffers::pack(buffers);
            [Either5::C(lengths.into()), Either5::D(chunks.into_iter().map(Buffer::from).collect())]
        });
    }
    flat
}
