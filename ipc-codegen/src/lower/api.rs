//! Traits: methods with their channels, arguments and answers, and the API's fingerprint.

use ipc_runtime::table::{Channel, fingerprint};
use ipc_syntax::{Attrs, canonical_tokens, unraw};

use super::data::is_option;
use super::{Direction, Lowering, attrs};
use crate::codes;
use crate::resolve::{Ty, TyKind};
use crate::schema::{Api, Arg, Docs, ErrorType, Kind, Method, Type};
use crate::source::{Module, undecided};

/// A trait that has been read, and the module that it stands in.
pub(crate) struct ParsedApi<'a> {
    pub(crate) module: &'a Module,
    pub(crate) api: ipc_syntax::Api,
}

impl<'a> Lowering<'a> {
    /// The schema of a trait.
    pub(crate) fn lower_api(&mut self, parsed: &'a ParsedApi<'a>) -> Api {
        let ParsedApi { module, api } = parsed;
        let compiled: Vec<_> =
            api.methods.iter().filter(|method| self.is_compiled(module, method)).collect();
        let name = unraw(&api.ident);
        Api {
            key: api.key.value.clone(),
            fingerprint: fingerprint_of(api, &compiled),
            docs: docs_of(&api.attrs),
            methods: compiled.into_iter().map(|method| self.lower_method(module, method)).collect(),
            name,
        }
    }

    fn is_compiled(&mut self, module: &Module, method: &ipc_syntax::Method) -> bool {
        let cfg = &self.resolver.program.krate(module.krate).cfg;
        let mut attrs = method.attrs.cfgs.clone();
        let is_compiled = cfg.apply(&mut attrs, &module.file, &mut self.problems);
        if let (true, Some(attr)) = (is_compiled, undecided(&attrs)) {
            self.problems.push(cfg.undecided_problem(attr, &module.file));
        }
        is_compiled
    }

    fn lower_method(&mut self, module: &'a Module, method: &'a ipc_syntax::Method) -> Method {
        let (kind, down, up) = match method.kind {
            ipc_syntax::Kind::Send => (Kind::Send, Direction::Input, Direction::Output),
            ipc_syntax::Kind::Invoke => (Kind::Invoke, Direction::Input, Direction::Output),
            ipc_syntax::Kind::Event => (Kind::Event, Direction::Output, Direction::Input),
            ipc_syntax::Kind::Request => (Kind::Request, Direction::Output, Direction::Input),
        };
        let resolved: Vec<Ty<'a>> =
            method.args.iter().map(|arg| self.resolve_in(module, &arg.ty)).collect();
        // Rust leaves nothing out of what it sends.
        let may_be_left_out =
            |from: usize| down == Direction::Input && resolved.iter().skip(from).all(is_option);
        let optional: Vec<bool> = (0..resolved.len()).map(may_be_left_out).collect();
        let mut args = Vec::new();
        for ((arg, ty), optional) in method.args.iter().zip(&resolved).zip(optional) {
            args.push(Arg { name: arg.js_name.clone(), ty: self.lower_type(ty, down), optional });
        }
        let (mut returns, mut error) = (Type::Unit, None);
        if let Some(tokens) = &method.returns {
            let ty = self.resolve_in(module, tokens);
            match (&ty.kind, kind) {
                (TyKind::Known(known, parts), Kind::Invoke) if known.is_result() => {
                    if let [value, failure] = parts.as_slice() {
                        returns = self.lower_type(value, up);
                        error = Some(ErrorType {
                            name: error_name(failure),
                            code: self.error_code(failure),
                            ty: self.lower_type(failure, up),
                        });
                    }
                }
                (TyKind::Known(known, _), Kind::Request) if known.is_result() => self
                    .problems
                    .push(
                    module
                        .file
                        .problem(
                            codes::REQUEST_RETURNS_RESULT,
                            tokens,
                            format!("the answer to `{}` cannot be a `Result`", method.ident),
                        )
                        .help(
                            "return the value alone: the stub adds the error of a failed request",
                        ),
                ),
                _ => returns = self.lower_type(&ty, up),
            }
        }
        Method {
            kind,
            channel: method.channel.value.clone(),
            name: method.js_name.clone(),
            docs: docs_of(&method.attrs),
            args,
            returns,
            error,
        }
    }
}

/// The name that an error has in JavaScript: its type's, less pointers and arguments; `Error` if
/// the type has none that would say anything.
fn error_name(ty: &Ty<'_>) -> String {
    match &ty.behind_pointers().kind {
        TyKind::Data(data, _) => data.name(),
        _ => "Error".to_owned(),
    }
}

fn docs_of(attrs: &Attrs) -> Docs {
    let deprecated = attrs.deprecated.as_ref();
    let deprecated = deprecated.map(|deprecated| deprecated.note.as_deref().unwrap_or_default());
    Docs::new(&attrs::dedent(&attrs.docs), deprecated)
}

/// The fingerprint of the table that the macro writes for the same methods.
fn fingerprint_of(api: &ipc_syntax::Api, methods: &[&ipc_syntax::Method]) -> String {
    struct Row<'a> {
        method: &'a ipc_syntax::Method,
        args: Vec<(&'a str, String)>,
        returns: String,
    }
    let rows: Vec<Row<'_>> = methods
        .iter()
        .map(|method| Row {
            method,
            args: method
                .args
                .iter()
                .map(|arg| (arg.js_name.as_str(), canonical_tokens(&arg.ty)))
                .collect(),
            returns: method.returns.as_ref().map(canonical_tokens).unwrap_or_default(),
        })
        .collect();
    let args: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| row.args.iter().map(|(name, ty)| (*name, ty.as_str())).collect())
        .collect();
    let channels: Vec<Channel<'_>> = rows
        .iter()
        .zip(&args)
        .map(|(row, args)| Channel {
            kind: row.method.kind.attribute(),
            name: &row.method.channel.value,
            js_name: &row.method.js_name,
            args,
            returns: &row.returns,
        })
        .collect();
    format!("{:016x}", fingerprint(&unraw(&api.ident), &api.key.value, &channels))
}
