import type { ByteSource } from "../container.js";
import {
  type BitstreamError,
  InvalidSyntaxError,
  LimitExceededError,
  TruncatedStreamError,
  UnsupportedFeatureError,
} from "../errors.js";
import { MAX_HEADER_BYTES, MAX_TOP_LEVEL_BOXES } from "../limits.js";
import { dataView, readHeader } from "../source/read.js";
import { fourcc } from "./detect.js";

/** A box inside bytes that are in memory: `body` without, `bytes` with its header. */
export interface Box {
  readonly type: string;
  /** Of the box's first byte in the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly body: Uint8Array;
}

/** The boxes of an MP4 or QuickTime file that say where its samples are. */
export interface Mp4Headers {
  readonly moov: Box;
  /** Movie fragments, in the file's order; empty in a file that has its whole table in `moov`. */
  readonly moofs: readonly Box[];
  /** Where a fragmented file is cut off. */
  readonly fault: BitstreamError | null;
}

const clause = "ISO/IEC 14496-12, 4.2";

/**
 * Finds `moov` and `moof` boxes by hopping from box to box: media data is never read, wherever `moov` stands.
 *
 * @throws TruncatedStreamError where the file ends before `moov`, LimitExceededError, InvalidSyntaxError
 */
export async function readMp4Headers(source: ByteSource): Promise<Mp4Headers> {
  let moov: Box | null = null;
  const moofs: Box[] = [];
  let total = 0;
  let at = 0;
  for (let count = 0; count < MAX_TOP_LEVEL_BOXES; count++) {
    const head = await source.read(at, 16);
    if (head.length < 8) return finish(moov, moofs, head.length === 0 ? null : at, source);
    const { type, size, headerSize } = boxHeader(head, at);
    if (!isBoxType(type) || size < headerSize) {
      if (moov) return { moov, moofs, fault: null };
      throw new InvalidSyntaxError("box size", size, "at least its header", clause, { byte: at });
    }
    if (type === "moov" || type === "moof") {
      total += size === Number.POSITIVE_INFINITY ? (source.size ?? 0) - at : size;
      if (total > MAX_HEADER_BYTES) {
        throw new LimitExceededError("bytes of moov and moof", total, MAX_HEADER_BYTES, { byte: at });
      }
      // A fragment that is cut off is the end; what was complete before it can be decoded.
      if (type === "moof" && source.size !== null && at + size > source.size) return finish(moov, moofs, at, source);
      const bytes = await readHeader(source, at, Number.isFinite(size) ? size : total, `the ${type} box`);
      const box = { type, offset: at, bytes, body: bytes.subarray(headerSize) };
      if (type === "moof") moofs.push(box);
      else moov ??= box;
    }
    if (moov && !children(moov).some((box) => box.type === "mvex")) return { moov, moofs, fault: null };
    at += size;
  }
  throw new LimitExceededError("boxes at the top level", MAX_TOP_LEVEL_BOXES, MAX_TOP_LEVEL_BOXES, { byte: at });
}

/** @param cut where a box is cut off; null: the file ends between two boxes */
function finish(moov: Box | null, moofs: readonly Box[], cut: number | null, source: ByteSource): Mp4Headers {
  if (moov) {
    const fault = cut === null ? null : new TruncatedStreamError("the MP4 file ends inside a fragment", { byte: cut });
    return { moov, moofs, fault };
  }
  const byte = source.size ?? cut ?? undefined;
  throw new TruncatedStreamError("the MP4 file ends before its moov box (its table of frames): was it cut off?", {
    byte,
  });
}

/**
 * The boxes inside a box.
 *
 * @param skip bytes of the body before the first of them
 * @throws InvalidSyntaxError where one is larger than its container
 */
export function children(parent: Box, skip = 0): Box[] {
  const { body } = parent;
  const base = parent.offset + parent.bytes.length - body.length;
  const boxes: Box[] = [];
  for (let at = skip; at + 8 <= body.length; ) {
    const { type, size, headerSize } = boxHeader(body.subarray(at, at + 16), base + at);
    if (size === Number.POSITIVE_INFINITY) break; // QuickTime ends some lists with four zero bytes
    if (size < headerSize || at + size > body.length) {
      const range = `${headerSize}…${body.length - at}`;
      throw new InvalidSyntaxError(`size of box ${shown(type)} in ${parent.type}`, size, range, clause, {
        byte: base + at,
      });
    }
    const bytes = body.subarray(at, at + size);
    boxes.push({ type, offset: base + at, bytes, body: bytes.subarray(headerSize) });
    at += size;
  }
  return boxes;
}

/** The first box of a type inside a box. */
export function child(parent: Box, type: string): Box | null {
  return children(parent).find((box) => box.type === type) ?? null;
}

/** Follows a path of box types; @throws InvalidSyntaxError where one is missing */
export function descend(parent: Box, ...path: string[]): Box {
  let box = parent;
  for (const type of path) {
    const next = child(box, type);
    if (next) box = next;
    else if (child(box, "cmov"))
      throw new UnsupportedFeatureError("a compressed moov box", 'convert it with "cvar prepare"');
    else throw new InvalidSyntaxError(`box ${type} in ${box.type}`, "missing", "one", clause, { byte: box.offset });
  }
  return box;
}

function boxHeader(head: Uint8Array, offset: number): { type: string; size: number; headerSize: number } {
  const view = dataView(head);
  const type = fourcc(head, 4);
  const size = view.getUint32(0);
  if (size === 0) return { type, size: Number.POSITIVE_INFINITY, headerSize: 8 };
  if (size !== 1) return { type, size, headerSize: 8 };
  if (head.length < 16) throw new TruncatedStreamError("the file ends inside a box header", { byte: offset });
  return { type, size: Number(view.getBigUint64(8)), headerSize: 16 };
}

function isBoxType(type: string): boolean {
  return /^[\x20-\x7e\xa9]{4}$/.test(type);
}

function shown(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, "?");
}
