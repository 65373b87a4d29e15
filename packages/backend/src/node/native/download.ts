import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NativeSetupError } from "../../errors.js";
import { progressLine } from "./progress-line.js";
import { sha256 } from "./sha256.js";

/** A file that is known before it is fetched. */
export interface KnownFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Milliseconds without a byte after which a connection counts as dead. */
const SILENCE = 60_000;

/**
 * Fetches a known file over HTTP. What an earlier, broken fetch left in `<path>.part` is gone on from where the server
 * allows it; `path` itself appears whole and verified, or not at all.
 *
 * @throws NativeSetupError if the server refuses, ends early, sends more than the file has, or another file
 */
export async function download(
  url: string,
  path: string,
  file: KnownFile,
  options: { signal?: AbortSignal | undefined; silence?: number } = {},
): Promise<void> {
  const part = `${path}.part`;
  const there = await sizeOf(part);
  if (there < file.bytes) await fetchRest(url, part, there, file, options);
  if ((await sha256(part, options.signal)) !== file.sha256) {
    await rm(part, { force: true });
    throw new NativeSetupError("download", `what ${url} sends is not the file meant (its SHA-256 is another)`, AGAIN);
  }
  await rename(part, path);
}

const AGAIN = "check the link, then start again";

async function fetchRest(
  url: string,
  part: string,
  there: number,
  file: KnownFile,
  { signal, silence = SILENCE }: { signal?: AbortSignal | undefined; silence?: number },
): Promise<void> {
  const dead = new AbortController();
  let timer = setTimeout(() => dead.abort(), silence);
  const either = signal ? AbortSignal.any([signal, dead.signal]) : dead.signal;
  let done = there;
  try {
    const response = await fetch(url, { headers: there > 0 ? { range: `bytes=${there}-` } : {}, signal: either });
    if (!response.ok || !response.body)
      throw new NativeSetupError("download", `${url} answers ${response.status} ${response.statusText}`, AGAIN);
    const goesOn = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${there}-`);
    done = goesOn ? there : 0;
    const progress = progressLine("downloading", file.bytes);
    const counted = new Transform({
      transform(chunk: Uint8Array, _, next) {
        clearTimeout(timer);
        timer = setTimeout(() => dead.abort(), silence);
        done += chunk.length;
        if (done > file.bytes) return next(new NativeSetupError("download", `${url} sends a larger file`, AGAIN));
        progress.at(done);
        next(null, chunk);
      },
    });
    const body = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream);
    await pipeline(body, counted, createWriteStream(part, { flags: goesOn ? "a" : "w" }), { signal: either });
    progress.end(done);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof NativeSetupError) {
      if (done > file.bytes) await rm(part, { force: true });
      throw error;
    }
    throw broken(url, done, file.bytes, dead.signal.aborted ? "it fell silent" : reasonOf(error), error);
  } finally {
    clearTimeout(timer);
  }
  if (done < file.bytes) throw broken(url, done, file.bytes, "it ended early");
}

function broken(url: string, done: number, bytes: number, reason: string, cause?: unknown): NativeSetupError {
  const far = `after ${Math.floor(done / 1e6)} of ${Math.ceil(bytes / 1e6)} MB`;
  const advice = "check the network, then start again: it goes on from there";
  return new NativeSetupError("download", `the download from ${url} broke off ${far} (${reason})`, advice, cause);
}

/** `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
