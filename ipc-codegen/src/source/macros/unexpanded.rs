//! Macro calls that were not expanded.

use std::collections::BTreeSet;

use ipc_syntax::unraw;
use proc_macro2::{TokenStream, TokenTree};
use syn::{ItemMacro, Macro};

use super::expand::MacroRules;
use crate::source::spans::span_of;
use crate::tree;

/// A macro call that was not expanded.
pub(crate) struct Unexpanded {
    /// The macro, as it is written.
    pub(crate) name: String,
    pub(crate) span: tree::Span,
    /// The identifiers among its tokens.
    names: BTreeSet<Box<str>>,
    /// Why it was not expanded; `None` if no macro of this name was found.
    reason: Option<String>,
    /// Whether it is a `macro_rules!`, which can be read and not expanded.
    has_rules: bool,
    /// Whether it certainly writes an API.
    pub(crate) writes_api: bool,
}

impl Unexpanded {
    /// `rules`: the macro, if it is a `macro_rules!`.
    pub(crate) fn new(
        call: &ItemMacro,
        reason: Option<String>,
        rules: Option<&MacroRules>,
    ) -> Self {
        let ItemMacro { mac: Macro { path, tokens, .. }, .. } = call;
        let segments: Vec<_> = path.segments.iter().map(|it| unraw(&it.ident)).collect();
        let mut names = BTreeSet::new();
        add_names(tokens.clone(), &mut names);
        let writes_api = rules.is_some_and(|rules| rules.writes_api) || names.contains("ipc_api");
        let (name, span, has_rules) = (segments.join("::"), span_of(path), rules.is_some());
        Self { name, span, names, reason, has_rules, writes_api }
    }

    /// Whether what it writes need not be among its tokens: it is no `macro_rules!`.
    pub(crate) fn may_write_anything(&self) -> bool {
        !self.has_rules
    }

    /// Why it is not expanded.
    pub(crate) fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or("no `macro_rules!` of this name is in scope")
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> &'static str {
        if self.name.ends_with("include") {
            "write the file into `src`, and include it by a literal path"
        } else {
            "write its items out"
        }
    }

    /// Whether this identifier is among its tokens.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

fn add_names(tokens: TokenStream, names: &mut BTreeSet<Box<str>>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = names.insert(unraw(&ident).into()),
            TokenTree::Group(group) => add_names(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
