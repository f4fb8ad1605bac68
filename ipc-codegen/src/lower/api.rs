//! Traits: methods with their channels, arguments and answers, and the API's fingerprint.

use std::ptr;

use ipc_syntax::kind::Answer;

use super::lowerer::Lowerer;
use super::overrides::type_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::report::Problem;
use crate::resolve::{DataRef, Scope, Ty, TyKind};
use crate::schema::{Api, Arg, CodeSource, ErrorType, Method, Type};
use crate::source::Module;
use crate::tree::{self, Body, ShapeOverride, Tag};

/// A trait under `#[ipc_api]`, and its module.
pub(crate) struct FoundApi<'a> {
    pub(crate) module: &'a Module,
    pub(crate) api: &'a tree::Api,
}

impl<'a> Lowerer<'a> {
    /// The schema of a trait.
    pub(crate) fn lower_api(&mut self, found: &FoundApi<'a>) -> Api {
        let FoundApi { module, api } = *found;
        Api {
            name: api.name.to_string(),
            peer: api.peer,
            key: api.key.to_string(),
            event_argument: api.event_argument,
            fingerprint: api.fingerprint.clone(),
            docs: api.docs.clone(),
            constants: self.lower_constants(module, api),
            methods: api.methods.iter().map(|method| self.lower_method(module, method)).collect(),
        }
    }

    fn lower_method(&mut self, module: &'a Module, method: &'a tree::Method) -> Method {
        let kind = method.kind;
        let (args_direction, answer_direction) =
            (Direction::of_arguments(kind), Direction::of_answer(kind));
        let resolved: Vec<Ty<'a>> = method
            .args
            .iter()
            .map(|(_, ty)| self.of(args_direction).resolve_in(module, ty))
            .collect();
        // Rust sends every argument.
        let may_be_left_out = |from: usize| {
            args_direction == Direction::Input && resolved.iter().skip(from).all(Ty::is_option)
        };
        let optional: Vec<bool> = (0..resolved.len()).map(may_be_left_out).collect();
        let mut args = Vec::new();
        for (((name, _), ty), optional) in method.args.iter().zip(&resolved).zip(optional) {
            let item = stream_item(ty);
            if item.is_some() && !method.reads_streams {
                self.of(args_direction).errors.push(cannot_read_streams(module, method));
            }
            let lowerer = self.of(args_direction);
            args.push(Arg {
                name: name.clone(),
                ty: lowerer.lower_type(item.unwrap_or(ty)),
                optional,
                stream: item.is_some(),
            });
        }
        let (mut returns, mut error) = (Type::Unit, None);
        if let Some(written) = &method.returns {
            let ty = self.of(answer_direction).resolve_in(module, written);
            match &ty.kind {
                TyKind::Known(known, parts)
                    if known.is_result() && kind.row().answer != Answer::None =>
                {
                    if let [value, failure] = parts.as_slice() {
                        returns = self.of(answer_direction).lower_type(value);
                        error = Some(self.of(answer_direction).lower_error(failure));
                    }
                }
                _ => returns = self.of(answer_direction).lower_type(&ty),
            }
        }
        Method {
            kind,
            channel: method.channel.to_string(),
            name: method.js_name.to_string(),
            rust: method.name.to_string(),
            docs: method.docs.clone(),
            timeout_ms: method.timeout_ms,
            max_bytes: method.max_bytes,
            args,
            returns,
            error,
        }
    }
}

/// The type of the items, if the argument is a stream.
fn stream_item<'t, 'a>(ty: &'t Ty<'a>) -> Option<&'t Ty<'a>> {
    let TyKind::Known(known, parts) = &ty.kind else { return None };
    parts.get(known.stream_item()?)
}

/// `ipc_syntax` reports it where the type of the argument is `Incoming` itself.
fn cannot_read_streams(module: &Module, method: &tree::Method) -> Problem {
    let message = format!(
        "`{}` cannot read a stream: only an async `#[invoke]` that pages call takes `Incoming`",
        method.name
    );
    module
        .file
        .problem(codes::MISPLACED_STREAM, method.name.span, message)
        .help("declare an `#[invoke]` `async fn` for pages, or take a `Vec`")
}

impl<'a> TypeLowerer<'a> {
    fn lower_error(&mut self, ty: &Ty<'a>) -> ErrorType {
        let (code, data) = if ty.is_message() {
            (CodeSource::Application, Type::Unit)
        } else {
            (self.error_code(ty), self.lower_type(ty))
        };
        ErrorType { name: error_name(ty), code, ty: data }
    }

    /// Where the page finds the `code` of an error of this type.
    fn error_code(&mut self, ty: &Ty<'a>) -> CodeSource {
        let mut ty = ty.clone();
        let mut passed: Vec<DataRef<'a>> = Vec::new();
        let container = loop {
            let TyKind::Data(data, _) = ty.behind_pointers().kind else {
                return CodeSource::Application;
            };
            // Types that are converted into each other are refused elsewhere, as circular.
            if passed.iter().any(|other| ptr::eq(other.data, data.data)) {
                return CodeSource::Application;
            }
            passed.push(data);
            let overridden = type_override(data, Direction::Output);
            let (other, scope) = match (overridden, &data.data.container.output) {
                (Some(ShapeOverride::Rust(other)), _) => (other, self.override_scope(data)),
                (None, Ok(container)) => match &container.serde_proxy.output {
                    Some(other) => (&**other, Scope::of_data(data)),
                    None => break container,
                },
                // The lowering of the definition itself reports its errors.
                _ => return CodeSource::Application,
            };
            ty = self.resolver.resolve_type(other, &scope);
        };
        match (&container.body, &container.tag) {
            // A value without a tag could be mistaken for one with a tag.
            (Body::Enum(variants), _) if variants.iter().any(|it| it.is_untagged) => {
                CodeSource::Application
            }
            (Body::Enum(_), Tag::External) => CodeSource::External,
            (Body::Enum(_), Tag::Internal { tag } | Tag::Adjacent { tag, .. }) => {
                CodeSource::Tag(tag.clone())
            }
            _ => CodeSource::Application,
        }
    }
}

/// The name of an error in JavaScript: that of its type without pointers and arguments; `Error` if the
/// type is not a definition.
fn error_name(ty: &Ty<'_>) -> String {
    match &ty.behind_pointers().kind {
        TyKind::Data(data, _) => data.name().to_owned(),
        _ => "Error".to_owned(),
    }
}
