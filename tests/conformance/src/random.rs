//! Random fixtures: types with attributes of serde, and values of them.
//!
//! A number makes a fixture, always the same one, and a list of steps makes it smaller: each step
//! takes away a part, a field, a variant or an attribute. What serde cannot do with a type, the
//! proof finds out; what is printed here need only be Rust.

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
         \n\
         use ipc_conformance_fixtures::fixture;\n\
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
    Map(Box<Ty>),
    Tuple(Vec<Ty>),
    /// A definition, and the argument if it has a parameter.
    Own(usize, Option<Box<Ty>>),
    Param,
}

const PLAIN: &[Ty] = &[
    Ty::Plain("bool", &["true", "false"]),
    Ty::Plain("u8", &["0", "255"]),
    Ty::Plain("i32", &["-7", "i32::MAX"]),
    Ty::Plain("u64", &["0", "1", "(1 << 53) + 1", "u64::MAX"]),
    Ty::Plain("i64", &["-1", "i64::MIN", "i64::MAX"]),
    Ty::Plain("u128", &["0", "u128::MAX"]),
    Ty::Plain("f64", &["0.5", "-0.0", "1e300", "3.0"]),
    Ty::Plain("String", &[r#""".into()"#, r#""text".into()"#, r#""\0nan\u{2028}".into()"#]),
    Ty::Plain("char", &["'a'", "'\\u{1f600}'"]),
    Ty::Plain("Bytes", &["vec![].into()", "vec![1, 2, 255].into()"]),
    Ty::Plain("()", &["()"]),
];

/// Names that the first fields may have instead of theirs.
const FIELD_NAMES: &[&str] = &[
    "rename = \"with space\"",
    "rename(serialize = \"made\", deserialize = \"taken\")",
    "alias = \"other\"",
    "rename = \"type\"",
];

/// Names that the first variants may have instead of theirs.
const VARIANT_NAMES: &[&str] = &["rename = \"a b\"", "alias = \"Former\""];

/// Splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from((word ^ (word >> 31)) % end).unwrap_or_default()
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn random(seed: u64) -> Program {
    let mut random = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut definitions: Vec<Definition> = Vec::new();
    let count = 1 + random.below(4);
    for number in 0..count {
        let is_generic = number + 1 < count && random.one_in(3);
        let body = random.body(&definitions, is_generic);
        let is_generic = is_generic && body.types().iter().any(Ty::uses_param);
        let attrs = random.container_attrs(&body);
        definitions.push(Definition { attrs, is_generic, body });
    }
    Program { definitions, values: seed }
}

impl Random {
    fn body(&mut self, known: &[Definition], is_generic: bool) -> Body {
        match self.below(5) {
            0 => Body::Tuple(self.types(known, is_generic, 3)),
            1 | 2 => Body::Struct(self.fields(known, is_generic)),
            _ => {
                let count = 1 + self.below(4);
                Body::Enum((0..count).map(|it| self.variant(it, known, is_generic)).collect())
            }
        }
    }

    fn container_attrs(&mut self, body: &Body) -> Vec<&'static str> {
        let mut attrs = Vec::new();
        if self.one_in(3) {
            attrs.push(*self.pick(&[
                "rename_all = \"camelCase\"",
                "rename_all = \"SCREAMING-KEBAB-CASE\"",
                "rename_all(serialize = \"PascalCase\", deserialize = \"UPPERCASE\")",
            ]));
        }
        match body {
            Body::Enum(variants) => match self.below(5) {
                // serde has no tag for tuples.
                0 if !variants.iter().any(Variant::is_long) => attrs.push("tag = \"kind\""),
                1 => attrs.push("tag = \"kind\", content = \"data\""),
                2 => attrs.push("untagged"),
                _ => {}
            },
            Body::Struct(_) if self.one_in(6) => attrs.push("tag = \"kind\""),
            Body::Struct(fields)
                if matches!(&fields[..], [field] if field.attrs.is_empty()) && self.one_in(3) =>
            {
                attrs.push("transparent");
            }
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
        let ty = self.ty(known, is_generic, 2);
        let mut attrs = Vec::new();
        match &ty {
            Ty::Own(..) | Ty::Map(_) if self.one_in(3) => attrs.push("flatten"),
            Ty::Option(inner) if matches!(**inner, Ty::Own(..)) && self.one_in(3) => {
                attrs.push("flatten");
            }
            Ty::Option(_) if self.one_in(2) => {
                attrs.push("skip_serializing_if = \"Option::is_none\"");
            }
            Ty::List(_) if self.one_in(3) => {
                attrs.push("default, skip_serializing_if = \"Vec::is_empty\"");
            }
            _ => {}
        }
        if attrs.is_empty() && self.one_in(3) {
            attrs.extend(FIELD_NAMES.get(number));
        }
        if matches!(ty, Ty::Plain(..)) && self.one_in(5) {
            attrs.push(*self.pick(&["default", "skip", "skip_serializing", "skip_deserializing"]));
            if attrs.contains(&"skip_serializing") {
                attrs.push("default");
            }
        }
        Field { number, attrs, ty }
    }

    fn variant(&mut self, number: usize, known: &[Definition], is_generic: bool) -> Variant {
        let kind = match self.below(4) {
            0 => VariantKind::Unit,
            1 => VariantKind::Tuple(self.types(known, is_generic, 2)),
            2 => VariantKind::Tuple(vec![self.ty(known, is_generic, 2)]),
            _ => VariantKind::Struct(self.fields(known, is_generic)),
        };
        let mut attrs = Vec::new();
        if self.one_in(3) {
            attrs.extend(VARIANT_NAMES.get(number));
        }
        Variant { number, attrs, kind }
    }

    fn types(&mut self, known: &[Definition], is_generic: bool, most: usize) -> Vec<Ty> {
        let count = 1 + self.below(most);
        (0..count).map(|_| self.ty(known, is_generic, 2)).collect()
    }

    fn ty(&mut self, known: &[Definition], is_generic: bool, depth: usize) -> Ty {
        if is_generic && self.one_in(3) {
            return Ty::Param;
        }
        if depth == 0 {
            return self.pick(PLAIN).clone();
        }
        let inner = |it: &mut Self| Box::new(it.ty(known, is_generic, depth - 1));
        match self.below(8) {
            0 => Ty::Option(inner(self)),
            1 => Ty::List(inner(self)),
            2 => Ty::Map(inner(self)),
            3 => Ty::Tuple(vec![*inner(self), *inner(self)]),
            4 | 5 if !known.is_empty() => {
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
            Body::Struct(fields) => smaller_fields(fields).into_iter().map(Body::Struct).collect(),
            Body::Tuple(types) => without_one(types)
                .filter(|types| !types.is_empty())
                .chain(with_one_smaller(types, Ty::smaller))
                .map(Body::Tuple)
                .collect(),
            Body::Enum(variants) => without_one(variants)
                .filter(|variants| !variants.is_empty())
                .chain(with_one_smaller(variants, Variant::smaller))
                .map(Body::Enum)
                .collect(),
        };
        attrs.chain(bodies.into_iter().map(|body| Self { body, ..self.clone() })).collect()
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
            Self::Plain(..) | Self::Param | Self::Own(_, None) => {}
            Self::Option(inner)
            | Self::List(inner)
            | Self::Map(inner)
            | Self::Own(_, Some(inner)) => {
                inner.visit(see);
            }
            Self::Tuple(types) => types.iter_mut().for_each(|ty| ty.visit(see)),
        }
    }

    fn uses_param(&self) -> bool {
        matches!(self, Self::Param)
    }

    fn smaller(&self) -> Vec<Self> {
        match self {
            Self::Plain("bool", _) | Self::Param => Vec::new(),
            Self::Plain(..) => vec![PLAIN[0].clone()],
            Self::Option(inner) | Self::List(inner) | Self::Map(inner) => vec![(**inner).clone()],
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
    let printer = Printer { name, program };
    let mut out = String::new();
    for (number, definition) in program.definitions.iter().enumerate() {
        let _ = write!(out, "\n#[derive(Debug, Serialize, Deserialize)]\n");
        print_attrs(&mut out, &definition.attrs);
        let name = printer.name_of(number);
        let params = if definition.is_generic { "<T>" } else { "" };
        match &definition.body {
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
    let mut random = Random(program.values);
    let values: Vec<_> = (0..6).map(|_| printer.value_of(&mut random, last, None)).collect();
    let _ = writeln!(
        out,
        "fixture!({name} {{\n    makes: [\n        {},\n    ],\n    takes: [],\n    rejects: [],\n}});",
        values.join(",\n        ")
    );
    out
}

struct Printer<'a> {
    name: &'a str,
    program: &'a Program,
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
            Ty::Map(inner) => format!("BTreeMap<String, {}>", self.ty(inner)),
            Ty::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| self.ty(ty)).collect();
                format!("({})", types.join(", "))
            }
            Ty::Own(number, None) => self.name_of(*number),
            Ty::Own(number, Some(arg)) => format!("{}<{}>", self.name_of(*number), self.ty(arg)),
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
            Ty::Map(inner) => {
                let count = random.below(3);
                let values: Vec<_> = ["\"a b\"", "\"\\0\""][..count.min(2)]
                    .iter()
                    .map(|key| format!("({key}.to_owned(), {})", self.value(random, inner, arg)))
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
        match &definition.body {
            Body::Struct(fields) => {
                format!("{name} {{ {} }}", self.field_values(random, fields, arg))
            }
            Body::Tuple(types) => format!("{name}{}", self.values(random, types, arg)),
            Body::Enum(variants) => {
                let variant = random.pick(variants);
                let name = format!("{name}::Variant{}", variant.number);
                match &variant.kind {
                    VariantKind::Unit => name,
                    VariantKind::Tuple(types) => {
                        format!("{name}{}", self.values(random, types, arg))
                    }
                    VariantKind::Struct(fields) => {
                        format!("{name} {{ {} }}", self.field_values(random, fields, arg))
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
        Ty::Plain(..) => ty.clone(),
        Ty::Option(inner) => Ty::Option(one(inner)),
        Ty::List(inner) => Ty::List(one(inner)),
        Ty::Map(inner) => Ty::Map(one(inner)),
        Ty::Tuple(types) => Ty::Tuple(types.iter().map(|ty| substitute(ty, arg)).collect()),
        Ty::Own(number, own) => Ty::Own(*number, own.as_deref().map(one)),
    }
}
