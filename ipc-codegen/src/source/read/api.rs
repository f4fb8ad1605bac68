//! Traits under `#[ipc_api]`.

use std::iter;

use ipc_runtime::table::joined;
use ipc_syntax::kind::Peer;
use ipc_syntax::{Attrs, Errors, Kind, parse_item};
use proc_macro2::TokenStream;
use syn::Item;

use super::attrs::dedent;
use super::types::{name, type_expr};
use super::value::value;
use crate::report::Problem;
use crate::schema::Docs;
use crate::source::cfg::Cfg;
use crate::source::file::SourceFile;
use crate::source::spans::{span_of, span_of_token};
use crate::source::unresolved::unresolved_cfg;
use crate::tree::{Api, Constant, Method, Name};

/// Reads an item under `#[ipc_api(…)]`.
pub(crate) fn read_api(
    args: TokenStream,
    item: &Item,
    file: &SourceFile,
    cfg: &Cfg,
    errors: &mut Errors<Problem>,
) -> Option<Api> {
    let api = match parse_item(args, item) {
        Ok(api) => api,
        Err(rejection) => {
            errors.extend(rejection.diagnostics.into_iter().map(|it| file.diagnosed(it)));
            return None;
        }
    };
    let mut is_compiled = |attrs: &Attrs| {
        let mut cfgs = attrs.cfgs.clone();
        let is_compiled = cfg.apply(&mut cfgs, file, errors);
        if let (true, Some(condition)) = (is_compiled, unresolved_cfg(&cfgs)) {
            errors.push(cfg.unresolved_cfg_problem(&condition, file));
        }
        is_compiled
    };
    let constants: Vec<_> = api.constants.iter().filter(|it| is_compiled(&it.attrs)).collect();
    let methods: Vec<_> = api.methods.iter().filter(|it| is_compiled(&it.attrs)).collect();
    Some(Api {
        name: name(&api.ident),
        peer: api.peer,
        key: named(&api.key),
        has_crate: api.krate.is_some(),
        event_argument: api.event_argument.is_some(),
        docs: docs_of(&api.attrs),
        fingerprint: fingerprint_of(&api, &constants, &methods),
        constants: constants.into_iter().map(read_constant).collect(),
        methods: methods.into_iter().flat_map(|method| read_method(api.peer, method)).collect(),
    })
}

fn read_constant(constant: &ipc_syntax::Constant) -> Constant {
    Constant {
        name: name(&constant.ident),
        ty: constant.ty.clone(),
        docs: docs_of(&constant.attrs),
        value: value(&constant.expr),
        span: span_of(&constant.expr),
    }
}

/// A method as JavaScript has it. A relay is two: what the page calls, and the event that the other pages
/// get.
fn read_method(peer: Peer, method: &ipc_syntax::Method) -> impl Iterator<Item = Method> {
    let listener = method.js_listener().map(|name| Method {
        kind: Kind::Event,
        js_name: named(&name),
        max_bytes: None,
        ..read_caller(peer, method)
    });
    iter::once(read_caller(peer, method)).chain(listener)
}

fn read_caller(peer: Peer, method: &ipc_syntax::Method) -> Method {
    Method {
        name: name(&method.ident),
        kind: method.kind,
        channel: named(&method.channel),
        js_name: named(&method.js_name),
        timeout_ms: method.timeout_ms.map(|timeout| timeout.value),
        max_bytes: method.max_bytes.map(|limit| limit.value),
        reads_streams: method.reads_streams(peer),
        docs: docs_of(&method.attrs),
        args: method.args.iter().map(|arg| (arg.js_name.clone(), type_expr(&arg.ty))).collect(),
        returns: method.returns.as_ref().map(type_expr),
    }
}

fn named(name: &ipc_syntax::Name) -> Name {
    Name { text: name.value.as_str().into(), span: span_of_token(name.span) }
}

fn docs_of(attrs: &Attrs) -> Docs {
    let deprecated = attrs.deprecated.as_ref();
    let deprecated = deprecated.map(|deprecated| deprecated.note.as_deref().unwrap_or_default());
    Docs::new(&dedent(&attrs.docs), deprecated)
}

/// The fingerprint that the macro computes for the same constants and methods.
fn fingerprint_of(
    api: &ipc_syntax::Api,
    constants: &[&ipc_syntax::Constant],
    methods: &[&ipc_syntax::Method],
) -> String {
    let constants = constants.iter().map(|constant| constant.fingerprint());
    let all = constants.chain(methods.iter().map(|method| method.fingerprint()));
    format!("{:016x}", all.fold(api.fingerprint(), joined))
}
