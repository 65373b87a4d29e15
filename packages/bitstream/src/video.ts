import { openContainer } from "./container/open-container.js";
import type { ByteSource, CodecLookup } from "./container.js";
import { decodeFrames } from "./decode-frames.js";
import { UsageError } from "./errors.js";
import type { FrameOptions, Video } from "./frame.js";
import { type Scan, scanStream } from "./gops.js";
import { STREAM_START, type Start } from "./numbered-packets.js";
import { openStream, type Stream } from "./stream.js";

/**
 * Opens a video from its bytes; the source is closed with the video, and when opening fails.
 *
 * @throws BitstreamError
 */
export async function openFrom(source: ByteSource, codecOf: CodecLookup): Promise<Video> {
  try {
    return toVideo(source, await openStream(await openContainer(source, codecOf)));
  } catch (error) {
    await source.close();
    throw error;
  }
}

function toVideo(source: ByteSource, stream: Stream): Video {
  const { track, headers } = stream;
  let closed = false;
  let scanning: Promise<Scan> | null = null;
  let frameCount: number | null = null;

  function mustBeOpen(): void {
    if (closed) throw new UsageError("the video is closed: open it again");
  }

  function scan(): Promise<Scan> {
    mustBeOpen();
    scanning ??= scanStream(stream).then((found) => {
      frameCount = found.frameCount;
      return found;
    });
    scanning.catch(() => {
      scanning = null; // a source that failed once may be read the next time
    });
    return scanning;
  }

  async function start(from: number): Promise<Start> {
    if (from === 0) return STREAM_START;
    const { gops } = await scan();
    const gop = gops.findLast(({ firstFrame }) => firstFrame <= from);
    if (gop?.firstFrame === from) return gop;
    const nearest = gop ? `; the nearest before it is ${gop.firstFrame}` : "";
    throw new UsageError(`from is ${from}, where no key frame is${nearest} (gops() lists them)`);
  }

  async function* frames(options: FrameOptions = {}) {
    mustBeOpen();
    for await (const frame of decodeFrames(stream, await start(options.from ?? 0), options)) {
      yield frame;
      mustBeOpen();
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
      return frameCount;
    },
    encoder: headers.encoder,
    frames,
    async gops() {
      const { gops, fault } = await scan();
      if (gops.length === 0 && fault) throw fault;
      return gops.map(({ firstFrame, frameCount, timestamp, byteLength }) => ({
        firstFrame,
        frameCount,
        timestamp,
        byteLength,
      }));
    },
    async close() {
      closed = true;
      await source.close();
    },
  };
}
