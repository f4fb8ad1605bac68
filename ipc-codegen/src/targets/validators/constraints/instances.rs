//! Names of generic types with their arguments: `PageOfItem`.

use std::collections::{BTreeSet, HashMap};

use heck::ToUpperCamelCase as _;

use super::constraint::{Constraint, Width};

/// The names of all definitions. A name that is taken gets a number after a `$`, which no name of a user
/// contains.
pub(super) struct Instances {
    names: HashMap<(String, Vec<Constraint>), String>,
    taken: BTreeSet<String>,
}

impl Instances {
    /// Without instances; `taken` are the names of users.
    pub(super) fn new(taken: BTreeSet<String>) -> Self {
        Self { names: HashMap::new(), taken }
    }

    /// The name of a type with arguments, and whether this is its first use. `definition` is its name in
    /// TypeScript.
    pub(super) fn name(&mut self, definition: &str, args: Vec<Constraint>) -> (String, bool) {
        let key = (definition.to_owned(), args);
        if let Some(name) = self.names.get(&key) {
            return (name.clone(), false);
        }
        let (definition, args) = &key;
        let name = if args.is_empty() {
            definition.clone()
        } else {
            let labels: Vec<_> = args.iter().map(label).collect();
            self.untaken(&format!("{definition}Of{}", labels.join("And")))
        };
        self.names.insert(key, name.clone());
        (name, true)
    }

    fn untaken(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut count = 1;
        while !self.taken.insert(name.clone()) {
            count += 1;
            name = format!("{base}${count}");
        }
        name
    }
}

/// A word for a constraint. Different ones may have the same.
fn label(constraint: &Constraint) -> String {
    match constraint {
        Constraint::Opaque(_) | Constraint::Word(_) => "Value".to_owned(),
        Constraint::Null => "Null".to_owned(),
        Constraint::Bool => "Boolean".to_owned(),
        Constraint::Integer(Width::Small | Width::Safe | Width::Safe128) => "Integer".to_owned(),
        Constraint::Integer(_) => "BigInt".to_owned(),
        Constraint::Float | Constraint::Number => "Number".to_owned(),
        Constraint::String => "String".to_owned(),
        Constraint::Bytes => "Bytes".to_owned(),
        Constraint::Json => "Json".to_owned(),
        Constraint::Literal(text) => match text.to_upper_camel_case() {
            word if word.chars().all(|char| char.is_ascii_alphanumeric()) => word,
            _ => "Literal".to_owned(),
        },
        Constraint::List(item) => format!("{}List", label(item)),
        Constraint::Tuple(_) => "Tuple".to_owned(),
        Constraint::Record(_, value) => format!("{}Record", label(value)),
        Constraint::Object(_) | Constraint::Merged(_) => "Object".to_owned(),
        Constraint::Union(members) => match &members[..] {
            [value, Constraint::Null] => format!("{}OrNull", label(value)),
            _ => "Union".to_owned(),
        },
        Constraint::Named(name) => name.clone(),
    }
}
