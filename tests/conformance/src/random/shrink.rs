//! Shrinks a random program: all programs that are one step smaller.

use super::program::{Body, Definition, Field, PLAIN, Program, Ty, Variant, VariantKind};

impl Program {
    /// All programs that are one step smaller: a part is removed, or a type is simplified.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for index in 0..self.definitions.len() {
            for definition in self.definitions[index].smaller() {
                let mut program = self.clone();
                program.definitions[index] = definition;
                program.drop_unused_params();
                all.push(program);
            }
        }
        all
    }

    /// Removes unused type parameters, which Rust forbids.
    fn drop_unused_params(&mut self) {
        for index in 0..self.definitions.len() {
            let definition = &mut self.definitions[index];
            if definition.is_generic && !definition.body.types().iter().any(Ty::uses_param) {
                definition.is_generic = false;
                for other in &mut self.definitions {
                    other.body.visit(&mut |ty| match ty {
                        Ty::Defined(number, arg) if *number == index => *arg = None,
                        _ => {}
                    });
                }
            }
        }
    }
}

/// Copies of a list, each without one of its elements.
fn without_one<T: Clone>(list: &[T]) -> impl Iterator<Item = Vec<T>> {
    (0..list.len()).map(|index| {
        let mut list = list.to_vec();
        list.remove(index);
        list
    })
}

/// Copies of a list, each with one element replaced by a smaller one.
fn with_one_smaller<T: Clone>(list: &[T], smaller: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for (index, element) in list.iter().enumerate() {
        for element in smaller(element) {
            let mut list = list.to_vec();
            list[index] = element;
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
                .filter(|variants| variants.iter().any(Variant::has_values))
                .chain(with_one_smaller(variants, Variant::smaller))
                .map(Body::Enum)
                .collect(),
        };
        let all = attrs.chain(bodies.into_iter().map(|body| Self { body, ..self.clone() }));
        all.filter(Self::is_valid).collect()
    }

    /// Whether serde's derives accept the definition: `other` requires a tag.
    fn is_valid(&self) -> bool {
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
        // Keep the type of a field with attributes, because some attributes are valid for some types only.
        let types = types.filter(|_| self.attrs.is_empty());
        attrs.chain(types).collect()
    }
}

impl Variant {
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
    fn smaller(&self) -> Vec<Self> {
        match self {
            Self::Plain("bool", _) | Self::Param => Vec::new(),
            Self::Plain(..) | Self::Recursive(_) => vec![PLAIN[0].clone()],
            Self::Option(inner) | Self::List(inner) | Self::Array(inner) | Self::Map(0, inner) => {
                vec![(**inner).clone()]
            }
            Self::Map(_, inner) => vec![(**inner).clone(), Self::Map(0, inner.clone())],
            Self::Tuple(types) => types.clone(),
            Self::Defined(_, arg) => std::iter::once(PLAIN[0].clone())
                .chain(arg.iter().map(|arg| (**arg).clone()))
                .collect(),
        }
    }
}
