//! Attributes of types: docs, derives, and those of serde that are not mapped.

use ipc_syntax::{SpanRange, unraw};
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Lit, Meta, Path, Token, Type};

use super::said::said_of_type;
use super::{Direction, Lowering};
use crate::codes;
use crate::report::Problem;
use crate::resolve::{DataRef, Found, Opaque, Ty};
use crate::schema::Docs;
use crate::source::{SourceFile, UsePath, undecided};

/// The docs of an item, from its attributes.
pub(super) fn docs(attrs: &[Attribute]) -> Docs {
    let mut lines = Vec::new();
    let mut deprecated = None;
    for attr in attrs {
        if attr.path().is_ident("doc")
            && let Meta::NameValue(pair) = &attr.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
        {
            lines.push(text.value());
        } else if attr.path().is_ident("deprecated") {
            deprecated = Some(deprecation_note(&attr.meta));
        }
    }
    Docs::new(&dedent(&lines), deprecated.as_deref())
}

/// The note of `#[deprecated(note = "…")]` or `#[deprecated = "…"]`.
fn deprecation_note(meta: &Meta) -> String {
    let text = |value: &Expr| match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    };
    match meta {
        Meta::Path(_) => None,
        Meta::NameValue(pair) => text(&pair.value),
        Meta::List(list) => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .ok()
            .and_then(|metas| {
                metas.iter().find_map(|meta| match meta {
                    Meta::NameValue(pair) if pair.path.is_ident("note") => text(&pair.value),
                    _ => None,
                })
            }),
    }
    .unwrap_or_default()
}

/// The lines of doc comments without the space that all of them begin with, and without empty
/// lines around them. A block comment is one text of many lines.
pub(super) fn dedent(comments: &[String]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for comment in comments {
        let is_block = comment.contains('\n');
        lines.extend(comment.split('\n').map(|line| match line.trim_start().strip_prefix('*') {
            Some(rest) if is_block => rest,
            _ => line,
        }));
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let indent = lines
        .iter()
        .filter(|line| !is_blank(line))
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let lines = lines[first..last].iter();
    let lines = lines.map(|line| line.get(indent..).unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

/// Macros that rewrite a type's serde attributes before serde reads them.
const REWRITING: &[(&str, &str)] = &[
    ("apply", "write the attributes on the fields themselves"),
    ("serde_as", "say what crosses with `#[ipc(ts = \"…\")]` or `#[ipc(as = \"RustType\")]`"),
    ("skip_serializing_none", "write `#[serde(skip_serializing_if = \"Option::is_none\")]`"),
];

/// Reports attributes in a type that make its shape another one than the one that is read.
pub(super) fn check_attributes(
    input: &DeriveInput,
    file: &SourceFile,
    cfg: &crate::source::Cfg,
    problems: &mut Vec<Problem>,
) {
    for attr in &input.attrs {
        let Some(last) = attr.path().segments.last() else { continue };
        if let Some((name, advice)) = REWRITING.iter().find(|(name, _)| last.ident == name) {
            problems.push(
                file.problem(
                    codes::UNMAPPED_SERDE_ATTRIBUTE,
                    attr.path(),
                    format!("what `{name}` makes of this type is not read"),
                )
                .help(*advice),
            );
        }
    }
    let mut check = |attrs: &[Attribute]| {
        if let Some(attr) = undecided(attrs) {
            problems.push(cfg.undecided_problem(attr, file));
        }
    };
    let check_fields = |fields: &Fields, check: &mut dyn FnMut(&[Attribute])| {
        for field in fields {
            check(&field.attrs);
        }
    };
    match &input.data {
        Data::Struct(data) => check_fields(&data.fields, &mut check),
        Data::Enum(data) => {
            for variant in &data.variants {
                check(&variant.attrs);
                check_fields(&variant.fields, &mut check);
            }
        }
        Data::Union(_) => {}
    }
}

impl<'a> Lowering<'a> {
    /// Whether a type derives the trait of serde that a use of it needs.
    pub(super) fn check_derive(
        &mut self,
        data: DataRef<'a>,
        direction: Direction,
        user: &Ty<'a>,
    ) -> Result<(), Box<Problem>> {
        let wanted = direction.serde_trait();
        if said_of_type(data, direction).is_some() {
            return Ok(());
        }
        let attrs = &data.input().attrs;
        if let Some(attr) = undecided(attrs) {
            let cfg = &self.resolver.program.krate(data.module.krate).cfg;
            return Err(Box::new(cfg.undecided_problem(attr, &data.module.file)));
        }
        let mut paths = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
            let _ = attr.parse_nested_meta(|meta| {
                paths.push(meta.path);
                Ok(())
            });
        }
        // What has the name most often is it, and saves the look at the others.
        paths.sort_by_key(|path| path.segments.last().is_none_or(|last| last.ident != wanted));
        if paths.iter().any(|path| self.is_serde_trait(data, path, wanted)) {
            return Ok(());
        }
        let name = data.rust_name();
        let verb = direction.verb();
        let problem = user.problem(
            codes::MISSING_DERIVE,
            format!("`{name}` is {verb}, but does not derive `{wanted}`"),
        );
        let by_hand =
            self.resolver.program.modules_read(data.module.krate).into_iter().find_map(|module| {
                let found = module.impls.iter().find(|item| {
                    let is_trait = item.trait_.as_ref().is_some_and(|(path, _)| {
                        path.segments.last().is_some_and(|last| last.ident == wanted)
                    });
                    is_trait
                        && matches!(&*item.self_ty, Type::Path(path)
                        if path.path.segments.last().is_some_and(|last| unraw(&last.ident) == name))
                })?;
                Some((module, found))
            });
        Err(Box::new(match by_hand {
            Some((module, item)) => problem
                .help(
                    "what a hand-written implementation does cannot be read: derive it instead, or \
                     say what it does: `#[derive(ipc_runtime::IpcType)] #[ipc(as = \"RustType\")]`",
                )
                .related(
                    module.file.place_of(SpanRange::of(&item.self_ty)),
                    "implemented by hand here",
                ),
            None if self.resolver.program.is_external(data.module.krate) => problem
                .help(format!(
                    "turn on the feature of `{}` that derives it, often `serde`, or say what it is \
                     on a field: `#[ipc(as = \"RustType\")]`",
                    self.resolver.program.krate(data.module.krate).name
                ))
                .related(data.place(), "defined here"),
            None => problem
                .help(format!("add `#[derive(serde::{wanted})]`"))
                .related(data.place(), "defined here"),
        }))
    }

    /// Whether a path in a `derive` is this trait of serde: by what it leads to, or by its name
    /// where it leads into what is not read.
    fn is_serde_trait(&mut self, data: DataRef<'a>, path: &Path, wanted: &str) -> bool {
        let written = UsePath {
            is_extern: path.leading_colon.is_some(),
            segments: path.segments.iter().map(|segment| segment.ident.clone()).collect(),
        };
        match self.resolver.resolve(data.module, &written) {
            Ok(Found::Opaque(Opaque { path: found, .. })) => {
                matches!(found[0].as_str(), "serde" | "serde_derive" | "serde_core")
                    && found.last().is_some_and(|last| last == wanted)
            }
            Ok(_) => false,
            Err(_) => written.segments.last().is_some_and(|last| last == wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_lose_their_common_indent() {
        let lines =
            |text: &[&str]| dedent(&text.iter().map(|&line| line.into()).collect::<Vec<_>>());
        assert_eq!(lines(&[" One.", "", "   code", ""]), "One.\n\n  code");
        assert_eq!(lines(&["\n * One.\n *\n * Two.\n "]), "One.\n\nTwo.");
        assert_eq!(lines(&["", " "]), "");
        assert_eq!(lines(&["ä", "é"]), "ä\né");
    }
}
