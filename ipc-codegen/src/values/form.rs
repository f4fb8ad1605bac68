//! Forms: the checks by which generated code tells the values of one type from those of others.

use super::class::{DEPTH, ValueClass};
use super::object::Object;
use crate::schema::{Bodies, Type};

/// What a value must look like to be of a type.
pub(crate) enum Form {
    Any,
    /// A value of this kind: `number`.
    Is(&'static str),
    Literal(String),
    Each(Box<Self>),
    Items(Vec<Self>),
    Keys {
        required: Vec<(String, Self)>,
        optional: Vec<(String, Self)>,
        /// The form of the values under other keys, if there may be others.
        rest: Option<Box<Self>>,
    },
    Either(Vec<Self>),
}

impl Bodies<'_> {
    /// The form that distinguishes values of a type from those of types that do not clash with it.
    pub(crate) fn form(&self, ty: &Type) -> Form {
        self.form_within(ty, DEPTH)
    }

    /// The form of an object.
    pub(crate) fn object_form(&self, object: &Object) -> Form {
        self.form_of(&ValueClass::Object(object.clone()), DEPTH)
    }

    fn form_within(&self, ty: &Type, depth: usize) -> Form {
        let Some(depth) = depth.checked_sub(1) else { return Form::Any };
        let mut forms: Vec<_> =
            self.classes(ty).iter().map(|class| self.form_of(class, depth)).collect();
        if forms.iter().any(|form| matches!(form, Form::Any)) {
            return Form::Any;
        }
        if forms.len() == 1 { forms.remove(0) } else { Form::Either(forms) }
    }

    fn form_of(&self, class: &ValueClass, depth: usize) -> Form {
        match class {
            ValueClass::Open | ValueClass::Any => Form::Any,
            ValueClass::Null => Form::Is("null"),
            ValueClass::Boolean => Form::Is("boolean"),
            ValueClass::Number(_) => Form::Is("number"),
            ValueClass::Text(None) => Form::Is("string"),
            ValueClass::Text(Some(text)) => Form::Literal(text.clone()),
            ValueClass::Bytes => Form::Is("bytes"),
            ValueClass::List(item) => Form::Each(Box::new(self.form_within(item, depth))),
            ValueClass::Tuple(items) => {
                Form::Items(items.iter().map(|item| self.form_within(item, depth)).collect())
            }
            ValueClass::Object(Object { fields, rest }) => {
                let of = |optional| {
                    let fields = fields.iter().filter(move |field| field.optional == optional);
                    fields
                        .map(|field| (field.name.clone(), self.form_within(&field.ty, depth)))
                        .collect()
                };
                let rest = rest.as_ref().map(|rest| Box::new(self.form_within(rest, depth)));
                Form::Keys { required: of(false), optional: of(true), rest }
            }
        }
    }
}
