//! The definitions of a random fixture.

/// A list of definitions. Each uses only earlier definitions, and the last one is the fixture.
#[derive(Clone)]
pub(super) struct Program {
    pub(super) definitions: Vec<Definition>,
    /// The seed for the values of the fixture.
    pub(super) values: u64,
}

#[derive(Clone)]
pub(super) struct Definition {
    pub(super) attrs: Vec<&'static str>,
    /// Whether the definition has the type parameter `T`.
    pub(super) is_generic: bool,
    pub(super) body: Body,
}

#[derive(Clone)]
pub(super) enum Body {
    Unit,
    Struct(Vec<Field>),
    Tuple(Vec<Ty>),
    Enum(Vec<Variant>),
}

#[derive(Clone)]
pub(super) struct Field {
    /// The field's name is `field_{number}`.
    pub(super) number: usize,
    pub(super) attrs: Vec<&'static str>,
    pub(super) ty: Ty,
}

#[derive(Clone)]
pub(super) struct Variant {
    pub(super) number: usize,
    pub(super) attrs: Vec<&'static str>,
    pub(super) kind: VariantKind,
}

#[derive(Clone)]
pub(super) enum VariantKind {
    Unit,
    Tuple(Vec<Ty>),
    Struct(Vec<Field>),
}

#[derive(Clone)]
pub(super) enum Ty {
    /// The name of the type, and expressions for values of it.
    Plain(&'static str, &'static [&'static str]),
    Option(Box<Ty>),
    List(Box<Ty>),
    Array(Box<Ty>),
    /// The index of the key type in [`KEYS`], and the type of the values.
    Map(usize, Box<Ty>),
    Tuple(Vec<Ty>),
    /// The index of a definition, and the argument for its parameter.
    Defined(usize, Option<Box<Ty>>),
    /// The enclosing definition, in an `Option<Box<…>>` if true, else in a `Vec`.
    Recursive(bool),
    Param,
}

pub(super) const PLAIN: &[Ty] = &[
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
    // The only plain type without `Default`.
    NON_ZERO,
];

pub(super) const NON_ZERO: Ty = Ty::Plain("NonZeroU64", &["NonZeroU64::MIN", "NonZeroU64::MAX"]);

/// The key types of maps, each with expressions for two values.
pub(super) const KEYS: &[(&str, [&str; 2])] = &[
    ("String", [r#""a b".to_owned()"#, r#""\0".to_owned()"#]),
    ("u32", ["0", "7"]),
    ("i64", ["-1", "i64::MAX"]),
    ("u128", ["0", "u128::MAX"]),
    ("bool", ["true", "false"]),
    ("char", ["'a'", "'\\u{1f600}'"]),
    ("MapKey", ["MapKey::FirstKey", "MapKey::SecondKey"]),
    ("KeyNumber", ["KeyNumber(0)", "KeyNumber(7)"]),
];

impl Body {
    /// Whether `Default` can be derived.
    pub(super) fn has_default(&self, known: &[Definition]) -> bool {
        match self {
            Self::Unit => true,
            Self::Struct(fields) => fields.iter().all(|field| field.ty.has_default(known)),
            Self::Tuple(types) => types.iter().all(|ty| ty.has_default(known)),
            Self::Enum(_) => false,
        }
    }

    pub(super) fn types(&self) -> Vec<Ty> {
        let mut types = Vec::new();
        self.clone().visit(&mut |ty| types.push(ty.clone()));
        types
    }

    /// Calls `callback` with each type, before the types within it.
    pub(super) fn visit(&mut self, callback: &mut dyn FnMut(&mut Ty)) {
        let visit_fields = |fields: &mut [Field], callback: &mut dyn FnMut(&mut Ty)| {
            for field in fields {
                field.ty.visit(callback);
            }
        };
        match self {
            Self::Unit => {}
            Self::Struct(fields) => visit_fields(fields, callback),
            Self::Tuple(types) => visit_all(types, callback),
            Self::Enum(variants) => {
                for variant in variants {
                    match &mut variant.kind {
                        VariantKind::Unit => {}
                        VariantKind::Tuple(types) => visit_all(types, callback),
                        VariantKind::Struct(fields) => visit_fields(fields, callback),
                    }
                }
            }
        }
    }
}

impl Variant {
    pub(super) fn has_values(&self) -> bool {
        !self.attrs.iter().any(|attr| matches!(*attr, "skip" | "skip_serializing"))
    }

    pub(super) fn is_tuple(&self) -> bool {
        matches!(&self.kind, VariantKind::Tuple(types) if types.len() != 1)
    }
}

fn visit_all(types: &mut [Ty], callback: &mut dyn FnMut(&mut Ty)) {
    for ty in types {
        ty.visit(callback);
    }
}

impl Ty {
    pub(super) fn visit(&mut self, callback: &mut dyn FnMut(&mut Self)) {
        callback(self);
        match self {
            Self::Plain(..) | Self::Param | Self::Recursive(_) | Self::Defined(_, None) => {}
            Self::Option(inner)
            | Self::List(inner)
            | Self::Array(inner)
            | Self::Map(_, inner)
            | Self::Defined(_, Some(inner)) => {
                inner.visit(callback);
            }
            Self::Tuple(types) => visit_all(types, callback),
        }
    }

    /// Whether the type implements `Default`, which is derived for every definition that allows it.
    pub(super) fn has_default(&self, known: &[Definition]) -> bool {
        match self {
            Self::Plain(name, _) => *name != "NonZeroU64",
            Self::Option(_) | Self::List(_) | Self::Map(..) | Self::Recursive(_) => true,
            Self::Array(inner) => inner.has_default(known),
            Self::Tuple(types) => types.iter().all(|ty| ty.has_default(known)),
            // A derived `Default` requires `Default` for the argument.
            Self::Defined(number, arg) => {
                known[*number].body.has_default(known)
                    && arg.as_ref().is_none_or(|arg| arg.has_default(known))
            }
            Self::Param => false,
        }
    }

    pub(super) fn uses_param(&self) -> bool {
        matches!(self, Self::Param)
    }
}
