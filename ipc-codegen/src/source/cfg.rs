//! Evaluates `cfg` and `cfg_attr` to true, false or unresolved.
//!
//! Features are known. `test`, `doc` and `doctest` are false. Target predicates are known with
//! `--target`. Everything else is unresolved, and an error where it is reached.

use std::collections::BTreeSet;

use cfg_expr::targets::TargetInfo;
use cfg_expr::{Expression, Predicate};
use ipc_syntax::Errors;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, Meta, Token};

use super::file::SourceFile;
use super::spans::{span_of, span_of_token};
use super::unresolved::split_condition;
use crate::codes;
use crate::report::Problem;
use crate::tree::UnresolvedCfg;

/// The configuration of a crate, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cfg {
    pub(crate) features: BTreeSet<String>,
    pub(crate) target: Option<&'static TargetInfo>,
}

impl Cfg {
    /// The value of a predicate such as `all(unix, feature = "x")`; `None` if it is unresolved.
    pub(crate) fn evaluate(&self, predicate: &str) -> Result<Option<bool>, String> {
        let expression = Expression::parse(predicate).map_err(|error| error.reason.to_string())?;
        Ok(expression.eval(|predicate| match predicate {
            Predicate::Feature(name) => Some(self.features.contains(*name)),
            Predicate::Target(target) => self.target.map(|known| target.matches(known)),
            Predicate::Test
            | Predicate::ProcMacro
            | Predicate::Flag("doc" | "doctest" | "false") => Some(false),
            Predicate::Flag("true") => Some(true),
            _ => None,
        }))
    }

    /// Resolves `attrs`: removes true `cfg`s, expands true `cfg_attr`s, and keeps unresolved ones.
    /// Returns whether the owner of the attributes is compiled.
    pub(crate) fn apply(
        &self,
        attrs: &mut Vec<Attribute>,
        file: &SourceFile,
        errors: &mut Errors<Problem>,
    ) -> bool {
        if !attrs.iter().any(|attr| attr.path().is_ident("cfg") || is_cfg_attr(attr)) {
            return true;
        }
        let mut is_compiled = true;
        let mut pending: Vec<Attribute> = attrs.drain(..).rev().collect();
        while let Some(attr) = pending.pop() {
            let conditional = is_cfg_attr(&attr);
            if !conditional && !attr.path().is_ident("cfg") {
                attrs.push(attr);
                continue;
            }
            let value = split_condition(&attr)
                .ok_or_else(|| "expected a predicate in parentheses".to_owned())
                .and_then(|(predicate, _)| self.evaluate(&predicate.to_string()));
            match value {
                Ok(Some(true)) if conditional => {
                    let (_, rest) = split_condition(&attr).unwrap_or_default();
                    match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(rest) {
                        Ok(metas) => pending.extend(metas.into_iter().rev().map(|meta| {
                            let mut inner = attr.clone();
                            inner.meta = meta;
                            inner
                        })),
                        Err(error) => errors.push(file.problem(
                            codes::SYNTAX,
                            span_of_token(error.span()),
                            error.to_string(),
                        )),
                    }
                }
                Ok(Some(false)) if !conditional => is_compiled = false,
                Ok(Some(_)) => {}
                Ok(None) => attrs.push(attr),
                Err(reason) => {
                    errors.push(file.problem(codes::INVALID_CFG, span_of(&attr.meta), reason));
                }
            }
        }
        is_compiled
    }

    /// [`Self::apply`] to an item and, if it is a type, to its fields and variants.
    pub(crate) fn apply_to_item(
        &self,
        item: &mut Item,
        file: &SourceFile,
        errors: &mut Errors<Problem>,
    ) -> bool {
        let Some(attrs) = attributes(item) else { return true };
        if !self.apply(attrs, file, errors) {
            return false;
        }
        match item {
            Item::Struct(item) => self.apply_to_fields(&mut item.fields, file, errors),
            Item::Enum(item) => {
                retain(&mut item.variants, |variant| {
                    let is_compiled = self.apply(&mut variant.attrs, file, errors);
                    self.apply_to_fields(&mut variant.fields, file, errors);
                    is_compiled
                });
            }
            _ => {}
        }
        true
    }

    fn apply_to_fields(
        &self,
        fields: &mut Fields,
        file: &SourceFile,
        errors: &mut Errors<Problem>,
    ) {
        let fields = match fields {
            Fields::Named(fields) => &mut fields.named,
            Fields::Unnamed(fields) => &mut fields.unnamed,
            Fields::Unit => return,
        };
        retain(fields, |field| self.apply(&mut field.attrs, file, errors));
    }

    /// The error for an item that is reached under an unresolved `cfg`.
    pub(crate) fn unresolved_cfg_problem(
        &self,
        condition: &UnresolvedCfg,
        file: &SourceFile,
    ) -> Problem {
        let needs_target = self.target.is_none()
            && Expression::parse(&condition.predicate).is_ok_and(|expression| {
                expression.predicates().any(|part| matches!(part, Predicate::Target(_)))
            });
        let problem = file.problem(
            codes::UNRESOLVED_CFG,
            condition.span,
            "whether this is compiled cannot be decided from the sources",
        );
        if needs_target {
            problem.help("name the target: `--target x86_64-unknown-linux-gnu`")
        } else {
            problem
                .help("use a feature instead, or keep it out of the types that cross to JavaScript")
        }
    }
}

fn is_cfg_attr(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg_attr")
}

/// [`Vec::retain_mut`] for `Punctuated`, which has none.
fn retain<T>(list: &mut Punctuated<T, Token![,]>, keep: impl FnMut(&mut T) -> bool) {
    let keeps: Vec<bool> = list.iter_mut().map(keep).collect();
    if keeps.contains(&false) {
        let elements = std::mem::take(list).into_iter().zip(keeps);
        *list = elements.filter_map(|(element, keeps)| keeps.then_some(element)).collect();
    }
}

/// The attributes of an item, if it is of a kind that the compiler looks at.
pub(super) fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_is_true_false_or_unresolved() {
        let mut cfg = Cfg { features: BTreeSet::from(["on".to_owned()]), target: None };
        assert_eq!(cfg.evaluate("feature = \"on\""), Ok(Some(true)));
        assert_eq!(cfg.evaluate("feature = \"off\""), Ok(Some(false)));
        assert_eq!(cfg.evaluate("any(test, doctest, not(all()))"), Ok(Some(false)));
        assert_eq!(cfg.evaluate("true"), Ok(Some(true)));
        assert_eq!(cfg.evaluate("windows"), Ok(None));
        assert_eq!(cfg.evaluate("all(windows, feature = \"off\")"), Ok(Some(false)));
        assert_eq!(cfg.evaluate("any(windows, feature = \"on\")"), Ok(Some(true)));
        assert_eq!(cfg.evaluate("not(debug_assertions)"), Ok(None));
        assert!(cfg.evaluate("all(").is_err());
        cfg.target = cfg_expr::targets::get_builtin_target_by_triple("x86_64-pc-windows-msvc");
        assert_eq!(cfg.evaluate("windows"), Ok(Some(true)));
        assert_eq!(cfg.evaluate("target_os = \"linux\""), Ok(Some(false)));
        assert_eq!(cfg.evaluate("my_flag"), Ok(None));
    }
}
