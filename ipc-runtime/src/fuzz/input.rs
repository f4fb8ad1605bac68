//! The separators in fuzz inputs. They are control characters, which JSON does not contain.

/// Separates the steps of a script.
pub(super) const STEP: u8 = 0x1d;

/// Separates a text, lengths and buffers.
pub(super) const PART: u8 = 0x1e;
