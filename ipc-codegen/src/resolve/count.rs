//! Counts: the values of constant parameters, and the lengths of arrays.

use crate::tree::Operator;

/// A number that the sources determine, perhaps by the arguments of the definition around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Count<'a> {
    Is(usize),
    /// A constant parameter of the definition around it.
    Param(&'a str),
    /// An operation on two counts, of which one depends on parameters.
    Computed(Box<(Self, Operator, Self)>),
    /// Only rustc can compute it.
    Unknown,
}

impl Count<'_> {
    /// The number that the sources determine, if they do.
    pub(super) fn of(number: Option<usize>) -> Self {
        number.map_or(Self::Unknown, Self::Is)
    }

    /// The result of an operation on two counts.
    pub(super) fn computed(a: Self, operator: Operator, b: Self) -> Self {
        match (a, b) {
            (Self::Is(a), Self::Is(b)) => Self::of(operator.apply(a, b)),
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (a, b) => Self::Computed(Box::new((a, operator, b))),
        }
    }

    /// The count with the arguments that `given` has for its parameters.
    pub(super) fn fill(&self, given: &dyn Fn(&str) -> Option<Self>) -> Self {
        match self {
            Self::Param(name) => given(name).unwrap_or_else(|| self.clone()),
            Self::Computed(parts) => {
                let (a, operator, b) = &**parts;
                Self::computed(a.fill(given), *operator, b.fill(given))
            }
            Self::Is(_) | Self::Unknown => self.clone(),
        }
    }

    /// The number, if it depends on no parameter.
    pub(crate) const fn known(&self) -> Option<usize> {
        match self {
            Self::Is(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether it depends on parameters of the definition around it.
    pub(crate) const fn has_params(&self) -> bool {
        matches!(self, Self::Param(_) | Self::Computed(_))
    }

    /// The names of its parameters, one after the other.
    pub(super) fn names(&self) -> String {
        match self {
            Self::Param(name) => (*name).to_owned(),
            Self::Computed(parts) => parts.0.names() + &parts.2.names(),
            Self::Is(_) | Self::Unknown => String::new(),
        }
    }

    /// Whether both are certainly the same number.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        *self != Self::Unknown && self == other
    }
}
