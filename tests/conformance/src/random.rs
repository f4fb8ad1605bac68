//! Random fixtures: types with attributes of serde, and values of them.
//!
//! A number makes a fixture, always the same one, and a list of steps makes it smaller: each step
//! takes away a part, a field, a variant or an attribute. What serde cannot do with a type, the
//! proof finds out; what is printed here need only be Rust.
//!
//! `proptest` could make and shrink the programs, but not as this needs it. A step is judged by
//! rustc, tsc and Electron, which takes as long for fifty programs as for one: so all programs that
//! are one step smaller are judged together, where a value tree gives one at a time. And what a
//! definition may say depends on those before it, which is `prop_flat_map`: it makes the later ones
//! anew whenever an earlier one shrinks, and what was wrong is gone.

use std::fmt::Write as _;

/// A module with the fixtures of `count` seeds from `seed` on.
pub(crate) fn module(seed: u64, count: u64) -> String {
    let fixtures = (seed..seed + count).map(|seed| print(&format!("Random{seed}"), &random(seed)));
    with_imports(fixtures)
}

/// A module with all fixtures that are one step smaller than that of `seed` after `steps`.
pub(crate) fn smaller(seed: u64, steps: &[usize]) -> String {
    let mut program = random(seed);
    for &step in steps {
        let mut smaller = program.smaller();
        if step < smaller.len() {
            program = smaller.swap_remove(step);
        }
    }
    let fixtures = program
        .smaller()
        .into_iter()
        .enumerate()
        .map(|(step, program)| print(&format!("Step{step}"), &program));
    with_imports(fixtures)
}

fn with_imports(fixtures: impl Iterator<Item = String>) -> String {
    let mut out = String::from(
        "//! Random fixtures.\n\
         #![allow(warnings, reason = \"nobody wrote this\")]\n\
         \n\
         use std::collections::BTreeMap;\n\
         use std::num::NonZeroU64;\n\
         \n\
         use ipc_conformance_fixtures::collections::{KeyNumber, MapKey};\n\
         use ipc_conformance_fixtures::crates::{Raw, raw};\n\
         use ipc_conformance_fixtures::{fixture, float};\n\
         use ipc_runtime::Bytes;\n\
         use serde::{Deserialize, Serialize};\n",
    );
    out.extend(fixtures);
    out
}

/// Definitions, of which each uses only those before it; the last one is the fixture.
#[derive(Clone)]
struct Program {
    definitions: Vec<Definition>,
    /// The seed of its values.
    values: u64,
}

#[derive(Clone)]
struct Definition {
    attrs: Vec<&'static str>,
    /// Whether it has the parameter `T`.
    is_generic: bool,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Unit,
    Struct(Vec<Field>),
    Tuple(Vec<Ty>),
    Enum(Vec<Variant>),
}

#[derive(Clone)]
struct Field {
    /// Its name is `field_{number}`.
    number: usize,
    attrs: Vec<&'static str>,
    ty: Ty,
}

#[derive(Clone)]
struct Variant {
    number: usize,
    attrs: Vec<&'static str>,
    kind: VariantKind,
}

#[derive(Clone)]
enum VariantKind {
    Unit,
    Tuple(Vec<Ty>),
    Struct(Vec<Field>),
}

#[derive(Clone)]
enum Ty {
    /// Its name and its values.
    Plain(&'static str, &'static [&'static str]),
    Option(Box<Ty>),
    List(Box<Ty>),
    Array(Box<Ty>),
    /// The keys are one of `KEYS`.
    Map(usize, Box<Ty>),
    Tuple(Vec<Ty>),
    /// A definition, and the argument if it has a parameter.
    Own(usize, Option<Box<Ty>>),
    /// The definition that it stands in, in an `Option<Box<…>>` or a `Vec`.
    Again(bool),
    Param,
}

const PLAIN: &[Ty] = &[
    Ty::Plain("bool", &["true", "false"]),
    Ty::Plain("u8", &["0", "255"]),
    Ty::Plain("i32", &["-7", "i32::MAX"]),
    Ty::Plain("usize", &["0", "(1 << 53) - 1"]),
    Ty::Plain("u64", &["0", "1", "(1 << 53) + 1", "u64::MAX"]),
    Ty::Plain("i64", &["-1", "i64::MIN", "i64::MAX"]),
    Ty::Plain("u128", &["0", "u128::MAX"]),
    Ty::Plain("i128", &["-1", "i128::MIN"]),
    Ty::Plain("f64", &["0.5", "-0.0", "1e300", "3.0", r#"float("NaN")"#, r#"float("-inf")"#]),
    Ty::Plain("f32", &["0.1", "-2.0", r#"float("NaN")"#, r#"float("inf")"#]),
    Ty::Plain("String", &[r#""".into()"#, r#""text".into()"#, r#""\0nan\u{2028}".into()"#]),
    Ty::Plain("char", &["'a'", "'\\u{1f600}'"]),
    Ty::Plain("Bytes", &["vec![].into()", "vec![1, 2, 255].into()"]),
    Ty::Plain("()", &["()"]),
    Ty::Plain("Raw", &[r#"raw("null")"#, r#"raw("[9007199254740993]")"#]),
    // What is not here has `Default`.
    NON_ZERO,
];

const NON_ZERO: Ty = Ty::Plain("NonZeroU64", &["NonZeroU64::MIN", "NonZeroU64::MAX"]);

/// The types that maps have as keys, each with two values.
const KEYS: &[(&str, [&str; 2])] = &[
    ("String", [r#""a b".to_owned()"#, r#""\0".to_owned()"#]),
    ("u32", ["0", "7"]),
    ("i64", ["-1", "i64::MAX"]),
    ("u128", ["0", "u128::MAX"]),
    ("bool", ["true", "false"]),
    ("char", ["'a'", "'\\u{1f600}'"]),
    ("MapKey", ["MapKey::FirstKey", "MapKey::SecondKey"]),
    ("KeyNumber", ["KeyNumber(0)", "KeyNumber(7)"]),
];

/// Names that the first fields may have instead of theirs.
const FIELD_NAMES: &[&str] = &[
    "rename = \"with space\"",
    "rename(serialize = \"made\", deserialize = \"taken\")",
    "alias = \"other\"",
    "rename = \"type\"",
];

/// Names that the first variants may have instead of theirs.
const VARIANT_NAMES: &[&str] = &[
    "rename = \"a b\"",
    "alias = \"Former\"",
    "rename(serialize = \"Made\", deserialize = \"Taken\")",
];

/// How deep the types of fields are nested.
const DEPTH: usize = 2;

struct Random(fastrand::Rng);

impl Random {
    fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end)
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn random(seed: u64) -> Program {
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
                    // serde has these last.
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
                    // serde has no tag for tuples.
                    0 if !variants.iter().any(Variant::is_long) => {
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
            Ty::Own(..) | Ty::Map(..) if self.one_in(3) => attrs.push("flatten"),
            Ty::Option(inner) if matches!(**inner, Ty::Own(..)) && self.one_in(3) => {
                attrs.push("flatten");
            }
            Ty::Option(_) | Ty::Again(true) if self.one_in(2) => {
                attrs.push("skip_serializing_if = \"Option::is_none\"");
            }
            Ty::List(_) | Ty::Again(false) if !is_generic && self.one_in(3) => {
                attrs.push("default, skip_serializing_if = \"Vec::is_empty\"");
            }
            _ => {}
        }
        if attrs.is_empty() && self.one_in(3) {
            attrs.extend(FIELD_NAMES.get(number));
        }
        // serde would ask for the `Default` of a parameter.
        let is_free = !attrs.iter().any(|it| *it == "flatten" || it.starts_with("default"));
        if is_free && !is_generic && ty.has_default(known) && self.one_in(5) {
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
        // There are values of the first one.
        if number > 0 && self.one_in(8) {
            attrs.push(*self.pick(&["skip", "skip_serializing", "skip_deserializing"]));
        }
        if matches!(kind, VariantKind::Struct(_)) && self.one_in(4) {
            attrs.push("rename_all = \"PascalCase\"");
        }
        Variant { number, attrs, kind }
    }

    fn types(&mut self, known: &[Definition], is_generic: bool, most: usize) -> Vec<Ty> {
        let count = 1 + self.below(most);
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
            // Not in an argument, which another definition uses.
            9 if depth == DEPTH => Ty::Again(self.one_in(2)),
            10..=13 if !known.is_empty() => {
                let index = self.below(known.len());
                let arg = known[index].is_generic.then(|| inner(self));
                Ty::Own(index, arg)
            }
            _ => self.pick(PLAIN).clone(),
        }
    }
}

impl Program {
    /// Every program that lacks one part of this one.
    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.definitions.len() {
            for definition in self.definitions[at].smaller() {
                let mut program = self.clone();
                program.definitions[at] = definition;
                program.drop_unused_params();
                all.push(program);
            }
        }
        all
    }
}

impl Program {
    /// Rust has no parameters that are not used.
    fn drop_unused_params(&mut self) {
        for at in 0..self.definitions.len() {
            let definition = &mut self.definitions[at];
            if definition.is_generic && !definition.body.types().iter().any(Ty::uses_param) {
                definition.is_generic = false;
                for other in &mut self.definitions {
                    other.body.visit(&mut |ty| match ty {
                        Ty::Own(number, arg) if *number == at => *arg = None,
                        _ => {}
                    });
                }
            }
        }
    }
}

impl Body {
    /// Whether it has `Default` if that is derived.
    fn has_default(&self, known: &[Definition]) -> bool {
        match self {
            Self::Unit => true,
            Self::Struct(fields) => fields.iter().all(|field| field.ty.has_default(known)),
            Self::Tuple(types) => types.iter().all(|ty| ty.has_default(known)),
            Self::Enum(_) => false,
        }
    }

    fn types(&self) -> Vec<Ty> {
        let mut types = Vec::new();
        self.clone().visit(&mut |ty| types.push(ty.clone()));
        types
    }

    /// Calls `see` with each type, and then with those in it.
    fn visit(&mut self, see: &mut dyn FnMut(&mut Ty)) {
        let of_fields = |fields: &mut [Field], see: &mut dyn FnMut(&mut Ty)| {
            for field in fields {
                field.ty.visit(see);
            }
        };
        match self {
            Self::Unit => {}
            Self::Struct(fields) => of_fields(fields, see),
            Self::Tuple(types) => types.iter_mut().for_each(|ty| ty.visit(see)),
            Self::Enum(variants) => {
                for variant in variants {
                    match &mut variant.kind {
                        VariantKind::Unit => {}
                        VariantKind::Tuple(types) => types.iter_mut().for_each(|ty| ty.visit(see)),
                        VariantKind::Struct(fields) => of_fields(fields, see),
                    }
                }
            }
        }
    }
}

/// Copies of a list that lack one element each.
fn without_one<T: Clone>(list: &[T]) -> impl Iterator<Item = Vec<T>> {
    (0..list.len()).map(|at| {
        let mut list = list.to_vec();
        list.remove(at);
        list
    })
}

/// Copies of a list with one element made smaller.
fn with_one_smaller<T: Clone>(list: &[T], smaller: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for (at, element) in list.iter().enumerate() {
        for element in smaller(element) {
            let mut list = list.to_vec();
            list[at] = element;
            all.push(list);
        }
    }
    all
}

impl Definition {
    fn smaller(&self) -> Vec<Self> {
        let attrs = without_one(&self.attrs).map(|attrs| Self { attrs, ..self.clone() });
        let bodies: Vec<Body> = match &self.body {
            Body::Unit => Vec::new(),
            Body::Struct(fields) => smaller_fields(fields).into_iter().map(Body::Struct).collect(),
            Body::Tuple(types) => without_one(types)
                .filter(|types| !types.is_empty())
                .chain(with_one_smaller(types, Ty::smaller))
                .map(Body::Tuple)
                .collect(),
            Body::Enum(variants) => without_one(variants)
                .filter(|variants| variants.iter().any(Variant::is_written))
                .chain(with_one_smaller(variants, Variant::smaller))
                .map(Body::Enum)
                .collect(),
        };
        let all = attrs.chain(bodies.into_iter().map(|body| Self { body, ..self.clone() }));
        all.filter(Self::is_rust).collect()
    }

    /// Whether serde derives something.
    fn is_rust(&self) -> bool {
        let is_other = |variant: &Variant| variant.attrs.contains(&"other");
        match &self.body {
            Body::Enum(variants) if variants.iter().any(is_other) => {
                self.attrs.iter().any(|attr| attr.starts_with("tag"))
            }
            _ => true,
        }
    }
}

fn smaller_fields(fields: &[Field]) -> Vec<Vec<Field>> {
    without_one(fields).chain(with_one_smaller(fields, Field::smaller)).collect()
}

impl Field {
    fn smaller(&self) -> Vec<Self> {
        let attrs = without_one(&self.attrs).map(|attrs| Self { attrs, ..self.clone() });
        let types = self.ty.smaller().into_iter().map(|ty| Self { ty, ..self.clone() });
        // Some attributes are for some types only.
        let types = types.filter(|_| self.attrs.is_empty());
        attrs.chain(types).collect()
    }
}

impl Variant {
    fn is_written(&self) -> bool {
        !self.attrs.iter().any(|attr| matches!(*attr, "skip" | "skip_serializing"))
    }

    fn is_long(&self) -> bool {
        matches!(&self.kind, VariantKind::Tuple(types) if types.len() != 1)
    }

    fn smaller(&self) -> Vec<Self> {
        let attrs = without_one(&self.attrs).map(|attrs| Self { attrs, ..self.clone() });
        let kinds: Vec<VariantKind> = match &self.kind {
            VariantKind::Unit => Vec::new(),
            VariantKind::Tuple(types) => std::iter::once(VariantKind::Unit)
                .chain(with_one_smaller(types, Ty::smaller).into_iter().map(VariantKind::Tuple))
                .collect(),
            VariantKind::Struct(fields) => std::iter::once(VariantKind::Unit)
                .chain(smaller_fields(fields).into_iter().map(VariantKind::Struct))
                .collect(),
        };
        attrs.chain(kinds.into_iter().map(|kind| Self { kind, ..self.clone() })).collect()
    }
}

impl Ty {
    fn visit(&mut self, see: &mut dyn FnMut(&mut Self)) {
        see(self);
        match self {
            Self::Plain(..) | Self::Param | Self::Again(_) | Self::Own(_, None) => {}
            Self::Option(inner)
            | Self::List(inner)
            | Self::Array(inner)
            | Self::Map(_, inner)
            | Self::Own(_, Some(inner)) => {
                inner.visit(see);
            }
            Self::Tuple(types) => types.iter_mut().for_each(|ty| ty.visit(see)),
        }
    }

    /// Whether it has `Default`, where that is derived for all that can have it.
    fn has_default(&self, known: &[Definition]) -> bool {
        match self {
            Self::Plain(name, _) => *name != "NonZeroU64",
            Self::Option(_) | Self::List(_) | Self::Map(..) | Self::Again(_) => true,
            Self::Array(inner) => inner.has_default(known),
            Self::Tuple(types) => types.iter().all(|ty| ty.has_default(known)),
            // A derived `Default` asks for that of the argument.
            Self::Own(number, arg) => {
                known[*number].body.has_default(known)
                    && arg.as_ref().is_none_or(|arg| arg.has_default(known))
            }
            Self::Param => false,
        }
    }

    fn uses_param(&self) -> bool {
        matches!(self, Self::Param)
    }

    fn smaller(&self) -> Vec<Self> {
        match self {
            Self::Plain("bool", _) | Self::Param => Vec::new(),
            Self::Plain(..) | Self::Again(_) => vec![PLAIN[0].clone()],
            Self::Option(inner) | Self::List(inner) | Self::Array(inner) | Self::Map(0, inner) => {
                vec![(**inner).clone()]
            }
            Self::Map(_, inner) => vec![(**inner).clone(), Self::Map(0, inner.clone())],
            Self::Tuple(types) => types.clone(),
            Self::Own(_, arg) => std::iter::once(PLAIN[0].clone())
                .chain(arg.iter().map(|arg| (**arg).clone()))
                .collect(),
        }
    }
}

fn print_attrs(out: &mut String, attrs: &[&str]) {
    for attr in attrs {
        let _ = writeln!(out, "#[serde({attr})]");
    }
}

/// The definitions of a fixture and its values, in Rust.
fn print(name: &str, program: &Program) -> String {
    let last = program.definitions.len() - 1;
    let printer = Printer { name, program, number: last };
    let mut out = String::new();
    for (number, definition) in program.definitions.iter().enumerate() {
        let default =
            if definition.body.has_default(&program.definitions) { ", Default" } else { "" };
        let _ = write!(out, "\n#[derive(Debug, Serialize, Deserialize{default})]\n");
        print_attrs(&mut out, &definition.attrs);
        let name = printer.name_of(number);
        let params = if definition.is_generic { "<T>" } else { "" };
        let printer = Printer { number, ..printer };
        match &definition.body {
            Body::Unit => {
                let _ = writeln!(out, "pub struct {name};");
            }
            Body::Struct(fields) => {
                let _ = writeln!(out, "pub struct {name}{params} {{");
                printer.fields(&mut out, fields, "pub ");
                out.push_str("}\n");
            }
            Body::Tuple(types) => {
                let types: Vec<_> =
                    types.iter().map(|ty| format!("pub {}", printer.ty(ty))).collect();
                let _ = writeln!(out, "pub struct {name}{params}({});", types.join(", "));
            }
            Body::Enum(variants) => {
                let _ = writeln!(out, "pub enum {name}{params} {{");
                for variant in variants {
                    printer.variant(&mut out, variant);
                }
                out.push_str("}\n");
            }
        }
    }
    let mut random = Random::new(program.values);
    let values: Vec<_> = (0..6).map(|_| printer.value_of(&mut random, last, None)).collect();
    let _ = writeln!(
        out,
        "fixture!({name} {{\n    makes: [\n        {},\n    ],\n    takes: [],\n    rejects: [],\n}});",
        values.join(",\n        ")
    );
    out
}

#[derive(Clone, Copy)]
struct Printer<'a> {
    name: &'a str,
    program: &'a Program,
    /// The definition that it is in.
    number: usize,
}

impl Printer<'_> {
    fn name_of(&self, number: usize) -> String {
        if number + 1 == self.program.definitions.len() {
            self.name.to_owned()
        } else {
            format!("{}Part{number}", self.name)
        }
    }

    fn fields(&self, out: &mut String, fields: &[Field], visibility: &str) {
        for Field { number, attrs, ty } in fields {
            print_attrs(out, attrs);
            let _ = writeln!(out, "    {visibility}field_{number}: {},", self.ty(ty));
        }
    }

    fn variant(&self, out: &mut String, Variant { number, attrs, kind }: &Variant) {
        print_attrs(out, attrs);
        let _ = write!(out, "    Variant{number}");
        match kind {
            VariantKind::Unit => {}
            VariantKind::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| self.ty(ty)).collect();
                let _ = write!(out, "({})", types.join(", "));
            }
            VariantKind::Struct(fields) => {
                out.push_str(" {\n");
                self.fields(out, fields, "");
                out.push_str("    }");
            }
        }
        out.push_str(",\n");
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Plain(name, _) => (*name).to_owned(),
            Ty::Option(inner) => format!("Option<{}>", self.ty(inner)),
            Ty::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Ty::Array(inner) => format!("[{}; 2]", self.ty(inner)),
            Ty::Map(key, inner) => format!("BTreeMap<{}, {}>", KEYS[*key].0, self.ty(inner)),
            Ty::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| self.ty(ty)).collect();
                format!("({})", types.join(", "))
            }
            Ty::Own(number, None) => self.name_of(*number),
            Ty::Own(number, Some(arg)) => format!("{}<{}>", self.name_of(*number), self.ty(arg)),
            Ty::Again(is_option) => {
                let Definition { is_generic, .. } = self.program.definitions[self.number];
                let params = if is_generic { "<T>" } else { "" };
                let name = format!("{}{params}", self.name_of(self.number));
                if *is_option { format!("Option<Box<{name}>>") } else { format!("Vec<{name}>") }
            }
            Ty::Param => "T".to_owned(),
        }
    }

    /// An expression of type `ty`, where the parameter stands for `arg`.
    fn value(&self, random: &mut Random, ty: &Ty, arg: Option<&Ty>) -> String {
        match ty {
            Ty::Plain(_, values) => (*random.pick(values)).to_owned(),
            Ty::Option(_) if random.one_in(2) => "None".to_owned(),
            Ty::Option(inner) => format!("Some({})", self.value(random, inner, arg)),
            Ty::List(inner) => {
                let count = random.below(3);
                let values: Vec<_> = (0..count).map(|_| self.value(random, inner, arg)).collect();
                format!("vec![{}]", values.join(", "))
            }
            Ty::Array(inner) => {
                format!("[{}, {}]", self.value(random, inner, arg), self.value(random, inner, arg))
            }
            Ty::Again(is_option) => {
                let value = (random.one_in(4)).then(|| self.value_of(random, self.number, arg));
                match (value, is_option) {
                    (Some(value), true) => format!("Some(Box::new({value}))"),
                    (Some(value), false) => format!("vec![{value}]"),
                    (None, true) => "None".to_owned(),
                    (None, false) => "vec![]".to_owned(),
                }
            }
            Ty::Map(key, inner) => {
                let count = random.below(3);
                let values: Vec<_> = KEYS[*key].1[..count]
                    .iter()
                    .map(|key| format!("({key}, {})", self.value(random, inner, arg)))
                    .collect();
                format!("BTreeMap::from([{}])", values.join(", "))
            }
            Ty::Tuple(types) => self.values(random, types, arg),
            Ty::Own(number, own) => {
                let own = own.as_deref().map(|own| substitute(own, arg));
                self.value_of(random, *number, own.as_ref())
            }
            Ty::Param => arg.map_or_else(String::new, |arg| self.value(random, arg, None)),
        }
    }

    fn values(&self, random: &mut Random, types: &[Ty], arg: Option<&Ty>) -> String {
        let values: Vec<_> = types.iter().map(|ty| self.value(random, ty, arg)).collect();
        format!("({})", values.join(", "))
    }

    fn field_values(&self, random: &mut Random, fields: &[Field], arg: Option<&Ty>) -> String {
        let values = fields
            .iter()
            .map(|field| format!("field_{}: {}", field.number, self.value(random, &field.ty, arg)));
        values.collect::<Vec<_>>().join(", ")
    }

    /// A value of a definition.
    fn value_of(&self, random: &mut Random, number: usize, arg: Option<&Ty>) -> String {
        let definition = &self.program.definitions[number];
        let name = self.name_of(number);
        let it = Self { number, ..*self };
        match &definition.body {
            Body::Unit => name,
            Body::Struct(fields) => {
                format!("{name} {{ {} }}", it.field_values(random, fields, arg))
            }
            Body::Tuple(types) => format!("{name}{}", it.values(random, types, arg)),
            Body::Enum(variants) => {
                let written: Vec<_> = variants.iter().filter(|it| it.is_written()).collect();
                let variant = random.pick(&written);
                let name = format!("{name}::Variant{}", variant.number);
                match &variant.kind {
                    VariantKind::Unit => name,
                    VariantKind::Tuple(types) => {
                        format!("{name}{}", it.values(random, types, arg))
                    }
                    VariantKind::Struct(fields) => {
                        format!("{name} {{ {} }}", it.field_values(random, fields, arg))
                    }
                }
            }
        }
    }
}

/// `ty`, with the parameter replaced.
fn substitute(ty: &Ty, arg: Option<&Ty>) -> Ty {
    let one = |inner: &Ty| Box::new(substitute(inner, arg));
    match ty {
        Ty::Param => arg.unwrap_or(ty).clone(),
        Ty::Plain(..) | Ty::Again(_) => ty.clone(),
        Ty::Option(inner) => Ty::Option(one(inner)),
        Ty::List(inner) => Ty::List(one(inner)),
        Ty::Array(inner) => Ty::Array(one(inner)),
        Ty::Map(key, inner) => Ty::Map(*key, one(inner)),
        Ty::Tuple(types) => Ty::Tuple(types.iter().map(|ty| substitute(ty, arg)).collect()),
        Ty::Own(number, own) => Ty::Own(*number, own.as_deref().map(one)),
    }
}
