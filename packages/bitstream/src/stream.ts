import type { StreamHeaders } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Track } from "./container.js";
import { BitstreamError, UnknownFormatError, UnsupportedFeatureError } from "./errors.js";
import { PROBE_BYTES } from "./limits.js";

/** An opened track and what its sequence headers say. */
export interface Stream {
  readonly track: Track;
  readonly headers: StreamHeaders;
  /** Frames per second for timestamps where the container has none. */
  readonly timestampRate: number;
}

/** What FFmpeg assumes of a raw stream that does not say how fast it is. */
const ASSUMED_FRAME_RATE = 25;

/**
 * Reads a track's sequence headers: from its configuration and its first packet, since encoders write their names and
 * some containers the headers themselves only there.
 *
 * @throws BitstreamError of the first packet or of the headers
 */
export async function openStream(track: Track): Promise<Stream> {
  const headers = await readHeaders(track);
  return { track, headers, timestampRate: track.frameRate ?? headers.frameRate ?? ASSUMED_FRAME_RATE };
}

/** Packets that are searched for sequence headers: recordings that begin in the middle repeat them at key frames. */
const SEARCHED_PACKETS = 300;

async function readHeaders(track: Track): Promise<StreamHeaders> {
  const { configuration } = track;
  const first = configuration.length > 0 ? tryHeaders(track, configuration, configuration.length) : null;
  const configured = first instanceof BitstreamError ? null : first;
  let fault = first instanceof BitstreamError ? first : null;
  let searched = 0;
  for await (const packet of track.packets(0)) {
    // The first packet may add to the configuration: the encoder's name.
    const before = searched === 0 ? configuration : new Uint8Array(0);
    const found = isFault(packet) ? packet.fault : tryHeaders(track, join(before, packet.data), before.length);
    if (!(found instanceof BitstreamError)) return found;
    fault ??= found;
    if (configured || ++searched >= SEARCHED_PACKETS) break;
  }
  if (configured) return configured;
  throw fault ?? new UnknownFormatError("the video track is empty: it has no packets");
}

function tryHeaders(
  { codec, fourcc, shown }: Track,
  bytes: Uint8Array,
  configured: number,
): StreamHeaders | BitstreamError {
  try {
    return codec.readHeaders(bytes.subarray(0, PROBE_BYTES), fourcc, configured, shown);
  } catch (error) {
    if (error instanceof BitstreamError && !(error instanceof UnsupportedFeatureError)) return error;
    throw error;
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
