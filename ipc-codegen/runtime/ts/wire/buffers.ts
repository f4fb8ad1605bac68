// Buffers: bytes travel beside the text. What costs is their number, so small ones share a chunk.

/** Buffers as they cross: their lengths, and chunks that each hold one or several of them. */
export interface Packed {
  readonly lengths: Uint32Array;
  readonly chunks: readonly Uint8Array[];
}

/** A buffer of this size or more has a chunk of its own. */
const SMALL = 65_536;

/** Packs buffers to be sent. */
export function pack(buffers: readonly Uint8Array[]): Packed | null {
  if (buffers.length === 0) {
    return null;
  }
  const lengths = Uint32Array.from(buffers, (buffer) => buffer.byteLength);
  const chunks: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  const share = () => {
    if (small.length > 0) {
      chunks.push(join(small));
      small = [];
    }
  };
  for (const buffer of buffers) {
    if (buffer.byteLength >= SMALL) {
      share();
      chunks.push(whole(buffer));
    } else if (buffer.byteLength > 0) {
      small.push(buffer);
    }
  }
  share();
  return { lengths, chunks };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}

/** A view would take all the memory with it that it is a view of. */
function whole(buffer: Uint8Array): Uint8Array {
  return buffer.byteLength === buffer.buffer.byteLength
    ? buffer
    : buffer.slice();
}

/** The buffers, each with memory of its own. What is missing is empty. */
export function unpack({ lengths, chunks }: Packed): readonly Uint8Array[] {
  const buffers: Uint8Array[] = [];
  let next = 0;
  let at = 0;
  for (const length of lengths) {
    let chunk = chunks[next];
    if (at === chunk?.byteLength) {
      next += 1;
      at = 0;
      chunk = chunks[next];
    }
    const start = at;
    at += length;
    if (chunk === undefined) {
      buffers.push(new Uint8Array());
    } else if (
      start === 0 &&
      length === chunk.byteLength &&
      length === chunk.buffer.byteLength
    ) {
      buffers.push(new Uint8Array(chunk.buffer));
    } else {
      buffers.push(new Uint8Array(chunk.subarray(start, at)));
    }
  }
  return buffers;
}
