//! Unions of integers and other numbers, which are one type of number to JavaScript.

use crate::schema::{Bodies, Type};

/// How many names may lead to a number.
const MAX_NAMES: usize = 16;

impl Bodies<'_> {
    /// The type of number that all values of a type are, behind names.
    pub(crate) fn number(&self, ty: &Type) -> Option<Type> {
        self.number_within(ty, MAX_NAMES)
    }

    fn number_within(&self, ty: &Type, depth: usize) -> Option<Type> {
        match ty {
            Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
            | Type::Number => Some(ty.clone()),
            Type::Named { name, args } => {
                self.number_within(&*self.shape(name, args)?, depth.checked_sub(1)?)
            }
            _ => None,
        }
    }

    /// The members of a union, if among them are a `bigint` and another number: with one
    /// [`Type::Number`] in place of all numbers, because no value tells which of them it is.
    pub(crate) fn with_one_number(&self, members: &[Type]) -> Option<Vec<Type>> {
        let numbers: Vec<_> = members.iter().map(|member| self.number(member)).collect();
        let is_wide = |ty: &Type| ty.is_bigint();
        let mut known = numbers.iter().flatten();
        if !known.clone().any(is_wide) || known.all(is_wide) {
            return None;
        }
        let mut merged: Vec<Type> = Vec::new();
        for (member, number) in members.iter().zip(numbers) {
            let member = if number.is_some() { Type::Number } else { member.clone() };
            if !merged.contains(&member) {
                merged.push(member);
            }
        }
        Some(merged)
    }
}
