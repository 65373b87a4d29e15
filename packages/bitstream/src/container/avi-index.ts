import type { ByteSource, PacketEntry } from "../container.js";
import { LimitExceededError } from "../errors.js";
import { MAX_PACKETS } from "../limits.js";
import { dataView, readHeader } from "../source/read.js";
import { type AviHeaders, chunkEnd, readChunk } from "./avi-headers.js";
import { videoChunk } from "./avi-walk.js";
import { fourcc } from "./detect.js";

const ENTRY_BYTES = 16;
const KEY_FRAME = 0x10;
/** Entries compared with the chunks they name before an index is believed. */
const SAMPLES = 16;

/**
 * Reads the classic index (`idx1`) of an AVI file. Its offsets count from the list type "movi" or from the file's start,
 * as the writer liked; which one is found by looking.
 *
 * @returns the packets of the video stream (dropped frames left out), or null where there is no index to be believed:
 * none at all, one that does not agree with the chunks, or one that does not cover them all
 */
export async function readAviIndex(source: ByteSource, headers: AviHeaders): Promise<PacketEntry[] | null> {
  const { idx1, movi, stream, frameRate } = headers;
  if (!idx1 || (await hasMoreSegments(source, headers))) return null;
  const bytes = await readHeader(
    source,
    idx1.offset + 8,
    Math.min(idx1.size, (source.size ?? 0) - idx1.offset - 8),
    "idx1",
  );
  const count = Math.floor(bytes.length / ENTRY_BYTES);
  if (count > MAX_PACKETS * 4)
    throw new LimitExceededError("entries of idx1", count, MAX_PACKETS * 4, { byte: idx1.offset });
  const isVideo = videoChunk(stream);
  const view = dataView(bytes);

  const entries: PacketEntry[] = [];
  let tick = 0;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const at = i * ENTRY_BYTES;
    const byteLength = view.getUint32(at + 12, true);
    const byteOffset = view.getUint32(at + 8, true);
    last = Math.max(last, byteOffset + byteLength);
    if (!isVideo.test(fourcc(bytes, at))) continue;
    const timestamp = frameRate === null ? null : tick / frameRate;
    tick++;
    if (byteLength === 0) continue; // a dropped frame: time passes, no picture
    entries.push({ byteOffset, byteLength, timestamp, keyFrame: (view.getUint32(at + 4, true) & KEY_FRAME) !== 0 });
  }
  for (const base of [movi.offset + 8, 0]) {
    const based = entries.map((entry) => ({ ...entry, byteOffset: entry.byteOffset + base + 8 }));
    const covers = base + last + 8 + 8 >= movi.offset + 8 + movi.size;
    if (covers && (await agrees(source, based, isVideo))) return based;
  }
  return null;
}

/** OpenDML files go on in further RIFF chunks, which idx1 does not cover. */
async function hasMoreSegments(source: ByteSource, { idx1 }: AviHeaders): Promise<boolean> {
  const next = idx1 && (await readChunk(source, chunkEnd(idx1)));
  return next?.id === "RIFF";
}

/** Whether chunks of the stream stand where entries say, as far as a few of them are looked at. */
export async function agrees(source: ByteSource, entries: readonly PacketEntry[], isVideo: RegExp): Promise<boolean> {
  const step = Math.max(1, Math.floor(entries.length / SAMPLES));
  const looked = entries.filter((_, i) => i % step === 0 || i === entries.length - 1);
  for (const entry of looked) {
    const chunk = await readChunk(source, entry.byteOffset - 8);
    if (!chunk || !isVideo.test(chunk.id) || chunk.size !== entry.byteLength) return false;
  }
  return true;
}
