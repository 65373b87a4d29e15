import { AbortGate } from "./abort-gate.js";
import { openContainer } from "./container/open-container.js";
import type { ByteSource, CodecLookup } from "./container.js";
import { decodeFrames } from "./decode-frames.js";
import { UsageError } from "./errors.js";
import { findGop, type GopStart } from "./found-gop.js";
import type { FoundGop, FrameOptions, Place, Video } from "./frame.js";
import { preparedStart, STREAM_START, type Start } from "./numbered-packets.js";
import { SharedScan } from "./shared-scan.js";
import { openStream, type Stream } from "./stream.js";

/**
 * Opens a video from its bytes; the source is closed with the video, and when opening fails or is aborted.
 *
 * @param opening the source, or the promise of it
 * @throws BitstreamError; the signal's reason when aborted
 */
export async function openFrom(
  opening: ByteSource | Promise<ByteSource>,
  codecOf: CodecLookup,
  signal?: AbortSignal,
): Promise<Video> {
  const gate = new AbortGate(signal);
  const source = Promise.resolve(opening);
  try {
    const opened = source.then(async (bytes) => openStream(await openContainer(bytes, codecOf)));
    const stream = await gate.wait(opened);
    return toVideo(await source, stream);
  } catch (error) {
    const closed = source.then((bytes) => bytes.close()).catch(() => {});
    if (!signal?.aborted) await closed;
    throw error;
  } finally {
    gate.close();
  }
}

function toVideo(source: ByteSource, stream: Stream): Video {
  const { track, headers } = stream;
  const scan = new SharedScan(stream);
  /** What still reads from the video. */
  const readers = new Set<AbortController>();
  /** How reading begins at the groups that were handed out. */
  const found = new WeakMap<object, Start>();
  let closed = false;

  function mustBeOpen(): void {
    if (closed) throw closedError();
  }

  async function find(place: Place, signal: AbortSignal): Promise<GopStart> {
    const gate = new AbortGate(signal);
    try {
      return await gate.wait(findGop(stream, place, signal));
    } finally {
      gate.close();
    }
  }

  async function start(from: number | Place | FoundGop, signal: AbortSignal): Promise<Start> {
    if (typeof from === "object") {
      const start = found.get(from);
      if (start) return start;
      if ("byteOffset" in from) throw new UsageError("from is no group of this video: gopAt() finds them");
      return (await find(from, signal)).start;
    }
    if (from === 0) return STREAM_START;
    const { gops } = await scan.result(signal);
    const gop = gops.findLast(({ firstFrame }) => firstFrame <= from);
    if (gop?.firstFrame === from) return preparedStart(stream, gop, signal);
    const nearest = gop ? `; the nearest before it is ${gop.firstFrame}` : "";
    throw new UsageError(`from is ${from}, where no key frame is${nearest} (gops() lists them)`);
  }

  /** A signal that aborts with the caller's, and when the video is closed. */
  function reading(signal: AbortSignal | undefined): { signal: AbortSignal; end(): void } {
    mustBeOpen();
    signal?.throwIfAborted();
    const controller = new AbortController();
    const follow = () => controller.abort(signal?.reason);
    signal?.addEventListener("abort", follow, { once: true });
    readers.add(controller);
    return {
      signal: controller.signal,
      end() {
        readers.delete(controller);
        signal?.removeEventListener("abort", follow);
      },
    };
  }

  async function* frames(options: FrameOptions = {}) {
    const { signal, end } = reading(options.signal);
    try {
      yield* decodeFrames(stream, await start(options.from ?? 0, signal), { ...options, signal });
    } finally {
      end();
    }
  }

  return {
    container: track.container,
    codec: track.codec.name,
    profile: headers.profile,
    width: headers.width,
    height: headers.height,
    frameRate: track.frameRate ?? headers.frameRate,
    get frameCount() {
      return scan.frameCount;
    },
    duration: track.duration,
    rotation: track.rotation ?? 0,
    encoder: headers.encoder,
    frames,
    async gopAt(place, options = {}) {
      const { signal, end } = reading(options.signal);
      try {
        const { timestamp, byteOffset, start } = await find(place, signal);
        const gop: FoundGop = { timestamp, byteOffset };
        found.set(gop, start);
        return gop;
      } finally {
        end();
      }
    },
    async gops(options = {}) {
      const { signal, end } = reading(options.signal);
      try {
        const { gops, fault } = await scan.result(signal);
        if (gops.length === 0 && fault) throw fault;
        return gops.map(({ firstFrame, frameCount, timestamp, byteLength }) => ({
          firstFrame,
          frameCount,
          timestamp,
          byteLength,
        }));
      } finally {
        end();
      }
    },
    async close() {
      closed = true;
      for (const reader of readers) reader.abort(closedError());
      await source.close();
    },
  };
}

function closedError(): UsageError {
  return new UsageError("the video is closed: open it again");
}
