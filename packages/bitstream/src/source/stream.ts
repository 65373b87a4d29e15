import type { ByteSource } from "../container.js";
import { LimitExceededError, SourceError } from "../errors.js";
import { MAX_BUFFERED_BYTES } from "../limits.js";

/** Bytes kept before the place that was read last, of a stream that is read once. */
const KEPT_BEHIND = 4 * 2 ** 20;

/**
 * A stream that can be read once: it is read only as far as somebody asks, and what was read is kept, so that headers at
 * the end and random access work. At most `limit` bytes are kept.
 *
 * @param once keep only the last 4 MiB behind the place that is read, so that memory does not grow with the stream
 * @throws LimitExceededError from `read` where more than `limit` bytes would be kept; SourceError for bytes that are not kept
 */
export function streamSource(stream: ReadableStream<Uint8Array>, limit = MAX_BUFFERED_BYTES, once = false): ByteSource {
  const reader = lock(stream);
  let bytes = new Uint8Array(64 * 2 ** 10);
  /** Of `bytes[0]` in the stream, and one past the last byte that was read. */
  let base = 0;
  let filled = 0;
  /** Bytes before this one may be forgotten. */
  let needed = 0;
  let ended = false;
  let reading: Promise<unknown> = Promise.resolve();

  function append(chunk: Uint8Array): void {
    const from = once ? Math.max(base, Math.min(needed, filled)) : base;
    const wanted = filled - from + chunk.length;
    if (wanted > limit) throw tooLong(wanted, limit);
    if (filled - base + chunk.length > bytes.length) makeRoom(from, wanted);
    bytes.set(chunk, filled - base);
    filled += chunk.length;
  }

  /** New memory, always: what was handed out are views of the old. */
  function makeRoom(from: number, wanted: number): void {
    const kept = bytes.subarray(from - base, filled - base);
    bytes = new Uint8Array(Math.min(limit, Math.max(kept.length * 2, wanted, 64 * 2 ** 10)));
    bytes.set(kept);
    base = from;
  }

  async function fill(end: number): Promise<void> {
    while (!ended && filled < end) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new SourceError(`the stream failed after ${filled} bytes: ${message(cause)}`, { byte: filled }, cause);
      });
      if (done) ended = true;
      else if (value instanceof Uint8Array) append(value);
      else
        throw new SourceError(
          "the stream must deliver Uint8Arrays: pass it through a transform that encodes its chunks",
        );
    }
  }

  return {
    get size() {
      return ended ? filled : null;
    },
    async read(offset, length) {
      const end = once ? offset + length : Math.min(offset + length, limit + 1);
      // One reader at a time; the next waits for the one before, whether that failed or not.
      const turn = reading
        .catch(() => {})
        .then(async () => {
          if (offset < base) throw forgotten(offset);
          needed = Math.max(needed, offset - KEPT_BEHIND);
          await fill(end);
          return bytes.subarray(Math.min(offset, filled) - base, Math.min(offset + length, filled) - base);
        });
      reading = turn;
      return turn;
    },
    async close() {
      ended = true;
      await reader.cancel().catch(() => {});
    },
  };
}

function lock(stream: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
  try {
    return stream.getReader();
  } catch (cause) {
    throw new SourceError("the stream has a reader already: give one that nobody reads", {}, cause);
  }
}

function tooLong(value: number, limit: number): LimitExceededError {
  return new LimitExceededError(
    "length in bytes of a source that can be read only once (use a file or a Blob)",
    value,
    limit,
  );
}

function forgotten(byte: number): SourceError {
  return new SourceError("these bytes of the stream were forgotten: read it once and in order, or without `once`", {
    byte,
  });
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
