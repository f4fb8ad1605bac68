//! Types that users have written in TypeScript, as constraints.

use ipc_syntax::{TypeScript, TypeScriptMember};

use super::constraint::{Constraint, Key, Object, Property, Rest, Width};
use crate::schema::Docs;

/// The constraint of a type. `named` has those of names that are defined. What only the compiler of
/// TypeScript can check is [`Constraint::Opaque`], and an object may have more keys than its type says.
pub(super) fn constraint(
    ty: &TypeScript,
    named: &mut dyn FnMut(&str) -> Option<Constraint>,
) -> Constraint {
    let opaque = || Constraint::Opaque(ty.clone());
    match ty {
        TypeScript::Word(word) => named(word).or_else(|| keyword(word)).unwrap_or_else(opaque),
        TypeScript::Text(text) => Constraint::Literal(text.clone()),
        TypeScript::Readonly(ty) => constraint(ty, named),
        TypeScript::Array(item) => Constraint::List(Box::new(constraint(item, named))),
        TypeScript::Tuple(items) => {
            Constraint::Tuple(items.iter().map(|item| constraint(item, named)).collect())
        }
        TypeScript::Union(members) => Constraint::union(
            members.iter().map(|member| constraint(member, named)).collect::<Vec<_>>(),
        ),
        TypeScript::Record(types) => {
            let [key, value] = &**types;
            let key = constraint(key, named);
            record(&key, || constraint(value, named)).unwrap_or_else(opaque)
        }
        TypeScript::Object(members) if !members.is_empty() => {
            let mut property = |member: &TypeScriptMember| Property {
                docs: Docs::default(),
                name: member.name.clone(),
                optional: member.optional,
                constraint: constraint(&member.ty, named),
            };
            let properties = members.iter().map(&mut property).collect();
            Constraint::Object(Object { properties, rest: Rest::Ignored, ..Object::default() })
        }
        TypeScript::Object(_)
        | TypeScript::Template(..)
        | TypeScript::Generic(..)
        | TypeScript::Intersection(_) => opaque(),
    }
}

fn keyword(word: &str) -> Option<Constraint> {
    let is_literal = matches!(word, "true" | "false" | "undefined")
        || word.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    Some(match word {
        "string" => Constraint::String,
        "number" => Constraint::Float,
        "bigint" => Constraint::Integer(Width::Unlimited),
        "boolean" => Constraint::Bool,
        "null" => Constraint::Null,
        "never" => Constraint::NEVER,
        word if is_literal => Constraint::Word(word.to_owned()),
        _ => return None,
    })
}

/// An object with an index signature.
fn record(key: &Constraint, value: impl FnOnce() -> Constraint) -> Option<Constraint> {
    let key = match key {
        Constraint::String => Key::Any,
        Constraint::Float => Key::Number,
        _ => return None,
    };
    Some(Constraint::Record(key, Box::new(value())))
}
