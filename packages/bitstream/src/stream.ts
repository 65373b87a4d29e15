import type { Codec, Packet, PictureHeader, StreamHeaders } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault, Track } from "./container.js";
import { BitstreamError, UnknownFormatError } from "./errors.js";
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

async function readHeaders({ codec, configuration, fourcc, container, packets }: Track): Promise<StreamHeaders> {
  if (container === "raw") return codec.readHeaders(configuration, fourcc);
  const first = await firstPacket(packets(0));
  const configured = configuration.length > 0;
  if (first === null || isFault(first)) {
    if (configured) return codec.readHeaders(configuration, fourcc);
    throw first?.fault ?? new UnknownFormatError("the video track is empty: it has no packets");
  }
  try {
    return codec.readHeaders(join(configuration, first.data.subarray(0, PROBE_BYTES)), fourcc);
  } catch (error) {
    if (!configured || !(error instanceof BitstreamError)) throw error;
    return codec.readHeaders(configuration, fourcc);
  }
}

async function firstPacket(packets: AsyncIterable<Packet | Fault>): Promise<Packet | Fault | null> {
  for await (const packet of packets) return packet;
  return null;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** The headers of a packet's pictures that become frames; null where they cannot be read. */
export function codedPictures(codec: Codec, packet: Packet, headers: StreamHeaders): readonly PictureHeader[] | null {
  try {
    return codec.readPictureHeaders(packet, headers).filter(({ coded }) => coded);
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}
