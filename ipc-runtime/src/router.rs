//! [`Router`]: the APIs that the application serves, and the handler of each channel.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::app::{self, App};
use crate::call::Call;
use crate::frame::Hello;
use crate::host::HostServer;
use crate::menu::HostEvents;
use crate::table::{Channel, Contract, Kind};

/// An API and its implementation. Only generated code implements this trait.
pub trait Service: Send + Sync + 'static {
    /// The contract of the API.
    const CONTRACT: Contract;

    /// Serves one call of the method with this ordinal.
    fn dispatch(&self, ordinal: usize, call: Call<'_>);
}

type Dispatch = Arc<dyn Fn(usize, Call<'_>) + Send + Sync>;

/// The handler of a channel.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) api: &'static str,
    pub(crate) for_pages: bool,
    pub(crate) channel: &'static Channel,
    pub(crate) dispatch: Dispatch,
}

/// A method that pages implement: an event, a request, or the listeners of a relay.
#[derive(Clone, Copy)]
pub(crate) struct PeerMethod {
    pub(crate) api: &'static str,
    pub(crate) channel: &'static str,
}

/// The APIs of an application and their implementations.
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
/// let router = Router::new().serve(GreetApiServer::new(Greeter));
/// ```
#[derive(Default)]
pub struct Router {
    contracts: Vec<Contract>,
    routes: HashMap<&'static str, Route>,
    peer_methods: HashMap<&'static str, PeerMethod>,
    errors: Vec<String>,
}

impl Router {
    /// A router that serves nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an implementation: the `…Server` that `#[ipc_api]` generates from your trait.
    ///
    /// If the router serves the trait or one of its channels already, the application fails to connect.
    #[must_use]
    pub fn serve<S: Service>(mut self, server: S) -> Self {
        let contract = S::CONTRACT;
        if self.contracts.iter().any(|other| other.name == contract.name) {
            self.errors.push(format!("`{}` is served twice", contract.name));
            return self;
        }
        let dispatch: Dispatch = Arc::new(move |ordinal, call| server.dispatch(ordinal, call));
        for channel in contract.channels {
            let is_implemented_in_rust = channel.kind.is_implemented_in_rust();
            if !is_implemented_in_rust || channel.kind == Kind::Relay {
                let method = PeerMethod { api: contract.name, channel: channel.name };
                if contract.for_pages
                    && let Some(first) = self.peer_methods.insert(channel.name, method)
                {
                    self.errors.push(format!(
                        "pages receive channel `{}` of `{}` and of `{}`",
                        channel.name, first.api, contract.name
                    ));
                }
            }
            if !is_implemented_in_rust {
                continue;
            }
            let route = Route {
                api: contract.name,
                for_pages: contract.for_pages,
                channel,
                dispatch: Arc::clone(&dispatch),
            };
            if let Some(first) = self.routes.insert(channel.name, route) {
                self.errors.push(format!(
                    "channel `{}` is served by `{}` and by `{}`",
                    channel.name, first.api, contract.name
                ));
            }
        }
        self.contracts.push(contract);
        self
    }

    /// Adds the runtime's own API and returns the routes.
    pub(crate) fn start(self, app: &App) -> Result<Routes, String> {
        let router = self.serve(HostServer::new(HostEvents::new(app)));
        if router.errors.is_empty() {
            Ok(Routes {
                contracts: router.contracts,
                by_channel: router.routes,
                peer_methods: router.peer_methods,
            })
        } else {
            Err(router.errors.join("\n"))
        }
    }
}

/// The routes of a router without errors.
pub(crate) struct Routes {
    contracts: Vec<Contract>,
    by_channel: HashMap<&'static str, Route>,
    peer_methods: HashMap<&'static str, PeerMethod>,
}

impl Routes {
    pub(crate) fn get(&self, channel: &str) -> Option<&Route> {
        self.by_channel.get(channel)
    }

    pub(crate) fn peer_method(&self, channel: &str) -> Option<&PeerMethod> {
        self.peer_methods.get(channel)
    }

    /// Whether all these APIs are served.
    pub(crate) fn serves_all(&self, apis: &[String]) -> bool {
        apis.iter().all(|api| self.contracts.iter().any(|contract| contract.name == api))
    }

    pub(crate) fn page_apis(&self) -> Vec<String> {
        let for_pages = self.contracts.iter().filter(|contract| contract.for_pages);
        for_pages.map(|contract| contract.name.to_owned()).collect()
    }

    /// Checks that the two sides serve the same APIs with the same contracts.
    pub(crate) fn check(&self, hello: &Hello) -> Result<(), String> {
        let mut problems = Vec::new();
        for contract in &self.contracts {
            match hello.apis.get(contract.name) {
                None => problems.push(app::unknown_api(contract.name)),
                Some(known) if *known != format!("{:016x}", contract.fingerprint) => {
                    problems.push(app::changed_api(contract.name));
                }
                Some(_) => {}
            }
        }
        for served in &hello.served {
            if !self.contracts.iter().any(|contract| contract.name == served) {
                problems.push(format!(
                    "the addon does not serve `{served}`: add `.serve({served}Server::new(…))` to its Router"
                ));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }
}

/// A return type for the entry point of an addon: a [`Router`] or a `Result` with one.
pub trait IntoRouter {
    /// The router.
    ///
    /// # Errors
    ///
    /// The reason why the entry point has failed.
    fn into_router(self) -> Result<Router, String>;
}

impl IntoRouter for Router {
    fn into_router(self) -> Result<Router, String> {
        Ok(self)
    }
}

impl<E: fmt::Display> IntoRouter for Result<Router, E> {
    fn into_router(self) -> Result<Router, String> {
        self.map_err(|error| error.to_string())
    }
}
