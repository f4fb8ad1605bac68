//! The sections of data types.

use super::anchors::TYPES;
use super::apis::push_item;
use super::context::Context;
use super::prose::{code, note, push_item_docs};
use crate::direction::Direction;
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
    push_item(text, &ty.docs);
    let mut push = |title: &str, shape: &Type, direction| {
        let head = code(&context.types.head(ty, direction));
        text.extend(["\n", &*head, title, ":"]);
        push_shape(text, context, shape, direction);
    };
    match (ty.shapes.get(Direction::Output), ty.shapes.get(Direction::Input)) {
        (Some(output), Some(input)) if ty.input_differs => {
            push(", which Rust produces", output, Direction::Output);
            push(", which Rust accepts", input, Direction::Input);
        }
        (Some(shape), _) => push("", shape, Direction::Output),
        (None, Some(shape)) => push("", shape, Direction::Input),
        (None, None) => {}
    }
}

/// The keys of an object or the alternatives of a union as a list, any other shape as a type.
fn push_shape(text: &mut String, context: &Context<'_>, shape: &Type, direction: Direction) {
    match shape {
        Type::Object(fields) if fields.is_empty() => text.push_str(" an object without keys\n"),
        Type::Object(fields) => {
            text.push_str(" an object with these keys\n\n");
            push_fields(text, context, fields, direction);
        }
        Type::OneOf(fields) => {
            text.push_str(" an object with one of these keys\n\n");
            push_fields(text, context, fields, direction);
        }
        Type::Lenient(fields) => {
            text.push_str(
                " an object with these keys, of which those that take `null` may be missing\n\n",
            );
            push_fields(text, context, fields, direction);
        }
        Type::Flat { fields, parts, rest } => {
            text.push_str(" an object with these keys\n\n");
            push_fields(text, context, fields, direction);
            for part in parts {
                text.extend(["- the keys of ", &*context.link(part, direction), "\n"]);
            }
            if let Some(rest) = rest {
                text.extend(["- any other: ", &*context.link(rest, direction), "\n"]);
            }
        }
        Type::Union(members) if members.len() == 1 => {
            push_shape(text, context, &members[0], direction);
        }
        Type::Union(members) => {
            text.push_str(" one of\n\n");
            for member in members {
                push_member(text, context, member, direction);
            }
        }
        shape => text.extend([" ", &*context.link(shape, direction), "\n"]),
    }
}

fn push_fields(text: &mut String, context: &Context<'_>, fields: &[Field], direction: Direction) {
    for field in fields {
        let optional = if field.optional { " (optional)" } else { "" };
        let ty = context.link(&field.ty, direction);
        text.extend(["- ", &*code(&field.name), optional, ": ", &*ty]);
        push_field_docs(text, field);
    }
}

/// An alternative, and the docs of its keys.
fn push_member(text: &mut String, context: &Context<'_>, member: &Type, direction: Direction) {
    text.extend(["- ", &*context.link(member, direction)]);
    let fields = match member {
        Type::Object(fields) | Type::Flat { fields, .. } => &fields[..],
        _ => &[],
    };
    match fields {
        // A variant that is a key.
        [field] => push_field_docs(text, field),
        fields => {
            text.push('\n');
            for field in fields.iter().filter(|field| is_documented(field)) {
                text.extend(["  - ", &*code(&field.name)]);
                push_field_docs(text, field);
            }
        }
    }
}

fn is_documented(field: &Field) -> bool {
    field.docs.deprecated().is_some() || field.docs.lines().next().is_some()
}

fn push_field_docs(text: &mut String, field: &Field) {
    if let Some(deprecation) = field.docs.deprecated() {
        text.push_str(", deprecated");
        if !deprecation.trim().is_empty() {
            text.extend([" (", &*note(deprecation), ")"]);
        }
    }
    push_item_docs(text, &field.docs.lines().collect::<Vec<_>>());
}
