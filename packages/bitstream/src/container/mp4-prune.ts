import { InvalidSyntaxError, LimitExceededError } from "../errors.js";
import { dataView } from "../source/read.js";
import { type Box, child, children, descend } from "./mp4-boxes.js";

/**
 * Rebuilds `moov` with nothing in it but one track's times and sample table, each count checked against the bytes that are
 * there. What is left can be given to a general parser: it cannot make it loop or allocate for entries that do not exist.
 *
 * @param most samples that the file can hold
 * @throws InvalidSyntaxError, LimitExceededError
 */
export function pruneMoov(moov: Box, trak: Box, most: number): Uint8Array {
  const mdia = descend(trak, "mdia");
  const minf = descend(mdia, "minf");
  const tables = children(descend(minf, "stbl")).filter(({ type }) => type in sampleTables);
  const elst = child(trak, "edts") && child(child(trak, "edts")!, "elst");
  const mvex = child(moov, "mvex");
  const id = trackId(trak);
  const trex = mvex ? children(mvex).filter((box) => box.type === "trex" && uint32(box, 4) === id) : [];
  return join("moov", [
    descend(moov, "mvhd").bytes,
    join("trak", [
      descend(trak, "tkhd").bytes,
      ...(elst ? [join("edts", [clampEdits(elst)])] : []),
      join("mdia", [
        descend(mdia, "mdhd").bytes,
        descend(mdia, "hdlr").bytes,
        join("minf", [join("stbl", [EMPTY_STSD, ...tables.map((table) => checkedTable(table, most))])]),
      ]),
    ]),
    ...(mvex
      ? [
          join(
            "mvex",
            trex.map((box) => box.bytes),
          ),
        ]
      : []),
  ]);
}

/**
 * Rebuilds a `moof` with only one track's runs, their counts checked.
 *
 * @returns the box, or null where the fragment has nothing of the track; `samples`: how many it holds
 */
export function pruneMoof(moof: Box, id: number, most: number): { bytes: Uint8Array; samples: number } | null {
  let samples = 0;
  const trafs: Uint8Array[] = [];
  for (const traf of children(moof)) {
    if (traf.type !== "traf" || uint32(descend(traf, "tfhd"), 4) !== id) continue;
    const kept = children(traf).filter(({ type }) => type === "tfhd" || type === "tfdt" || type === "trun");
    for (const trun of kept.filter(({ type }) => type === "trun")) samples += runLength(trun, most);
    trafs.push(
      join(
        "traf",
        kept.map((box) => box.bytes),
      ),
    );
  }
  const mfhd = child(moof, "mfhd");
  return trafs.length ? { bytes: join("moof", [...(mfhd ? [mfhd.bytes] : []), ...trafs]), samples } : null;
}

/** track_ID of `tkhd` (ISO/IEC 14496-12, 8.3.2). */
export function trackId(trak: Box): number {
  const tkhd = descend(trak, "tkhd");
  return uint32(tkhd, tkhd.body[0] === 1 ? 20 : 12);
}

/** Bytes before the entries, and bytes of one entry; null: the entry's size is in the table. */
const sampleTables: Record<string, { head: number; entry: number | null; clause: string }> = {
  stts: { head: 8, entry: 8, clause: "8.6.1.2" },
  ctts: { head: 8, entry: 8, clause: "8.6.1.3" },
  stsc: { head: 8, entry: 12, clause: "8.7.4" },
  stsz: { head: 12, entry: null, clause: "8.7.3.2" },
  stz2: { head: 12, entry: null, clause: "8.7.3.3" },
  stco: { head: 8, entry: 4, clause: "8.7.5" },
  co64: { head: 8, entry: 8, clause: "8.7.5" },
  stss: { head: 8, entry: 4, clause: "8.6.2" },
};

function checkedTable(box: Box, most: number): Uint8Array {
  const { head, entry, clause } = sampleTables[box.type]!;
  const count = uint32(box, head - 4);
  const bytes = entry ?? (box.type === "stz2" ? (uint32(box, 4) & 0xff) / 8 : uint32(box, 4) === 0 ? 4 : 0);
  checkCount(box, `entries of ${box.type}`, count, bytes === 0 ? most : (box.body.length - head) / bytes, clause);
  if (count > most) throw new LimitExceededError(`entries of ${box.type}`, count, most, { byte: box.offset });
  return box.bytes;
}

function runLength(trun: Box, most: number): number {
  const flags = uint32(trun, 0);
  const head = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const bytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const count = uint32(trun, 4);
  checkCount(trun, "samples of trun", count, bytes === 0 ? most : (trun.body.length - head) / bytes, "8.8.8");
  return count;
}

function checkCount(box: Box, element: string, count: number, maximum: number, clause: string): void {
  if (count <= maximum) return;
  const range = `0…${Math.max(0, Math.floor(maximum))}`;
  throw new InvalidSyntaxError(element, count, range, `ISO/IEC 14496-12, ${clause}`, { byte: box.offset });
}

/** Some writers count more edits than they write: those that are there are believed. */
function clampEdits(elst: Box): Uint8Array {
  const entry = elst.body[0] === 1 ? 20 : 12;
  const fits = Math.max(0, Math.floor((elst.body.length - 8) / entry));
  const bytes = elst.bytes.slice();
  const count = Math.min(uint32(elst, 4), fits);
  dataView(bytes).setUint32(bytes.length - elst.body.length + 4, count);
  return bytes;
}

function uint32(box: Box, at: number): number {
  if (at + 4 > box.body.length) {
    const range = `at least ${at + 4} bytes`;
    throw new InvalidSyntaxError(`box ${box.type}`, `${box.body.length} bytes`, range, "ISO/IEC 14496-12", {
      byte: box.offset,
    });
  }
  return dataView(box.body).getUint32(at);
}

function join(type: string, parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(size);
  dataView(bytes).setUint32(0, size);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const EMPTY_STSD = join("stsd", [new Uint8Array(8)]);
