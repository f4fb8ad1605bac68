//! Traits: methods with their channels, arguments and answers, and the API's fingerprint.

use super::data::is_option;
use super::{Lowering, Lowerings};
use crate::codes;
use crate::direction::Direction;
use crate::resolve::{Ty, TyKind};
use crate::schema::{Api, Arg, ErrorType, Kind, Method, Type};
use crate::source::Module;
use crate::tree;

/// A trait, and the module that it stands in.
pub(crate) struct FoundApi<'a> {
    pub(crate) module: &'a Module,
    pub(crate) api: &'a tree::Api,
}

impl<'a> Lowerings<'a> {
    /// The schema of a trait.
    pub(crate) fn lower_api(&mut self, found: &FoundApi<'a>) -> Api {
        let FoundApi { module, api } = *found;
        Api {
            name: api.name.to_string(),
            peer: api.peer,
            key: api.key.to_string(),
            fingerprint: api.fingerprint.clone(),
            docs: api.docs.clone(),
            methods: api.methods.iter().map(|method| self.lower_method(module, method)).collect(),
        }
    }

    fn of(&mut self, direction: Direction) -> &mut Lowering<'a> {
        self.0.get_mut(direction)
    }

    fn lower_method(&mut self, module: &'a Module, method: &'a tree::Method) -> Method {
        let kind = method.kind;
        let (down, up) = (Direction::of_arguments(kind), Direction::of_answer(kind));
        let resolved: Vec<Ty<'a>> =
            method.args.iter().map(|(_, ty)| self.of(down).resolve_in(module, ty)).collect();
        // Rust leaves nothing out of what it sends.
        let may_be_left_out =
            |from: usize| down == Direction::Input && resolved.iter().skip(from).all(is_option);
        let optional: Vec<bool> = (0..resolved.len()).map(may_be_left_out).collect();
        let mut args = Vec::new();
        for (((name, _), ty), optional) in method.args.iter().zip(&resolved).zip(optional) {
            args.push(Arg { name: name.clone(), ty: self.of(down).lower_type(ty, down), optional });
        }
        let (mut returns, mut error) = (Type::Unit, None);
        if let Some(written) = &method.returns {
            let ty = self.of(up).resolve_in(module, written);
            match (&ty.kind, kind) {
                (TyKind::Known(known, parts), Kind::Invoke) if known.is_result() => {
                    if let [value, failure] = parts.as_slice() {
                        returns = self.of(up).lower_type(value, up);
                        error = Some(ErrorType {
                            name: error_name(failure),
                            code: self.of(up).error_code(failure),
                            ty: self.of(up).lower_type(failure, up),
                        });
                    }
                }
                (TyKind::Known(known, _), Kind::Request) if known.is_result() => self
                    .of(up)
                    .problems
                    .push(
                    module
                        .file
                        .problem(
                            codes::REQUEST_RETURNS_RESULT,
                            written.at,
                            format!("the answer to `{}` cannot be a `Result`", method.name),
                        )
                        .help(
                            "return the value alone: the stub adds the error of a failed request",
                        ),
                ),
                _ => returns = self.of(up).lower_type(&ty, up),
            }
        }
        Method {
            kind,
            channel: method.channel.to_string(),
            name: method.js_name.clone(),
            rust: method.name.to_string(),
            docs: method.docs.clone(),
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
        TyKind::Data(data, _) => data.name().to_owned(),
        _ => "Error".to_owned(),
    }
}
