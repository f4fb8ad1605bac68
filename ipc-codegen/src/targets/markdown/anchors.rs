//! Headings and their anchors, as GitHub and mdBook make them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::direction::Direction;
use crate::schema::Schema;
use crate::targets::typescript::print::definitions::Definitions;
use crate::targets::typescript::print::names::declared_type;

/// The heading of the title, and those of the sections that every file has.
pub(super) const TITLE: &str = "API reference";
pub(super) const TYPES: &str = "Types";
pub(super) const LIMITS: &str = "Limits";
pub(super) const ERRORS: &str = "Errors of the runtime";

/// The anchors of APIs, and of types by the names that they have in TypeScript.
pub(super) struct Anchors<'s> {
    apis: BTreeMap<&'s str, String>,
    types: BTreeMap<Cow<'s, str>, String>,
    sections: BTreeMap<&'static str, String>,
}

impl<'s> Anchors<'s> {
    /// The anchors of all headings, in the order of the file: those that would be alike are
    /// numbered.
    pub(super) fn new(schema: &'s Schema) -> Self {
        let definitions = Definitions::of(schema);
        let mut slugs = Slugs::default();
        let mut anchors = Self {
            apis: BTreeMap::new(),
            types: BTreeMap::new(),
            sections: BTreeMap::from([(TITLE, slugs.add(TITLE))]),
        };
        for api in schema.pages().chain(schema.mains()) {
            anchors.apis.insert(&api.name, slugs.add(&api.name));
            for constant in &api.constants {
                slugs.add(&constant.name);
            }
            for method in &api.methods {
                slugs.add(&method.name);
            }
        }
        if !schema.types.is_empty() {
            anchors.sections.insert(TYPES, slugs.add(TYPES));
        }
        for ty in &schema.types {
            let slug = slugs.add(&ty.name);
            for direction in [Direction::Output, Direction::Input] {
                let name = definitions.name(&ty.name, direction);
                anchors.types.insert(declared_type(&name).into_owned().into(), slug.clone());
                anchors.types.insert(name, slug.clone());
            }
        }
        for section in [LIMITS, ERRORS] {
            anchors.sections.insert(section, slugs.add(section));
        }
        anchors
    }

    pub(super) fn api(&self, name: &str) -> &str {
        self.apis.get(name).map_or("", String::as_str)
    }

    pub(super) fn section(&self, title: &str) -> &str {
        self.sections.get(title).map_or("", String::as_str)
    }

    /// The anchor of a name in TypeScript, if it is that of a type of the schema.
    pub(super) fn ty(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(String::as_str)
    }
}

/// The anchors so far, each with the number of headings that would have it.
#[derive(Default)]
struct Slugs(HashMap<String, usize>);

impl Slugs {
    fn add(&mut self, heading: &str) -> String {
        let slug = slug(heading);
        let mut unique = slug.clone();
        while self.0.contains_key(&unique) {
            let count = self.0.entry(slug.clone()).or_default();
            *count += 1;
            unique = format!("{slug}-{count}");
        }
        self.0.insert(unique.clone(), 0);
        unique
    }
}

/// The heading in lower case, with `-` for spaces and without punctuation.
fn slug(heading: &str) -> String {
    // These are punctuation to GitHub, although names may have them.
    let is_kept = |char: &char| match char {
        '-' | '_' => true,
        '\u{b7}' | '\u{387}' | '\u{30fb}' | '\u{ff65}' => false,
        char => !char.is_ascii_punctuation(),
    };
    heading
        .to_lowercase()
        .chars()
        .filter(is_kept)
        .map(|char| if char == ' ' { '-' } else { char })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let mut slugs = Slugs::default();
        let anchors =
            ["Page", "page", "page-1", "PAGE", "$a_b", "Über uns", "L·L"].map(|it| slugs.add(it));
        assert_eq!(anchors, ["page", "page-1", "page-1-1", "page-2", "a_b", "über-uns", "ll"]);
    }
}
