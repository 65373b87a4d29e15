import type { ByteSource } from "../container.js";
import { SourceError } from "../errors.js";
import { MAX_BUFFERED_BYTES, REQUEST_TIMEOUT_MS } from "../limits.js";
import { blockCache } from "./block-cache.js";
import { streamSource } from "./stream.js";

/** Bytes that take hardly longer than asking for them. */
const SHORTEST_REQUEST = 32 * 2 ** 10;

/**
 * A video behind http(s): read by range requests, or, from a server that knows none, downloaded as far as it is read.
 *
 * @throws SourceError where the server cannot be reached or refuses
 */
export async function urlSource(url: URL, limit = MAX_BUFFERED_BYTES, once = false): Promise<ByteSource> {
  const first = await request(url, "bytes=0-0");
  if (first.status === 200 && first.body) return streamSource(first.body, limit, once);
  await first.body?.cancel();
  if (first.status === 416) return blockCache(ranges(url, 0), SHORTEST_REQUEST); // not even one byte
  const size = total(first);
  if (first.status === 206 && size !== null) return blockCache(ranges(url, size), SHORTEST_REQUEST);
  // A server of another origin may hide Content-Range from a page.
  const whole = await request(url, null);
  if (whole.status === 200 && whole.body) return streamSource(whole.body, limit, once);
  throw new SourceError(`${url.href} answered ${whole.status} and no file: download it and open that`);
}

function ranges(url: URL, size: number): ByteSource {
  const closing = new AbortController();
  return {
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size);
      if (offset >= end) return new Uint8Array(0);
      const response = await request(url, `bytes=${offset}-${end - 1}`, closing.signal);
      if (response.status !== 206 || total(response) !== size) {
        await response.body?.cancel();
        throw new SourceError(`${url.href} changed while it was read: open it again`, { byte: offset });
      }
      const bytes = await body(response, url, offset);
      if (bytes.length !== end - offset) {
        throw new SourceError(`${url.href} sent ${bytes.length} of ${end - offset} bytes: try again`, { byte: offset });
      }
      return bytes;
    },
    async close() {
      closing.abort();
    },
  };
}

async function request(url: URL, range: string | null, closing?: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = closing ? AbortSignal.any([timeout, closing]) : timeout;
  const response = await fetch(url, { headers: range ? { Range: range } : {}, signal }).catch((cause: unknown) => {
    throw new SourceError(`${url.href} cannot be reached: check the address and the network`, {}, cause);
  });
  if (!response.ok && response.status !== 416) {
    await response.body?.cancel();
    throw new SourceError(
      `${url.href} answered ${response.status} ${response.statusText}: check the address and your rights`,
    );
  }
  return response;
}

async function body(response: Response, url: URL, offset: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new SourceError(`the answer of ${url.href} broke off: try again`, { byte: offset }, cause);
  }
}

/** The whole length in `Content-Range: bytes 0-0/1234` (RFC 9110, 14.4). */
function total(response: Response): number | null {
  const match = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  return match ? Number(match[1]) : null;
}
