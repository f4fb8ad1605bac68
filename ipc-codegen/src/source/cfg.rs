//! Evaluates `cfg` and `cfg_attr` to true, false or unresolved.
//!
//! Features are known. `test`, `doc` and `doctest` are false. Target predicates are known with
//! `--target`, others with `--cfg`. Everything else is unresolved, and an error where it is reached.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    pub(crate) given: Arc<GivenCfgs>,
}

/// The predicates of `--cfg`, which hold in all crates.
#[derive(Debug, Default)]
pub(crate) struct GivenCfgs {
    /// Whether a name is set.
    flags: BTreeMap<String, bool>,
    /// All values of a name.
    values: BTreeMap<String, BTreeSet<String>>,
}

impl GivenCfgs {
    /// Reads `name`, `not(name)` and `name = "value"`.
    pub(super) fn read(texts: &[String], errors: &mut Errors<Problem>) -> Self {
        let mut given = Self::default();
        for text in texts {
            if let Err(help) = given.add(text) {
                let message = format!("`--cfg {text}` is not understood");
                errors.push(Problem::new(codes::INVALID_CFG, message).help(help));
            }
        }
        given
    }

    fn add(&mut self, text: &str) -> Result<(), String> {
        let inner = text.trim().strip_prefix("not(").and_then(|text| text.strip_suffix(')'));
        let expression = Expression::parse(inner.unwrap_or(text)).ok();
        let mut predicates = expression.iter().flat_map(Expression::predicates);
        match (predicates.next(), predicates.next()) {
            (Some(Predicate::Flag(name)), None) => {
                self.flags.insert(name.to_owned(), inner.is_none());
            }
            (Some(Predicate::DebugAssertions), None) => {
                self.flags.insert(DEBUG_ASSERTIONS.to_owned(), inner.is_none());
            }
            (Some(Predicate::KeyValue { key, val }), None) if inner.is_none() => {
                self.values.entry(key.to_owned()).or_default().insert(val.to_owned());
            }
            (Some(Predicate::Feature(name)), None) => {
                return Err(format!("features have an option of their own: `--features {name}`"));
            }
            (Some(Predicate::Target(_) | Predicate::TargetFeature(_)), None) => {
                return Err("the target has an option of its own: `--target`".to_owned());
            }
            _ => return Err("write `name`, `not(name)` or `name = \"value\"`".to_owned()),
        }
        Ok(())
    }
}

const DEBUG_ASSERTIONS: &str = "debug_assertions";

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
            Predicate::Flag(name) => self.given.flags.get(*name).copied(),
            Predicate::DebugAssertions => self.given.flags.get(DEBUG_ASSERTIONS).copied(),
            Predicate::KeyValue { key, val } => {
                self.given.values.get(*key).map(|values| values.contains(*val))
            }
            Predicate::TargetFeature(_) => None,
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
        let problem = file.problem(
            codes::UNRESOLVED_CFG,
            condition.span,
            "whether this is compiled cannot be decided from the sources",
        );
        let expression = Expression::parse(&condition.predicate);
        let predicates: Vec<_> = expression.iter().flat_map(Expression::predicates).collect();
        if self.target.is_none() && predicates.iter().any(|it| matches!(it, Predicate::Target(_))) {
            return problem.help("name the target: `--target x86_64-unknown-linux-gnu`");
        }
        let option = predicates.into_iter().find_map(|predicate| match predicate {
            Predicate::Flag(name) if !self.given.flags.contains_key(name) => {
                Some(format!("`--cfg {name}` or `--cfg 'not({name})'`"))
            }
            Predicate::KeyValue { key, val } if !self.given.values.contains_key(key) => {
                Some(format!("`--cfg '{key} = \"{val}\"'`, or another value"))
            }
            _ => None,
        });
        match option {
            Some(option) => problem
                .help(format!("say what rustc is told: {option}"))
                .help("or keep it out of the types that cross to JavaScript"),
            None => problem.help(
                "use a feature instead, or keep it out of the types that cross to JavaScript",
            ),
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
        let features = BTreeSet::from(["on".to_owned()]);
        let mut cfg = Cfg { features, ..Cfg::default() };
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

    #[test]
    fn given_predicates_decide() {
        let given = |texts: &[&str]| {
            let texts: Vec<_> = texts.iter().map(|&text| text.to_owned()).collect();
            let mut errors = Errors::new();
            let given = Arc::new(GivenCfgs::read(&texts, &mut errors));
            let problems = errors.into_vec();
            let help = |problem: Problem| problem.help.concat();
            (Cfg { given, ..Cfg::default() }, problems.into_iter().map(help).collect::<Vec<_>>())
        };
        let (cfg, problems) = given(&["a", " not(b)", "c = \"1\"", "c=\"2\"", "debug_assertions"]);
        assert!(problems.is_empty());
        for (predicate, value) in [
            ("a", Some(true)),
            ("b", Some(false)),
            ("d", None),
            ("c = \"1\"", Some(true)),
            ("c = \"2\"", Some(true)),
            ("c = \"3\"", Some(false)),
            ("c", None),
            ("a = \"1\"", None),
            ("debug_assertions", Some(true)),
        ] {
            assert_eq!(cfg.evaluate(predicate), Ok(value), "{predicate}");
        }
        for (text, help) in [
            ("all(a, b)", "write `name`, `not(name)` or `name = \"value\"`"),
            ("not(a = \"1\")", "write `name`, `not(name)` or `name = \"value\"`"),
            ("", "write `name`, `not(name)` or `name = \"value\"`"),
            ("feature = \"x\"", "features have an option of their own: `--features x`"),
            ("unix", "the target has an option of its own: `--target`"),
        ] {
            assert_eq!(given(&[text]).1, [help], "{text}");
        }
    }
}
