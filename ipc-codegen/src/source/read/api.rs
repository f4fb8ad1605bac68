//! Traits under `#[ipc_api]`.

use ipc_runtime::table::joined;
use ipc_syntax::{Attrs, parse_item};
use proc_macro2::TokenStream;
use syn::Item;

use super::attrs::{condition, dedent};
use super::types::{at_span, name, type_expr};
use crate::report::Problem;
use crate::schema::Docs;
use crate::source::{Cfg, SourceFile};
use crate::tree::{Api, Method, Name};

/// The API that an item under `#[ipc_api(…)]` is.
pub(in crate::source) fn read_api(
    args: TokenStream,
    item: &Item,
    file: &SourceFile,
    cfg: &Cfg,
    problems: &mut Vec<Problem>,
) -> Option<Api> {
    let api = match parse_item(args, item) {
        Ok(api) => api,
        Err(rejection) => {
            problems.extend(rejection.diagnostics.into_iter().map(|it| file.diagnosed(it)));
            return None;
        }
    };
    let methods: Vec<_> = api
        .methods
        .iter()
        .filter(|method| {
            let mut attrs = method.attrs.cfgs.clone();
            let is_compiled = cfg.apply(&mut attrs, file, problems);
            if let (true, Some(condition)) = (is_compiled, condition(&attrs)) {
                problems.push(cfg.undecided_problem(&condition, file));
            }
            is_compiled
        })
        .collect();
    Some(Api {
        name: name(&api.ident),
        peer: api.peer,
        key: named(&api.key),
        docs: docs_of(&api.attrs),
        fingerprint: fingerprint_of(&api, &methods),
        methods: methods.into_iter().map(read_method).collect(),
    })
}

fn read_method(method: &ipc_syntax::Method) -> Method {
    Method {
        name: name(&method.ident),
        kind: method.kind,
        channel: named(&method.channel),
        js_name: method.js_name.clone(),
        docs: docs_of(&method.attrs),
        args: method.args.iter().map(|arg| (arg.js_name.clone(), type_expr(&arg.ty))).collect(),
        returns: method.returns.as_ref().map(type_expr),
    }
}

fn named(name: &ipc_syntax::Name) -> Name {
    Name { text: name.value.as_str().into(), at: at_span(name.span) }
}

fn docs_of(attrs: &Attrs) -> Docs {
    let deprecated = attrs.deprecated.as_ref();
    let deprecated = deprecated.map(|deprecated| deprecated.note.as_deref().unwrap_or_default());
    Docs::new(&dedent(&attrs.docs), deprecated)
}

/// The fingerprint of the contract that the macro writes with the same methods.
fn fingerprint_of(api: &ipc_syntax::Api, methods: &[&ipc_syntax::Method]) -> String {
    let methods = methods.iter().map(|method| method.fingerprint());
    format!("{:016x}", methods.fold(api.fingerprint(), joined))
}
