//! TypeScript types as users write them in `#[ipc(ts = "…")]`: names, literals, templates, arrays, tuples,
//! objects, unions and intersections.
//!
//! The string is parsed, not copied, so that the generated type is valid and laid out like the code
//! around it.

use std::fmt;

use crate::names::{is_js_identifier, is_js_reserved};

/// A TypeScript type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeScript {
    /// A keyword, a name, or a literal other than a string.
    Word(String),
    /// The value of a string literal.
    Text(String),
    /// `` `a${T}b` ``: the text before the first type, and each type with the text after it.
    Template(String, Vec<(Self, String)>),
    /// A name with type arguments.
    Generic(String, Vec<Self>),
    /// `readonly T[]` or `readonly [A, B]`: the type after `readonly`.
    Readonly(Box<Self>),
    /// `{ [key: K]: T }`: `K` and `T`.
    Record(Box<[Self; 2]>),
    /// `T[]`.
    Array(Box<Self>),
    /// `[A, B]`.
    Tuple(Vec<Self>),
    /// `{ a: A; b?: B }`.
    Object(Vec<TypeScriptMember>),
    /// `A | B`.
    Union(Vec<Self>),
    /// `A & B`.
    Intersection(Vec<Self>),
}

/// A member of an object type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeScriptMember {
    /// The key.
    pub name: String,
    /// Whether it may be missing.
    pub optional: bool,
    /// Its type.
    pub ty: TypeScript,
}

impl TypeScript {
    /// Whether the type as it was written mentions this name.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        match self {
            Self::Word(word) => word == name,
            Self::Text(_) => false,
            Self::Template(_, parts) => parts.iter().any(|(ty, _)| ty.mentions(name)),
            Self::Generic(word, args) => word == name || args.iter().any(|ty| ty.mentions(name)),
            Self::Array(ty) | Self::Readonly(ty) => ty.mentions(name),
            Self::Record(types) => types.iter().any(|ty| ty.mentions(name)),
            Self::Tuple(types) | Self::Union(types) | Self::Intersection(types) => {
                types.iter().any(|ty| ty.mentions(name))
            }
            Self::Object(members) => members.iter().any(|member| member.ty.mentions(name)),
        }
    }

    /// The text of a template with the escapes that [`TypeScript::parse`] knows.
    #[must_use]
    pub fn escape_template(text: &str) -> String {
        text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${")
    }

    /// Parses a type.
    ///
    /// # Errors
    ///
    /// The first mistake in the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("it is empty".to_owned());
        }
        let mut parser = Parser { rest: text, depth: 0 };
        let ty = parser.ty()?;
        match parser.peek() {
            None => Ok(ty),
            Some(_) => Err(parser.unexpected("the end")),
        }
    }
}

/// The type on one line: [`TypeScript::parse`] reads it as an equal value.
impl fmt::Display for TypeScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, types: &[Self], separator: &str| {
            for (index, ty) in types.iter().enumerate() {
                f.write_str(if index > 0 { separator } else { "" })?;
                ty.fmt(f)?;
            }
            Ok(())
        };
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Text(value) => write_string(f, value),
            Self::Template(start, parts) => {
                write!(f, "`{}", Self::escape_template(start))?;
                for (ty, text) in parts {
                    write!(f, "${{{ty}}}{}", Self::escape_template(text))?;
                }
                f.write_str("`")
            }
            Self::Generic(name, args) => {
                write!(f, "{name}<")?;
                list(f, args, ", ")?;
                f.write_str(">")
            }
            Self::Readonly(ty) => write!(f, "readonly {ty}"),
            Self::Record(types) => {
                let [key, value] = &**types;
                write!(f, "{{ [key: {key}]: {value} }}")
            }
            Self::Array(item) => match **item {
                Self::Union(_) | Self::Intersection(_) | Self::Readonly(_) => {
                    write!(f, "({item})[]")
                }
                _ => write!(f, "{item}[]"),
            },
            Self::Tuple(items) => {
                f.write_str("[")?;
                list(f, items, ", ")?;
                f.write_str("]")
            }
            Self::Object(members) if members.is_empty() => f.write_str("{}"),
            Self::Object(members) => {
                for (index, member) in members.iter().enumerate() {
                    let mark = if member.optional { "?" } else { "" };
                    f.write_str(if index > 0 { "; " } else { "{ " })?;
                    if is_js_identifier(&member.name) {
                        f.write_str(&member.name)?;
                    } else {
                        write_string(f, &member.name)?;
                    }
                    write!(f, "{mark}: {}", member.ty)?;
                }
                f.write_str(" }")
            }
            Self::Union(types) => operands(f, types, " | ", |ty| matches!(ty, Self::Union(_))),
            Self::Intersection(types) => {
                operands(f, types, " & ", |ty| matches!(ty, Self::Union(_) | Self::Intersection(_)))
            }
        }
    }
}

/// The operands of a union or an intersection, some of them in parentheses.
fn operands(
    f: &mut fmt::Formatter<'_>,
    types: &[TypeScript],
    operator: &str,
    is_apart: impl Fn(&TypeScript) -> bool,
) -> fmt::Result {
    for (index, ty) in types.iter().enumerate() {
        f.write_str(if index > 0 { operator } else { "" })?;
        if is_apart(ty) { write!(f, "({ty})")? } else { write!(f, "{ty}")? }
    }
    Ok(())
}

/// A string literal with the escapes that the parser knows.
fn write_string(f: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    write!(f, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The most levels of nested types.
const MAX_DEPTH: usize = 64;

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// The next character that is not whitespace.
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        self.peek();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) { Ok(()) } else { Err(self.unexpected(&format!("`{token}`"))) }
    }

    fn unexpected(&mut self, expected: &str) -> String {
        match self.peek() {
            None => format!("expected {expected}, found the end"),
            Some(found) => format!("expected {expected}, found `{}`", found.escape_debug()),
        }
    }

    /// The next word, which may be empty.
    fn word(&mut self) -> &'a str {
        self.peek();
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
        let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn ty(&mut self) -> Result<TypeScript, String> {
        self.descend()?;
        let ty =
            self.operands("|", Self::intersection).map(|types| one_of(types, TypeScript::Union));
        self.depth -= 1;
        ty
    }

    /// Enters one more level.
    fn descend(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err("it is nested too deeply".to_owned()) } else { Ok(()) }
    }

    fn intersection(&mut self) -> Result<TypeScript, String> {
        self.operands("&", Self::array).map(|types| one_of(types, TypeScript::Intersection))
    }

    fn operands(
        &mut self,
        operator: &str,
        operand: impl Fn(&mut Self) -> Result<TypeScript, String>,
    ) -> Result<Vec<TypeScript>, String> {
        self.eat(operator);
        let mut types = vec![operand(self)?];
        while self.eat(operator) {
            types.push(operand(self)?);
        }
        Ok(types)
    }

    fn array(&mut self) -> Result<TypeScript, String> {
        let mut ty = self.primary()?;
        let depth = self.depth;
        while self.eat("[") {
            self.expect("]")?;
            self.descend()?;
            ty = TypeScript::Array(Box::new(ty));
        }
        self.depth = depth;
        Ok(ty)
    }

    fn primary(&mut self) -> Result<TypeScript, String> {
        match self.peek() {
            Some('(') => {
                self.expect("(")?;
                let ty = self.ty()?;
                self.expect(")")?;
                Ok(ty)
            }
            Some('[') => {
                self.expect("[")?;
                self.list("]").map(TypeScript::Tuple)
            }
            Some('{') => {
                self.expect("{")?;
                self.object()
            }
            Some('"' | '\'') => self.string().map(TypeScript::Text),
            Some('`') => self.template(),
            Some('-' | '0'..='9') => self.number(),
            _ => self.name(),
        }
    }

    /// Types with commas between them, up to `close`, which is consumed.
    fn list(&mut self, close: &str) -> Result<Vec<TypeScript>, String> {
        let mut types = Vec::new();
        while !self.eat(close) {
            types.push(self.ty()?);
            if !self.eat(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(types)
    }

    fn object(&mut self) -> Result<TypeScript, String> {
        if self.eat("[") {
            return self.record();
        }
        let mut members: Vec<TypeScriptMember> = Vec::new();
        while !self.eat("}") {
            let name = match self.peek() {
                Some('"' | '\'') => self.string()?,
                _ => self.word().to_owned(),
            };
            let optional = self.eat("?");
            if name.is_empty() || !self.eat(":") {
                return Err(self.unexpected("`key: type`"));
            }
            if members.iter().any(|member| member.name == name) {
                return Err(format!("it has two keys `{name}`"));
            }
            members.push(TypeScriptMember { name, optional, ty: self.ty()? });
            if !self.eat(";") && !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(TypeScript::Object(members))
    }

    /// The rest of `{ [key: string]: T }`, from `key`.
    fn record(&mut self) -> Result<TypeScript, String> {
        self.word();
        self.expect(":")?;
        let key = self.ty()?;
        self.expect("]")?;
        self.expect(":")?;
        let value = self.ty()?;
        let _ = self.eat(";") || self.eat(",");
        self.expect("}")?;
        Ok(TypeScript::Record(Box::new([key, value])))
    }

    fn string(&mut self) -> Result<String, String> {
        let quote = self.peek().unwrap_or_default();
        let mut value = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((index, char)) = chars.next() {
            match char {
                char if char == quote => {
                    self.rest = &self.rest[index + 1..];
                    return Ok(value);
                }
                '\\' => match chars.next() {
                    Some((_, char @ ('\\' | '"' | '\''))) => value.push(char),
                    _ => {
                        return Err(
                            "the only escapes in a string are `\\\\`, `\\\"` and `\\'`".to_owned()
                        );
                    }
                },
                char if char.is_control() => break,
                char => value.push(char),
            }
        }
        Err("a string is not closed".to_owned())
    }

    fn template(&mut self) -> Result<TypeScript, String> {
        self.expect("`")?;
        let (start, mut is_open) = self.template_text()?;
        let mut parts = Vec::new();
        while is_open {
            let ty = self.ty()?;
            if !may_be_in_template(&ty) {
                return Err(format!("`{ty}` in a template is no text, number or boolean"));
            }
            self.expect("}")?;
            let text;
            (text, is_open) = self.template_text()?;
            parts.push((ty, text));
        }
        Ok(TypeScript::Template(start, parts))
    }

    /// The text up to the next type, or to the end of the template, and whether a type follows.
    fn template_text(&mut self) -> Result<(String, bool), String> {
        let mut value = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((index, char)) = chars.next() {
            let after = &self.rest[index + char.len_utf8()..];
            match char {
                '`' => {
                    self.rest = after;
                    return Ok((value, false));
                }
                '$' if after.starts_with('{') => {
                    self.rest = &after[1..];
                    return Ok((value, true));
                }
                '\\' => match chars.next() {
                    Some((_, char @ ('\\' | '`' | '$'))) => value.push(char),
                    _ => {
                        return Err(
                            "the only escapes in a template are `\\\\`, `` \\` `` and `\\$`"
                                .to_owned(),
                        );
                    }
                },
                char if char.is_control() => break,
                char => value.push(char),
            }
        }
        Err("a template is not closed".to_owned())
    }

    /// An integer in the form that printers write.
    fn number(&mut self) -> Result<TypeScript, String> {
        let sign = if self.eat("-") { "-" } else { "" };
        let word = self.word();
        let digits = word.strip_suffix('n').unwrap_or(word);
        let is_plain = digits == "0" || !digits.starts_with('0');
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) || !is_plain {
            return Err(format!("`{sign}{word}` is not an integer in decimal digits"));
        }
        Ok(TypeScript::Word(format!("{sign}{word}")))
    }

    fn name(&mut self) -> Result<TypeScript, String> {
        let first = self.word();
        if !is_js_identifier(first) {
            return Err(self.unexpected("a type"));
        }
        match first {
            "any" => return Err("`any` turns type checking off: `unknown` is safe".to_owned()),
            "readonly" => {
                self.descend()?;
                let operand = self.array()?;
                self.depth -= 1;
                return match operand {
                    TypeScript::Array(_) | TypeScript::Tuple(_) => {
                        Ok(TypeScript::Readonly(Box::new(operand)))
                    }
                    _ => Err("`readonly` goes before an array or a tuple".to_owned()),
                };
            }
            "keyof" | "typeof" | "infer" | "unique" | "asserts" | "new" | "abstract" | "import" => {
                return Err(format!(
                    "`{first}` is not supported here: declare the type in TypeScript and use its name"
                ));
            }
            "void" | "null" | "true" | "false" | "undefined" => {
                return Ok(TypeScript::Word(first.to_owned()));
            }
            word if is_js_reserved(word) => {
                return Err(format!("`{word}` is a reserved word in JavaScript"));
            }
            _ => {}
        }
        let mut name = first.to_owned();
        while self.eat(".") {
            let part = self.word();
            if !is_js_identifier(part) {
                return Err(self.unexpected("a name"));
            }
            name = format!("{name}.{part}");
        }
        if !self.eat("<") {
            return Ok(TypeScript::Word(name));
        }
        match self.list(">")? {
            args if args.is_empty() => Err(format!("`{name}<>` needs type arguments")),
            args => Ok(TypeScript::Generic(name, args)),
        }
    }
}

/// Whether TypeScript takes a type in a template. What a name means is not known.
fn may_be_in_template(ty: &TypeScript) -> bool {
    match ty {
        TypeScript::Word(word) => {
            !matches!(word.as_str(), "void" | "unknown" | "object" | "symbol" | "never")
        }
        TypeScript::Text(_) | TypeScript::Template(..) | TypeScript::Generic(..) => true,
        TypeScript::Union(types) | TypeScript::Intersection(types) => {
            types.iter().all(may_be_in_template)
        }
        TypeScript::Readonly(_)
        | TypeScript::Record(_)
        | TypeScript::Array(_)
        | TypeScript::Tuple(_)
        | TypeScript::Object(_) => false,
    }
}

/// The only one of `types`, or `all` of them in one type.
fn one_of(mut types: Vec<TypeScript>, all: impl Fn(Vec<TypeScript>) -> TypeScript) -> TypeScript {
    if types.len() == 1 { types.remove(0) } else { all(types) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        TypeScript::parse(text).map_or_else(|error| format!("! {error}"), |ty| ty.to_string())
    }

    #[test]
    fn a_parsed_type_is_printed_on_one_line() {
        for (text, expected) in [
            ("string", "string"),
            (" Record< string,number > ", "Record<string, number>"),
            ("| 'a' | \"it's\"", "\"a\" | \"it's\""),
            ("(string|null)[]", "(string | null)[]"),
            ("((A))", "A"),
            ("A & (B | C)", "A & (B | C)"),
            ("[number,string][]", "[number, string][]"),
            ("{a:1,'b-c'?:-2n;}", "{ a: 1; \"b-c\"?: -2n }"),
            ("{ [id: string]: User }", "{ [key: string]: User }"),
            ("readonly string[]", "readonly string[]"),
            ("(readonly [1, 2])[]", "(readonly [1, 2])[]"),
            ("A & (B & (C | D))", "A & (B & (C | D))"),
            ("A | (B | C & D)", "A | (B | C & D)"),
            ("'\\\\ \\' \" \u{200b}'", "\"\\\\ ' \\\" \u{200b}\""),
            ("Intl.Locale", "Intl.Locale"),
            ("{}", "{}"),
            ("true | false | null | undefined | void", "true | false | null | undefined | void"),
            ("{ enum: A.class }", "{ enum: A.class }"),
            ("Ünï", "Ünï"),
            ("`#${string}`", "`#${string}`"),
            ("`${ number }px` | 'auto'", "`${number}px` | \"auto\""),
            ("(`a`)[]", "`a`[]"),
            (
                "`\\` \\\\ \\${ $ } {${'x'|`y${bigint}`}}`",
                "`\\` \\\\ \\${ $ } {${\"x\" | `y${bigint}`}}`",
            ),
            ("`${Uppercase<Side>}-${boolean}` ", "`${Uppercase<Side>}-${boolean}`"),
        ] {
            assert_eq!(printed(text), expected, "{text}");
            assert_eq!(TypeScript::parse(expected), TypeScript::parse(text), "{text}");
        }
    }

    #[test]
    fn a_type_mentions_the_names_in_its_source_only() {
        for (text, name) in [
            ("readonly Item[]", "ReadonlyArray"),
            ("readonly [Item]", "Readonly"),
            ("{ [id: string]: Item }", "Record"),
        ] {
            let ty = TypeScript::parse(text).expect(text);
            assert!(ty.mentions("Item") && !ty.mentions(name), "{text}");
        }
        let template = TypeScript::parse("`Key${Item}`").expect("is a type");
        assert!(template.mentions("Item") && !template.mentions("Key"));
        let written = TypeScript::parse("Record<string, Item>").expect("is a type");
        assert!(written.mentions("Record"));
    }

    #[test]
    fn the_error_names_the_first_mistake() {
        for (text, expected) in [
            (" ", "it is empty"),
            ("string |", "expected a type, found the end"),
            ("string */ x", "expected the end, found `*`"),
            ("Array<string", "expected `>`, found the end"),
            ("{ a }", "expected `key: type`, found `}`"),
            ("{ a: 1; a: 2 }", "it has two keys `a`"),
            ("any", "`any` turns type checking off: `unknown` is safe"),
            ("() => void", "expected a type, found `)`"),
            (
                "keyof User",
                "`keyof` is not supported here: declare the type in TypeScript and use its name",
            ),
            ("'a\nb'", "a string is not closed"),
            ("1.5", "expected the end, found `.`"),
            ("A<>", "`A<>` needs type arguments"),
            ("a-b", "expected the end, found `-`"),
            ("enum", "`enum` is a reserved word in JavaScript"),
            ("string | class | if", "`class` is a reserved word in JavaScript"),
            ("null<string>", "expected the end, found `<`"),
            ("`a", "a template is not closed"),
            ("`${string", "expected `}`, found the end"),
            ("`${}`", "expected a type, found `}`"),
            ("`${string[]}`", "`string[]` in a template is no text, number or boolean"),
            (
                "`${'a' | { b: c }}`",
                "`\"a\" | { b: c }` in a template is no text, number or boolean",
            ),
            ("`\\n`", "the only escapes in a template are `\\\\`, `` \\` `` and `\\$`"),
        ] {
            assert_eq!(printed(text), format!("! {expected}"), "{text}");
        }
        for text in [
            "(".repeat(10_000),
            "readonly ".repeat(200_000),
            "`${".repeat(200_000),
            format!("string{}", "[]".repeat(200_000)),
        ] {
            assert_eq!(printed(&text), "! it is nested too deeply");
        }
    }
}
