//! Values that the JSON has as one string: a kind, a peer, a type of TypeScript.

use std::borrow::Cow;

use ipc_syntax::{Kind, Peer, TypeScript};
use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::Serializer;

/// A value of a closed set, each with a word.
pub(super) trait Word: Copy + 'static {
    const ALL: &'static [Self];
    fn word(self) -> &'static str;
}

impl Word for Kind {
    const ALL: &'static [Self] = &Self::ALL;
    fn word(self) -> &'static str {
        self.attribute()
    }
}

impl Word for Peer {
    const ALL: &'static [Self] = &[Self::Page, Self::Main];
    fn word(self) -> &'static str {
        peer_word(self)
    }
}

/// The word for a peer.
pub(crate) const fn peer_word(peer: Peer) -> &'static str {
    match peer {
        Peer::Page => "page",
        Peer::Main => "main",
    }
}

pub(super) fn serialize_word<T: Word, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

pub(super) fn deserialize_word<'de, T: Word, D: Deserializer<'de>>(
    input: D,
) -> Result<T, D::Error> {
    let text = Cow::<str>::deserialize(input)?;
    let found = T::ALL.iter().find(|value| value.word() == text);
    found.copied().ok_or_else(|| {
        let words: Vec<_> = T::ALL.iter().map(|value| value.word()).collect();
        let expected = format!("one of `{}`", words.join("`, `"));
        D::Error::invalid_value(Unexpected::Str(&text), &&*expected)
    })
}

pub(super) fn serialize_typescript<S: Serializer>(
    ty: &TypeScript,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(ty)
}

pub(super) fn deserialize_typescript<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<TypeScript, D::Error> {
    let text = Cow::<str>::deserialize(input)?;
    TypeScript::parse(&text).map_err(|error| {
        D::Error::custom(format_args!("`{text}` is not a type of TypeScript: {error}"))
    })
}
