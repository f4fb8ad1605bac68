//! One value as text and buffers. Its conversions to and from Rust values are in [`codec`](crate::codec).

use crate::wire;

/// One value as it crosses: a line of JSON and the buffers that it refers to.
///
/// ```
/// use ipc_runtime::Payload;
///
/// let payload = Payload::encode(&(1, "two"))?;
/// assert_eq!(payload.decode::<(u8, String)>()?, (1, "two".to_owned()));
/// # Ok::<(), ipc_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payload {
    pub(crate) text: String,
    pub(crate) buffers: Vec<Vec<u8>>,
}

impl Payload {
    pub(crate) fn slices(&self) -> Vec<&[u8]> {
        self.buffers.iter().map(Vec::as_slice).collect()
    }

    /// Whether the value is larger than a message may be.
    pub(crate) fn exceeds(&self, limit: u64) -> bool {
        let bytes = self.buffers.iter().map(Vec::len).sum();
        wire::exceeds(&self.text, bytes, limit)
    }

    /// The size of an item of a stream, as both sides count it: the UTF-16 units of the text and the
    /// bytes of the buffers.
    pub(crate) fn stream_size(&self) -> u64 {
        wire::units(&self.text) + self.buffer_bytes()
    }

    pub(crate) fn buffer_bytes(&self) -> u64 {
        self.buffers.iter().map(|buffer| buffer.len() as u64).sum()
    }

    /// The value as the content of an enum variant: `{"Ok":…}`.
    pub(crate) fn wrap(self, variant: &str) -> Self {
        Self { text: format!("{{\"{variant}\":{}}}", self.text), buffers: self.buffers }
    }
}
