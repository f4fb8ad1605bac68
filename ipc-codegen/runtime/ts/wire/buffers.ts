// Buffers: bytes travel beside the text. Each one costs time, so small ones share a chunk.

/** Buffers as they are sent: their lengths, and chunks that each hold one or more of them. */
export interface PackedBuffers {
  readonly lengths: Uint32Array;
  readonly chunks: readonly Uint8Array[];
}

/** A buffer of this many bytes or more has a chunk of its own. */
const OWN_CHUNK_SIZE = 65_536;

/** Packs buffers to be sent. `null` if there are none. */
export function pack(buffers: readonly Uint8Array[]): PackedBuffers | null {
  if (buffers.length === 0) {
    return null;
  }
  const lengths = Uint32Array.from(buffers, (buffer) => buffer.byteLength);
  const chunks: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  const addShared = () => {
    if (small.length > 0) {
      chunks.push(join(small));
      small = [];
    }
  };
  for (const buffer of buffers) {
    if (buffer.byteLength >= OWN_CHUNK_SIZE) {
      addShared();
      chunks.push(withoutExcess(buffer));
    } else if (buffer.byteLength > 0) {
      small.push(buffer);
    }
  }
  addShared();
  return { lengths, chunks };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** Copies a view of a part of its memory: the structured clone would send all of that memory. */
function withoutExcess(buffer: Uint8Array): Uint8Array {
  return buffer.byteLength === buffer.buffer.byteLength
    ? buffer
    : buffer.slice();
}

/** Unpacks buffers, each into memory of its own. A missing one is empty. */
export function unpack({
  lengths,
  chunks,
}: PackedBuffers): readonly Uint8Array[] {
  const buffers: Uint8Array[] = [];
  let next = 0;
  let offset = 0;
  for (const length of lengths) {
    let chunk = chunks[next];
    if (offset === chunk?.byteLength) {
      next += 1;
      offset = 0;
      chunk = chunks[next];
    }
    const start = offset;
    offset += length;
    if (chunk === undefined) {
      buffers.push(new Uint8Array());
    } else if (
      start === 0 &&
      length === chunk.byteLength &&
      length === chunk.buffer.byteLength
    ) {
      buffers.push(new Uint8Array(chunk.buffer));
    } else {
      buffers.push(new Uint8Array(chunk.subarray(start, offset)));
    }
  }
  return buffers;
}
