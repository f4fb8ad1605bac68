//! One method of the trait: its signature, read and checked.

use syn::spanned::Spanned;
use syn::{FnArg, LitStr, ReturnType, Safety, TraitItemFn};

use super::argument::{CallerPosition, parse_argument, parse_caller};
use super::attributes::{kind_of, parse_attrs};
use super::kind_attribute::{KindAttribute, parse_kind};
use super::owned::{Position, check_owned_type};
use super::quantity;
use super::stream::parse_stream;
use crate::check;
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::kind::{Answer, BLOCKING, JS, Kind, TO};
use crate::model::{Api, Method, Name};
use crate::names;

/// The most arguments that a method can have besides `&Caller`: serde's tuples end here.
const MAX_ARGUMENTS: usize = 16;

/// Reads a method of `api`. The result is `None` if the signature has a mistake, but not if only a
/// rule about a whole method is broken.
pub(super) fn parse_method(
    api: &Api,
    ordinal: usize,
    function: &TraitItemFn,
    errors: &mut Errors<Diagnostic>,
) -> Option<Method> {
    let before = errors.as_slice().len();
    let attrs = parse_attrs(
        function.attrs.iter().filter(|attr| kind_of(attr).is_none()),
        &Kind::ALL.map(Kind::attribute),
        errors,
    );
    let is_misspelt = errors.as_slice()[before..].iter().any(|error| {
        error.code == codes::UNKNOWN_ATTRIBUTE || error.code == codes::CONDITIONAL_ATTRIBUTE
    });
    let declared = parse_kind(function, api.peer, is_misspelt, errors);
    check_method_shape(function, errors);
    let signature = &function.sig;
    let has_receiver = signature.receiver().is_some();
    let mut caller = None;
    let mut args = Vec::new();
    for (index, input) in signature.inputs.iter().enumerate() {
        let FnArg::Typed(input) = input else { continue };
        let position = match index {
            _ if caller.is_some() => CallerPosition::Repeated,
            1 => CallerPosition::First,
            // `check_caller` or `check_receiver` reports it.
            _ if !has_receiver => CallerPosition::First,
            _ => CallerPosition::Later,
        };
        match parse_caller(input, position, errors) {
            Ok(Some(found)) => caller = Some(found),
            Ok(None) => args.extend(parse_argument(input, errors)),
            Err(()) => {}
        }
    }
    if args.len() > MAX_ARGUMENTS {
        errors.push(
            Diagnostic::new(
                codes::TOO_MANY_ARGUMENTS,
                signature.ident.span(),
                format!(
                    "`{}` has {} arguments: at most {MAX_ARGUMENTS} are allowed",
                    signature.ident,
                    args.len()
                ),
            )
            .help("group them in a struct"),
        );
    }
    let output = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty.as_ref().clone()),
    };
    let (returns, position) = match &declared {
        Some(KindAttribute { kind, .. }) if kind.row().answer == Answer::Stream => {
            (parse_stream(&signature.ident, output.as_ref(), errors), Position::Item)
        }
        _ => (output.clone(), Position::Result),
    };
    if let Some(ty) = &returns {
        check_owned_type(ty, position, errors);
    }
    let KindAttribute { kind, channel, options } = declared?;
    let named = |value: String| Name { value, span: signature.ident.span() };
    check::check_stub_name(&signature.ident, errors);
    let is_sound = errors.as_slice().len() == before;
    let method = Method {
        ident: signature.ident.clone(),
        ordinal,
        kind,
        channel: channel
            .unwrap_or_else(|| named(names::default_channel(&api.ident, &signature.ident))),
        js_name: match options.get(JS.name) {
            Some(Some(name)) => Name { value: name.value(), span: name.span() },
            _ => named(names::js_method(&signature.ident, kind, api.peer)),
        },
        is_async: signature.asyncness.is_some(),
        is_blocking: options.contains_key(BLOCKING.name),
        timeout_ms: quantity::timeout_ms(&options, errors),
        max_bytes: quantity::max_bytes(&options, errors),
        to: options.get(TO.name).into_iter().flatten().map(LitStr::value).next(),
        caller,
        args,
        returns,
        output,
        attrs,
    };
    check::check_method(api, &method, function, errors);
    is_sound.then_some(method)
}

fn check_method_shape(function: &TraitItemFn, errors: &mut Errors<Diagnostic>) {
    let signature = &function.sig;
    let mut refuse = |tokens: SpanRange, message: &str, help: &str| {
        errors.push(Diagnostic::new(codes::METHOD_SHAPE, tokens, message).help(help));
    };
    if let Some(token) = &signature.constness {
        refuse(token.span().into(), "a channel method cannot be const", "remove `const`");
    }
    if let Safety::Unsafe(token) = &signature.safety {
        refuse(token.span().into(), "a channel method cannot be unsafe", "remove `unsafe`");
    }
    if let Some(abi) = &signature.abi {
        refuse(SpanRange::of(abi), "a channel method cannot have an ABI", "remove `extern`");
    }
    if !signature.generics.params.is_empty() {
        let has_types = signature.generics.params.len() > signature.generics.lifetimes().count();
        refuse(
            SpanRange::of(&signature.generics),
            "a channel method cannot be generic",
            if has_types {
                "declare one method for each type"
            } else {
                "remove the lifetimes: arguments and results are owned"
            },
        );
    }
    if let Some(clause) = &signature.generics.where_clause {
        refuse(SpanRange::of(clause), "a channel method cannot have a where clause", "remove it");
    }
    if let Some(variadic) = &signature.variadic {
        refuse(SpanRange::of(variadic), "a channel method cannot be variadic", "use a `Vec`");
    }
    if let Some(body) = &function.default {
        refuse(
            SpanRange::of(body),
            "a channel method cannot have a body in the trait",
            "end the declaration with `;` and write the body in the implementation",
        );
    }
}
