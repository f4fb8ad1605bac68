//! Generates a program from a seed.

use super::program::{Body, Definition, Field, KEYS, PLAIN, Program, Ty, Variant, VariantKind};
use super::rng::Random;

/// Attributes that rename the first fields.
const FIELD_NAMES: &[&str] = &[
    "rename = \"with space\"",
    "rename(serialize = \"made\", deserialize = \"taken\")",
    "alias = \"other\"",
    "rename = \"type\"",
];

/// Attributes that rename the first variants.
const VARIANT_NAMES: &[&str] = &[
    "rename = \"a b\"",
    "alias = \"Former\"",
    "rename(serialize = \"Made\", deserialize = \"Taken\")",
];

/// The maximum depth of the types of fields.
const DEPTH: usize = 2;

pub(super) fn random(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let mut definitions: Vec<Definition> = Vec::new();
    let count = 1 + random.below(4);
    for number in 0..count {
        let is_generic = number + 1 < count && random.one_in(3);
        let mut body = random.body(&definitions, is_generic);
        let is_generic = is_generic && body.types().iter().any(Ty::uses_param);
        let attrs = random.container_attrs(&mut body, &definitions);
        definitions.push(Definition { attrs, is_generic, body });
    }
    Program { definitions, values: seed }
}

impl Random {
    fn body(&mut self, known: &[Definition], is_generic: bool) -> Body {
        match self.below(11) {
            0 | 1 => Body::Tuple(self.types(known, is_generic, 3)),
            2..=5 => Body::Struct(self.fields(known, is_generic)),
            6 => Body::Unit,
            _ => {
                let count = 1 + self.below(4);
                let mut variants: Vec<_> =
                    (0..count).map(|number| self.variant(number, known, is_generic)).collect();
                if self.one_in(6) {
                    // serde requires untagged variants to be last.
                    variants[count - 1].attrs.push("untagged");
                }
                Body::Enum(variants)
            }
        }
    }

    fn container_attrs(&mut self, body: &mut Body, known: &[Definition]) -> Vec<&'static str> {
        let mut attrs = Vec::new();
        if self.one_in(3) {
            attrs.push(*self.pick(&[
                "rename_all = \"camelCase\"",
                "rename_all = \"SCREAMING-KEBAB-CASE\"",
                "rename_all(serialize = \"PascalCase\", deserialize = \"UPPERCASE\")",
            ]));
        }
        let has_default = body.has_default(known) && !body.types().iter().any(Ty::uses_param);
        match body {
            Body::Enum(variants) => {
                if self.one_in(6) {
                    attrs.push("rename_all_fields = \"kebab-case\"");
                }
                let is_tagged = match self.below(5) {
                    // serde does not support a tag for tuple variants.
                    0 if !variants.iter().any(Variant::is_tuple) => {
                        attrs.push("tag = \"kind\"");
                        true
                    }
                    1 => {
                        attrs.push("tag = \"kind\", content = \"data\"");
                        true
                    }
                    2 => {
                        attrs.push("untagged");
                        for variant in variants.iter_mut() {
                            variant.attrs.retain(|it| *it != "untagged");
                        }
                        false
                    }
                    _ => false,
                };
                if let [.., last] = &mut variants[..]
                    && is_tagged
                    && matches!(last.kind, VariantKind::Unit)
                    && last.attrs.is_empty()
                    && self.one_in(2)
                {
                    last.attrs.push("other");
                }
            }
            Body::Struct(_) if self.one_in(6) => attrs.push("tag = \"kind\""),
            Body::Struct(fields)
                if matches!(&fields[..], [field] if field.attrs.is_empty()) && self.one_in(3) =>
            {
                attrs.push("transparent");
            }
            Body::Struct(_) if has_default && self.one_in(4) => attrs.push("default"),
            Body::Struct(_) if self.one_in(6) => attrs.push("deny_unknown_fields"),
            _ => {}
        }
        attrs
    }

    fn fields(&mut self, known: &[Definition], is_generic: bool) -> Vec<Field> {
        let count = self.below(5);
        (0..count).map(|number| self.field(number, known, is_generic)).collect()
    }

    fn field(&mut self, number: usize, known: &[Definition], is_generic: bool) -> Field {
        let ty = self.ty(known, is_generic, DEPTH);
        let mut attrs = Vec::new();
        match &ty {
            Ty::Defined(..) | Ty::Map(..) if self.one_in(3) => attrs.push("flatten"),
            Ty::Option(inner) if matches!(**inner, Ty::Defined(..)) && self.one_in(3) => {
                attrs.push("flatten");
            }
            Ty::Option(_) | Ty::Recursive(true) if self.one_in(2) => {
                attrs.push("skip_serializing_if = \"Option::is_none\"");
            }
            Ty::List(_) | Ty::Recursive(false) if !is_generic && self.one_in(3) => {
                attrs.push("default, skip_serializing_if = \"Vec::is_empty\"");
            }
            _ => {}
        }
        if attrs.is_empty() && self.one_in(3) {
            attrs.extend(FIELD_NAMES.get(number));
        }
        // With a type parameter, serde would require `T: Default`.
        let allows_default = !attrs.iter().any(|it| *it == "flatten" || it.starts_with("default"));
        if allows_default && !is_generic && ty.has_default(known) && self.one_in(5) {
            attrs.push(*self.pick(&[
                "default",
                "skip",
                "skip_serializing, default",
                "skip_deserializing",
            ]));
        }
        Field { number, attrs, ty }
    }

    fn variant(&mut self, number: usize, known: &[Definition], is_generic: bool) -> Variant {
        let kind = match self.below(4) {
            0 => VariantKind::Unit,
            1 => VariantKind::Tuple(self.types(known, is_generic, DEPTH)),
            2 => VariantKind::Tuple(vec![self.ty(known, is_generic, DEPTH)]),
            _ => VariantKind::Struct(self.fields(known, is_generic)),
        };
        let mut attrs = Vec::new();
        if self.one_in(3) {
            attrs.extend(VARIANT_NAMES.get(number));
        }
        // The first variant is never skipped, so that the enum has values.
        if number > 0 && self.one_in(8) {
            attrs.push(*self.pick(&["skip", "skip_serializing", "skip_deserializing"]));
        }
        if matches!(kind, VariantKind::Struct(_)) && self.one_in(4) {
            attrs.push("rename_all = \"PascalCase\"");
        }
        Variant { number, attrs, kind }
    }

    fn types(&mut self, known: &[Definition], is_generic: bool, max: usize) -> Vec<Ty> {
        let count = 1 + self.below(max);
        (0..count).map(|_| self.ty(known, is_generic, DEPTH)).collect()
    }

    fn ty(&mut self, known: &[Definition], is_generic: bool, depth: usize) -> Ty {
        if is_generic && self.one_in(3) {
            return Ty::Param;
        }
        if depth == 0 {
            return self.pick(PLAIN).clone();
        }
        let inner = |it: &mut Self| Box::new(it.ty(known, is_generic, depth - 1));
        match self.below(18) {
            0 | 1 => Ty::Option(inner(self)),
            2 | 3 => Ty::List(inner(self)),
            4 | 5 => Ty::Map(if self.one_in(2) { 0 } else { self.below(KEYS.len()) }, inner(self)),
            6 | 7 => Ty::Tuple(vec![*inner(self), *inner(self)]),
            8 => Ty::Array(inner(self)),
            // Not in a type argument, where the recursion would be through another definition.
            9 if depth == DEPTH => Ty::Recursive(self.one_in(2)),
            10..=13 if !known.is_empty() => {
                let index = self.below(known.len());
                let arg = known[index].is_generic.then(|| inner(self));
                Ty::Defined(index, arg)
            }
            _ => self.pick(PLAIN).clone(),
        }
    }
}
