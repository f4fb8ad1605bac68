//! What visitors accept from the methods of a deserializer, for a format that is a text.

use super::handed::{Alternatives, Handed};
use super::type_lowerer::TypeLowerer;
use crate::resolve::FoundVisitor;
use crate::schema::Type;

impl<'a> TypeLowerer<'a> {
    /// What a visitor accepts from a method of the deserializer, one of these.
    pub(super) fn accepted(
        &mut self,
        method: &str,
        visitor: &FoundVisitor<'a>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let visits = |name: &str| visitor.visitor.methods.contains_key(name);
        let whole = visits("visit_u64") && visits("visit_i64");
        let shape = match method {
            "deserialize_str" | "deserialize_string" | "deserialize_identifier"
                if visits("visit_str") =>
            {
                Type::String
            }
            "deserialize_bool" if visits("visit_bool") => Type::Bool,
            "deserialize_u8" | "deserialize_u16" | "deserialize_u32" if visits("visit_u64") => {
                Type::Integer
            }
            "deserialize_u64" if visits("visit_u64") => Type::BigInt,
            "deserialize_i8" | "deserialize_i16" | "deserialize_i32" if whole => Type::Integer,
            "deserialize_i64" if whole => Type::BigInt,
            "deserialize_f32" | "deserialize_f64" if whole && visits("visit_f64") => Type::Float,
            "deserialize_unit" | "deserialize_unit_struct" if visits("visit_unit") => Type::Unit,
            "deserialize_option" => return self.accepted_option(visitor, depth),
            "deserialize_newtype_struct" => {
                return self.visited("visit_newtype_struct", visitor, depth);
            }
            "deserialize_seq" | "deserialize_tuple" | "deserialize_tuple_struct" => {
                return self.visited("visit_seq", visitor, depth);
            }
            "deserialize_map" | "deserialize_struct" => {
                return self.visited("visit_map", visitor, depth);
            }
            "deserialize_any" => return self.accepted_any(visitor, depth),
            _ => return None,
        };
        Some(vec![Handed::Shape(shape)])
    }

    /// What one of a visitor's methods reads in turn.
    fn visited(
        &mut self,
        name: &str,
        visitor: &FoundVisitor<'a>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let found = visitor.visit(name)?;
        self.handed_by(&found, None, depth + 1)
    }

    fn accepted_option(
        &mut self,
        visitor: &FoundVisitor<'a>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let visits = |name: &str| visitor.visitor.methods.contains_key(name);
        let mut accepted = Vec::new();
        if visits("visit_none") {
            accepted.push(Handed::Shape(Type::Unit));
        }
        if visits("visit_some") {
            accepted.append(&mut self.visited("visit_some", visitor, depth)?);
        }
        (!accepted.is_empty()).then_some(accepted)
    }

    /// What a visitor accepts if the value decides which method is called. `null` is a unit; bytes are
    /// not of a text.
    fn accepted_any(
        &mut self,
        visitor: &FoundVisitor<'a>,
        depth: usize,
    ) -> Option<Alternatives<'a>> {
        let visits = |name: &str| visitor.visitor.methods.contains_key(name);
        let is_whole = visits("visit_u64") || visits("visit_i64");
        // A number without a fraction is a whole one.
        if (visits("visit_f64") && !(visits("visit_u64") && visits("visit_i64")))
            || visits("visit_enum")
        {
            return None;
        }
        let mut accepted = Vec::new();
        for (is_accepted, shape) in [
            (visits("visit_unit"), Type::Unit),
            (visits("visit_bool"), Type::Bool),
            (is_whole, Type::Number),
            (visits("visit_str"), Type::String),
        ] {
            if is_accepted {
                accepted.push(Handed::Shape(shape));
            }
        }
        for name in ["visit_seq", "visit_map"] {
            if visits(name) {
                accepted.append(&mut self.visited(name, visitor, depth)?);
            }
        }
        (!accepted.is_empty()).then_some(accepted)
    }
}
