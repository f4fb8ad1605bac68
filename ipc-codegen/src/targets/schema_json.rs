//! `ipc.schema.json`: the schema itself, for other tools.

use crate::header;
use crate::schema::Schema;

/// The file's text, and the hash that stands for the schema in the other files.
pub(super) struct SchemaJson {
    pub(super) text: String,
    pub(super) hash: String,
}

pub(super) fn print(schema: &Schema) -> SchemaJson {
    let text = serde_json::to_string_pretty(schema).expect("the keys of a schema are strings");
    let text = join_arrays(&text);
    let hash = format!("{:016x}", header::hash(&text));
    SchemaJson { text, hash }
}

/// Puts arrays of strings on one line where they fit, as prettier does.
fn join_arrays(json: &str) -> String {
    let lines: Vec<_> = json.lines().collect();
    let mut joined = String::with_capacity(json.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let end = (at + 1..lines.len()).find(|&next| {
            let item = lines[next].trim_start();
            !item.starts_with('"') || item.ends_with(['[', '{'])
        });
        let array = end
            .filter(|&end| line.ends_with('[') && lines[end].trim_start().starts_with(']'))
            .map(|end| {
                let items: Vec<_> =
                    lines[at + 1..end].iter().map(|item| item.trim_start()).collect();
                (end, format!("{line}{}{}", items.join(" "), lines[end].trim_start()))
            })
            .filter(|(_, array)| array.chars().count() <= 80);
        if let Some((end, array)) = array {
            joined.push_str(&array);
            at = end;
        } else {
            joined.push_str(line);
        }
        joined.push('\n');
        at += 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::join_arrays;

    #[test]
    fn arrays_of_strings_are_joined_where_they_fit() {
        let json = serde_json::json!({ "a": ["x", "y"], "b": [], "c": [{ "d": ["z"] }] });
        let pretty = serde_json::to_string_pretty(&json).unwrap();
        assert_eq!(
            join_arrays(&pretty),
            "{\n  \"a\": [\"x\", \"y\"],\n  \"b\": [],\n  \"c\": [\n    {\n      \"d\": [\"z\"]\n    }\n  ]\n}\n"
        );
        let long = serde_json::to_string_pretty(&["x".repeat(40), "y".repeat(40)]).unwrap();
        assert_eq!(join_arrays(&long), long.clone() + "\n");
    }
}
