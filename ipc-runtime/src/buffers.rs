//! Packs small buffers together for their way between the two languages.
//!
//! The cost of crossing grows with the number of buffers, not with their size. A list of buffers
//! crosses as lengths and chunks. Each chunk is one large buffer, or several small ones in a row.

/// Buffers of this size or more are chunks of their own, without a copy.
const MIN_CHUNK: usize = 64 << 10;

/// The lengths of the buffers, and the chunks that hold them.
pub(crate) fn pack(buffers: Vec<Vec<u8>>) -> (Vec<u32>, Vec<Vec<u8>>) {
    let mut lengths = Vec::with_capacity(buffers.len());
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    let mut can_join = false;
    for buffer in buffers {
        lengths.push(u32::try_from(buffer.len()).unwrap_or(u32::MAX));
        if buffer.is_empty() {
            continue;
        }
        let is_small = buffer.len() < MIN_CHUNK;
        match chunks.last_mut() {
            Some(chunk) if can_join && is_small => chunk.extend_from_slice(&buffer),
            _ => chunks.push(buffer),
        }
        can_join = is_small;
    }
    (lengths, chunks)
}

/// The buffers of these lengths, as slices of the chunks.
///
/// # Errors
///
/// If a buffer is not within one chunk.
pub(crate) fn unpack<'a>(lengths: &[u32], chunks: &[&'a [u8]]) -> Result<Vec<&'a [u8]>, String> {
    let mut chunks = chunks.iter().copied();
    let mut rest: &[u8] = &[];
    let mut buffers = Vec::with_capacity(lengths.len().min(1 << 16));
    for &length in lengths {
        if rest.is_empty() && length > 0 {
            rest = chunks.next().unwrap_or_default();
        }
        let Some((buffer, after)) = rest.split_at_checked(length as usize) else {
            return Err(format!("buffer {} is not within one chunk", buffers.len()));
        };
        buffers.push(buffer);
        rest = after;
    }
    Ok(buffers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(buffers: &[Vec<u8>], expected_chunks: usize) {
        let (lengths, chunks) = pack(buffers.to_vec());
        assert_eq!(chunks.iter().filter(|chunk| !chunk.is_empty()).count(), expected_chunks);
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        assert_eq!(unpack(&lengths, &chunks).unwrap(), buffers);
    }

    #[test]
    fn small_buffers_share_a_chunk_and_large_ones_do_not() {
        let large = vec![7; MIN_CHUNK];
        check(&[], 0);
        check(&[vec![1], vec![], vec![2, 3]], 1);
        check(&[vec![], vec![]], 0);
        check(&[large.clone(), large.clone()], 2);
        check(&[vec![1], large.clone(), vec![2], vec![3]], 3);
        check(&[vec![], large, vec![], vec![1]], 2);
    }

    #[test]
    fn lengths_that_do_not_match_the_chunks_are_refused() {
        assert!(unpack(&[3], &[&[1, 2]]).is_err());
        assert!(unpack(&[1], &[]).is_err());
        assert!(unpack(&[u32::MAX, 1], &[&[1]]).is_err());
        assert!(unpack(&[1, 2], &[&[1, 2], &[3]]).is_err(), "a buffer across two chunks");
    }
}
