//! Values that the JSON has as one string: a kind, a peer, a type of TypeScript.

use std::borrow::Cow;

use ipc_syntax::{Kind, Peer, TypeScript};
use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::Serializer;

const PEERS: [(Peer, &str); 2] = [(Peer::Page, "page"), (Peer::Main, "main")];

/// The word for a peer.
pub(crate) const fn peer_word(peer: Peer) -> &'static str {
    match peer {
        Peer::Page => "page",
        Peer::Main => "main",
    }
}

pub(super) fn serialize_kind<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.attribute())
}

pub(super) fn deserialize_kind<'de, D: Deserializer<'de>>(input: D) -> Result<Kind, D::Error> {
    let kinds = Kind::ALL.map(|kind| (kind, kind.attribute()));
    one_of(&kinds, "`send`, `invoke`, `event` or `request`", input)
}

pub(super) fn serialize_peer<S: Serializer>(peer: &Peer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(peer_word(*peer))
}

pub(super) fn deserialize_peer<'de, D: Deserializer<'de>>(input: D) -> Result<Peer, D::Error> {
    one_of(&PEERS, "`page` or `main`", input)
}

fn one_of<'de, T: Copy, D: Deserializer<'de>>(
    words: &[(T, &str)],
    expected: &str,
    input: D,
) -> Result<T, D::Error> {
    let text = Cow::<str>::deserialize(input)?;
    let found = words.iter().find(|(_, word)| *word == text);
    let unexpected = || D::Error::invalid_value(Unexpected::Str(&text), &expected);
    found.map(|(value, _)| *value).ok_or_else(unexpected)
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
