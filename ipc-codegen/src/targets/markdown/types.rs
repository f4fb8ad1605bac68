//! The sections of data types.

use super::anchors::TYPES;
use super::apis::push_item;
use super::context::Context;
use super::docs::DocBlocks;
use super::prose::{code, key, note};
use crate::direction::Direction;
use crate::schema::walk::{children, keys};
use crate::schema::{Field, Type, TypeDef};

pub(super) fn push_types(text: &mut String, context: &Context<'_>) {
    if context.schema.types.is_empty() {
        return;
    }
    text.extend([
        "\n## ",
        TYPES,
        "\n\n`types.ts` exports them, and the types of the runtime as `$ipc`.\n",
    ]);
    for ty in &context.schema.types {
        push_type(text, context, ty);
    }
}

fn push_type(text: &mut String, context: &Context<'_>, ty: &TypeDef) {
    text.extend(["\n### ", &*code(&ty.name), "\n"]);
    push_item(text, &ty.docs, &DocBlocks::new(ty.docs.lines()));
    let mut push = |title: &str, shape: &Type, direction| {
        let head = code(&context.types.head(ty, direction));
        text.extend(["\n", &*head, title, ":"]);
        Definition { context, params: &ty.params, direction }.push_shape(text, shape);
    };
    match (ty.shapes.get(Direction::Output), ty.shapes.get(Direction::Input)) {
        (Some(output), Some(input)) if context.types.has_input(&ty.name) => {
            push(", which Rust produces", output, Direction::Output);
            push(", which Rust accepts", input, Direction::Input);
        }
        (Some(shape), _) => push("", shape, Direction::Output),
        (None, Some(shape)) => push("", shape, Direction::Input),
        (None, None) => {}
    }
}

/// A definition in one direction.
struct Definition<'c, 's> {
    context: &'c Context<'s>,
    params: &'c [String],
    direction: Direction,
}

impl Definition<'_, '_> {
    fn link(&self, ty: &Type) -> String {
        self.context.link(ty, self.direction, self.params)
    }

    /// The keys of an object or the alternatives of a union as a list, any other shape as a type.
    fn push_shape(&self, text: &mut String, shape: &Type) {
        match shape {
            Type::Object(fields) if fields.is_empty() => {
                text.push_str(" an object without keys\n");
            }
            Type::Object(fields) => {
                text.push_str(" an object with these keys\n\n");
                self.push_fields(text, fields);
            }
            Type::OneOf(fields) => {
                text.push_str(" an object with one of these keys\n\n");
                self.push_fields(text, fields);
            }
            Type::MissingAsNull(fields) => {
                text.push_str(
                    " an object with these keys, of which those that take `null` may be missing\n\n",
                );
                self.push_fields(text, fields);
            }
            Type::Flat { fields, parts, rest } => {
                text.push_str(" an object with these keys\n\n");
                self.push_fields(text, fields);
                for part in parts {
                    text.extend(["- the keys of ", &*self.link(part), "\n"]);
                    push_documented_keys(text, part, 1);
                }
                if let Some(rest) = rest {
                    text.extend(["- any other: ", &*self.link(rest), "\n"]);
                    push_documented_keys(text, rest, 1);
                }
            }
            Type::Union(members) if members.len() == 1 => self.push_shape(text, &members[0]),
            Type::Union(members) => {
                text.push_str(" one of\n\n");
                for member in members {
                    self.push_member(text, member);
                }
            }
            shape => {
                text.extend([" ", &*self.link(shape), "\n"]);
                if has_documented_keys(shape) {
                    text.push('\n');
                    push_documented_keys(text, shape, 0);
                }
            }
        }
    }

    fn push_fields(&self, text: &mut String, fields: &[Field]) {
        for field in fields {
            let optional = if field.optional { " (optional)" } else { "" };
            let ty = self.link(&field.ty);
            text.extend(["- ", &*key(&field.name), optional, ": ", &*ty]);
            push_field_docs(text, field, 0);
        }
    }

    /// An alternative, and the docs of its keys.
    fn push_member(&self, text: &mut String, member: &Type) {
        text.extend(["- ", &*self.link(member)]);
        match member {
            // A variant that is a key.
            Type::Object(fields) if fields.len() == 1 => push_field_docs(text, &fields[0], 0),
            Type::Flat { fields, parts, rest } if fields.len() == 1 => {
                push_field_docs(text, &fields[0], 0);
                for part in parts.iter().chain(rest.as_deref()) {
                    push_documented_keys(text, part, 1);
                }
            }
            member => {
                text.push('\n');
                push_documented_keys(text, member, 1);
            }
        }
    }
}

/// The documented keys of the objects in a type, as a list in `depth` others.
fn push_documented_keys(text: &mut String, ty: &Type, depth: usize) {
    for field in keys(ty) {
        if is_documented(field) || has_documented_keys(&field.ty) {
            text.extend([&*" ".repeat(INDENT * depth), "- ", &*key(&field.name)]);
            push_field_docs(text, field, depth);
        }
    }
    for part in parts(ty) {
        push_documented_keys(text, part, depth);
    }
}

fn has_documented_keys(ty: &Type) -> bool {
    let is_found = |field: &Field| is_documented(field) || has_documented_keys(&field.ty);
    keys(ty).iter().any(is_found) || parts(ty).into_iter().any(has_documented_keys)
}

fn is_documented(field: &Field) -> bool {
    !field.aliases.is_empty()
        || field.docs.deprecated().is_some()
        || field.docs.lines().next().is_some()
}

/// The types that a type consists of, without those of its keys.
fn parts(ty: &Type) -> Vec<&Type> {
    let mut found = Vec::new();
    match ty {
        Type::Object(_) | Type::OneOf(_) | Type::MissingAsNull(_) => {}
        Type::Flat { parts, rest, .. } => found.extend(parts.iter().chain(rest.as_deref())),
        ty => children(ty, &mut |child| found.push(child)),
    }
    found
}

/// The columns of a list item's marker.
const INDENT: usize = 2;

/// The docs of a key whose item is in `depth` others, and those of the keys in its type.
fn push_field_docs(text: &mut String, field: &Field, depth: usize) {
    let indent = INDENT * (depth + 1);
    let aliases: Vec<_> = field.aliases.iter().map(|name| code(name)).collect();
    if !aliases.is_empty() {
        text.extend([", which Rust also reads as ", &*aliases.join(" or ")]);
    }
    if let Some(deprecation) = field.docs.deprecated() {
        text.push_str(", deprecated");
        if !deprecation.trim().is_empty() {
            text.extend([" (", &*note(deprecation), ")"]);
        }
    }
    let blocks = DocBlocks::new(field.docs.lines());
    if blocks.is_empty() {
        text.push('\n');
    } else if let Some(paragraph) = blocks.paragraph() {
        text.extend([" — ", &*paragraph, "\n"]);
    } else {
        text.push_str("\n\n");
        blocks.push(text, indent);
        if has_documented_keys(&field.ty) {
            text.push('\n');
            if blocks.ends_in_list {
                text.extend([&*" ".repeat(indent), "Keys:\n\n"]);
            }
        }
    }
    push_documented_keys(text, &field.ty, depth + 1);
}
