//! The Node-API addon: Rust inside Electron's main process.
//!
//! The pipe has four functions. JavaScript calls `open` with a wake function, and then `receive` with
//! each packet, which returns all packets that are ready. When packets are ready later, Rust calls the
//! wake function, and JavaScript calls `drain`. The wake function has no arguments, so no packet can
//! overtake the outbox. `close` ends the application.
#![allow(unsafe_code, reason = "Node-API uses raw pointers")]

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

/// The entry point: builds the application when `connect` opens the addon.
type Entry = fn(App) -> std::result::Result<Router, String>;

static ENTRY: OnceLock<Entry> = OnceLock::new();
static BACKEND: Mutex<Option<Arc<Backend>>> = Mutex::new(None);

/// Makes a `cdylib` crate the Rust side of an Electron application.
///
/// The argument is a closure or a function that takes the [`App`] and returns a [`Router`], or a
/// `Result` with one. It runs when the JavaScript of Electron's main process calls
/// `connect({ addon: "path/to/the/library" })`, which throws its error.
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

/// Warns of `panic = "abort"`: a panic of a handler then ends Electron instead of its call.
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

/// Calls the entry point. The signature gives the closure of `addon!` its type.
pub fn enter<R: IntoRouter>(
    entry: impl FnOnce(App) -> R,
    app: App,
) -> std::result::Result<Router, String> {
    entry(app).into_router()
}

/// Called while the library is being loaded, before Node asks for its exports.
pub fn register(entry: Entry) {
    // If a library has two entry points, the first one counts.
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

/// A JavaScript function that calls `function`.
fn export<R: ToNapiValue + 'static>(
    env: sys::napi_env,
    function: fn(&FunctionCallContext<'_>) -> Result<R>,
) -> Result<sys::napi_value> {
    let env = Env::from_raw(env);
    let function = env.create_function_from_closure::<(), R, _>("", move |context| {
        // A panic of the entry point must not unwind into Node-API.
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
        return Err(Error::from_reason("the addon is already connected"));
    }
    let backend = Backend::start(entry).map_err(Error::from_reason)?;
    backend.connect(Wake(wake));
    *current = Some(Arc::new(backend));
    Ok(())
}

/// Schedules a call of the wake function on the JS thread.
struct Wake(ThreadsafeFunction<(), (), (), Status, false, true>);

impl Pipe for Wake {
    fn wake(&self) {
        // The call fails only while Node is closing.
        self.0.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }
}

/// Receives a packet. It never throws because of a message from a page: an invalid message is logged,
/// or answered with errors for its calls.
fn receive(context: &FunctionCallContext<'_>) -> Result<Packets> {
    let endpoint: u32 = context.get(0)?;
    let backend = backend()?;
    let text = read_text(context).unwrap_or_else(|_| {
        log::report_page(endpoint, "a message is dropped", "its text is not a string");
        String::new()
    });
    // Frames without buffers stay valid, and the others fail with an error that names the buffer.
    let buffers = read_buffers(context).unwrap_or_else(|reason| {
        log::report_page(endpoint, "the buffers of a message are dropped", &reason);
        Vec::new()
    });
    Ok(to_js(backend.receive(Incoming { endpoint, text: &text, buffers: &buffers })))
}

/// The text of a packet.
///
/// The capacity is three bytes for each UTF-16 unit, which is always enough. V8 then writes the text in
/// one pass, without counting its UTF-8 length first.
fn read_text(context: &FunctionCallContext<'_>) -> Result<String> {
    let env = context.env.raw();
    let value = context.get::<Unknown<'_>>(1)?.raw();
    let mut units = 0;
    // SAFETY: without a buffer, the call returns only the length, or an error if the value is no string.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env, value, ptr::null_mut(), 0, &raw mut units)
    })?;
    // One more byte for the terminating zero.
    let mut bytes: Vec<u8> = Vec::with_capacity(units * 3 + 1);
    let mut written = 0;
    // SAFETY: the buffer has the given capacity, and the call initializes `written` bytes of it.
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

/// The buffers of a packet. They are views of JavaScript's memory, which JavaScript cannot change while
/// it waits for this call.
fn read_buffers<'a>(
    context: &'a FunctionCallContext<'_>,
) -> std::result::Result<Vec<&'a [u8]>, String> {
    let lengths: Option<&[u32]> =
        context.get(2).map_err(|_| "their lengths are not a `Uint32Array`".to_owned())?;
    let array: Option<Array<'_>> =
        context.get(3).map_err(|_| "their chunks are not an array".to_owned())?;
    let (Some(lengths), Some(array)) = (lengths, array) else { return Ok(Vec::new()) };
    // Each chunk holds at least one buffer. The length of an array can be forged, but not that of a
    // typed array, so this bounds the loop.
    if array.len() as usize > lengths.len() {
        return Err("there are more chunks than buffers".to_owned());
    }
    let mut chunks: Vec<&[u8]> = Vec::with_capacity(array.len() as usize);
    for index in 0..array.len() {
        let chunk = array.get::<&[u8]>(index);
        chunks.extend(chunk.map_err(|_| format!("chunk {index} is not a `Uint8Array`"))?);
    }
    buffers::unpack(lengths, &chunks)
}

fn drain() -> Packets {
    // JavaScript may be woken once more after `close`, by a handler that ended at that moment.
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

/// For each packet: endpoint, text, and the lengths and chunks of its buffers, or two nulls. One flat
/// array is the cheapest to create.
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
