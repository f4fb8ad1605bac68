//! Constants at the start of the file, for constraints that zod has no function for.

use std::collections::BTreeSet;

use super::super::constraints::{Constraint, Key, Model, Width};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    Small,
    Big,
    Big128,
    Float,
    Number,
    Bytes,
    Json,
    IntegerKey,
    NumberKey,
}

impl Helper {
    /// The helper that is the schema of a constraint.
    pub(super) const fn of(constraint: &Constraint) -> Option<Self> {
        match constraint {
            Constraint::Integer(Width::Small) => Some(Self::Small),
            Constraint::Integer(Width::Big) => Some(Self::Big),
            Constraint::Integer(Width::Big128) => Some(Self::Big128),
            Constraint::Float => Some(Self::Float),
            Constraint::Number => Some(Self::Number),
            Constraint::Bytes => Some(Self::Bytes),
            Constraint::Json => Some(Self::Json),
            _ => None,
        }
    }

    /// The helper that is the schema of keys.
    pub(super) const fn of_key(key: &Key) -> Option<Self> {
        match key {
            Key::Integer => Some(Self::IntegerKey),
            Key::Number => Some(Self::NumberKey),
            Key::Any | Key::Names(_) => None,
        }
    }

    /// The helpers that a model needs.
    pub(super) fn all_in(model: &Model) -> BTreeSet<Self> {
        let mut helpers = BTreeSet::new();
        for constraint in model.constraints() {
            constraint.walk(&mut |constraint| {
                helpers.extend(Self::of(constraint));
                if let Constraint::Record(key, _) = constraint {
                    helpers.extend(Self::of_key(key));
                }
            });
        }
        helpers
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Small => "$int32",
            Self::Big => "$int64",
            Self::Big128 => "$int128",
            Self::Float => "$float",
            Self::Number => "$number",
            Self::Bytes => "$bytes",
            Self::Json => "$json",
            Self::IntegerKey => "$integerKey",
            Self::NumberKey => "$numberKey",
        }
    }

    /// The declaration, after a blank line.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Small => {
                "
/** An integer of up to 32 bits, with or without a sign. */
const $int32 = $z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 32 - 1);
"
            }
            Self::Big => {
                "
/** An integer of 64 bits, with or without a sign. */
const $int64 = $z
  .bigint()
  .min(-(2n ** 63n))
  .max(2n ** 64n - 1n);
"
            }
            Self::Big128 => {
                "
/** An integer of 128 bits, with or without a sign. */
const $int128 = $z
  .bigint()
  .min(-(2n ** 127n))
  .max(2n ** 128n - 1n);
"
            }
            Self::Float => {
                "
/** A number, `NaN` and the infinities included. */
const $float = $z.union([
  $z.number(),
  $z.nan(),
  $z.literal([globalThis.Infinity, -globalThis.Infinity]),
]);
"
            }
            Self::Number => {
                "
/** A number, or a bigint where no number holds the value. */
const $number = $z.union([
  $z.number(),
  $z.nan(),
  $z.literal([globalThis.Infinity, -globalThis.Infinity]),
  $z.bigint(),
]);
"
            }
            Self::Bytes => {
                "
const $bytes = $z.instanceof(globalThis.Uint8Array);
"
            }
            Self::Json => {
                "
/** Any JSON. An integer beyond 2^53 is a bigint. */
const $json: $z.ZodType<$types.$ipc.JsonValue> = $z.union([
  $z.null(),
  $z.boolean(),
  $z.number(),
  $z.bigint(),
  $z.string(),
  $z.lazy(() => $z.array($json)),
  $z.lazy(() => $z.record($z.string(), $json)),
]);
"
            }
            Self::IntegerKey => {
                "
/** The digits of an integer. */
const $integerKey = $z.string().regex(/^(0|-?[1-9][0-9]*)$/);
"
            }
            Self::NumberKey => {
                "
/** A number as JSON writes it. */
const $numberKey = $z
  .string()
  .regex(/^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$/);
"
            }
        }
    }
}
