//! Prints a program as Rust code.

use std::fmt::Write as _;

use super::program::{Body, Definition, Field, KEYS, Program, Ty, Variant, VariantKind};
use super::rng::Random;

fn print_attrs(out: &mut String, attrs: &[&str]) {
    for attr in attrs {
        let _ = writeln!(out, "#[serde({attr})]");
    }
}

/// The definitions and the values of a fixture, as Rust code.
pub(super) fn print(name: &str, program: &Program) -> String {
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
    /// The index of the enclosing definition.
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
            Ty::Defined(number, None) => self.name_of(*number),
            Ty::Defined(number, Some(arg)) => {
                format!("{}<{}>", self.name_of(*number), self.ty(arg))
            }
            Ty::Recursive(is_option) => {
                let Definition { is_generic, .. } = self.program.definitions[self.number];
                let params = if is_generic { "<T>" } else { "" };
                let name = format!("{}{params}", self.name_of(self.number));
                if *is_option { format!("Option<Box<{name}>>") } else { format!("Vec<{name}>") }
            }
            Ty::Param => "T".to_owned(),
        }
    }

    /// An expression for a value of type `ty`, where the type parameter is `arg`.
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
            Ty::Recursive(is_option) => {
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
            Ty::Defined(number, own) => {
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

    /// An expression for a value of a definition.
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
                let variants: Vec<_> = variants.iter().filter(|it| it.has_values()).collect();
                let variant = random.pick(&variants);
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

/// Replaces the type parameter in `ty` by `arg`.
fn substitute(ty: &Ty, arg: Option<&Ty>) -> Ty {
    let one = |inner: &Ty| Box::new(substitute(inner, arg));
    match ty {
        Ty::Param => arg.unwrap_or(ty).clone(),
        Ty::Plain(..) | Ty::Recursive(_) => ty.clone(),
        Ty::Option(inner) => Ty::Option(one(inner)),
        Ty::List(inner) => Ty::List(one(inner)),
        Ty::Array(inner) => Ty::Array(one(inner)),
        Ty::Map(key, inner) => Ty::Map(*key, one(inner)),
        Ty::Tuple(types) => Ty::Tuple(types.iter().map(|ty| substitute(ty, arg)).collect()),
        Ty::Defined(number, own) => Ty::Defined(*number, own.as_deref().map(one)),
    }
}
