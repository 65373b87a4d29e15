import type { ByteSource } from "../container.js";
import { LimitExceededError, SourceError } from "../errors.js";
import { MAX_BUFFERED_BYTES } from "../limits.js";

/**
 * A stream that can be read once: it is read only as far as somebody asks, and what was read is kept, so that headers at
 * the end and random access work. At most `limit` bytes are kept.
 *
 * @throws LimitExceededError from `read` where the stream is longer than `limit`
 */
export function streamSource(stream: ReadableStream<Uint8Array>, limit = MAX_BUFFERED_BYTES): ByteSource {
  const reader = lock(stream);
  let bytes = new Uint8Array(64 * 2 ** 10);
  let filled = 0;
  let ended = false;
  let reading: Promise<void> = Promise.resolve();

  function append(chunk: Uint8Array): void {
    if (filled + chunk.length > limit) throw tooLong(filled + chunk.length, limit);
    if (filled + chunk.length > bytes.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(bytes.length * 2, filled + chunk.length)));
      larger.set(bytes.subarray(0, filled));
      bytes = larger;
    }
    bytes.set(chunk, filled);
    filled += chunk.length;
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
      const end = Math.min(offset + length, limit + 1);
      // One reader at a time; the next waits for the one before, whether that failed or not.
      const turn = reading.catch(() => {}).then(() => fill(end));
      reading = turn;
      await turn;
      return bytes.subarray(Math.min(offset, filled), Math.min(offset + length, filled));
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

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
