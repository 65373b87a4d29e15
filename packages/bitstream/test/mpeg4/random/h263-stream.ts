import { seeded } from "../mutations.js";
import { BitSink } from "./bit-sink.js";
import { CBPY, ESCAPE, MCBPC_INTER, MCBPC_INTRA, putCode, STUFFING } from "./code-tables.js";
import { INTER } from "./coefficient-tables.js";
import { around, oneIn, pick, type Random } from "./tools.js";
import { putDifference } from "./vectors.js";

/** What a random H.263 stream uses (ITU-T H.263 without optional modes; ISO/IEC 14496-2, 6.2.5.4: short headers). */
export interface H263Tools {
  readonly seed: number;
  readonly pictures?: number;
  /** Unrestricted vectors (annex D without PLUSPTYPE). */
  readonly unrestricted?: boolean;
}

/** source_format (Table 6-25) → macroblock columns and rows. */
const FORMATS: readonly (readonly [code: number, columns: number, rows: number])[] = [
  [1, 8, 6],
  [1, 8, 6],
  [1, 8, 6],
  [2, 11, 9],
];

const DQUANT: readonly number[] = [-1, -2, 1, 2];

interface State {
  readonly sink: BitSink;
  readonly random: Random;
  readonly inter: boolean;
  quantiser: number;
}

/** Writes a valid H.263 stream of random macroblocks, with headers of groups of blocks here and there. */
export function h263Stream({ seed, pictures = 3, unrestricted = false }: H263Tools): Uint8Array {
  const random = seeded(seed);
  const [format, columns, rows] = pick(random, FORMATS);
  const sink = new BitSink();
  const quantiser = 1 + random(20);
  for (let n = 0; n < pictures; n++) {
    const inter = n > 0 && !oneIn(random, 4);
    const state: State = { sink, random, inter, quantiser };
    sink.put(32, 22); // picture start code
    sink.put(n, 8); // temporal reference
    sink.code("1 0 0 0 0");
    sink.put(format, 3);
    sink.put(inter ? 1 : 0, 1);
    sink.code(unrestricted ? "1000" : "0000");
    sink.put(quantiser, 5);
    sink.code("0 0"); // no continuous presence, no extra information
    for (let row = 0; row < rows; row++) {
      if (row > 0 && oneIn(random, 3)) groupHeader(state, row);
      for (let column = 0; column < columns; column++) macroblock(state);
    }
    while (sink.length & 7) sink.put(0, 1);
  }
  return sink.bytes();
}

/** A group of blocks' header: resync marker, number, frame id, quantiser. */
function groupHeader(state: State, number: number): void {
  const { sink, random } = state;
  if (random(2)) while (sink.length & 7) sink.put(0, 1);
  sink.put(1, 17);
  sink.put(number, 5);
  sink.put(0, 2);
  state.quantiser = 1 + random(20);
  sink.put(state.quantiser, 5);
}

function macroblock(state: State): void {
  const { sink, random, inter } = state;
  while (oneIn(random, 40)) {
    if (inter) sink.put(0, 1);
    putCode(sink, STUFFING);
  }
  if (inter) {
    const skip = oneIn(random, 2);
    sink.put(skip ? 1 : 0, 1);
    if (skip) return;
  }
  // 0 inter, 1 inter+q, 3 intra, 4 intra+q
  const type = inter ? pick(random, [0, 0, 0, 1, 3, 4]) : pick(random, [3, 3, 4]);
  const intra = type >= 3;
  const pattern = pick(random, [0, 0, random(64), 32 >> random(6)]);
  if (inter) putCode(sink, MCBPC_INTER[type * 4 + (pattern & 3)]!);
  else putCode(sink, MCBPC_INTRA[(type - 3) * 4 + (pattern & 3)]!);
  putCode(sink, CBPY[intra ? pattern >> 2 : (pattern >> 2) ^ 15]!);
  if (type === 1 || type === 4) {
    const code = random(4);
    sink.put(code, 2);
    state.quantiser = Math.max(1, Math.min(31, state.quantiser + DQUANT[code]!));
  }
  if (!intra)
    for (let i = 0; i < 2; i++) putDifference(sink, oneIn(random, 3) ? 0 : around(random, pick(random, [2, 8, 32])), 1);
  for (let block = 0; block < 6; block++) {
    if (intra) sink.put(intraDc(random), 8);
    if ((pattern >> (5 - block)) & 1) coefficients(state, intra ? 1 : 0);
  }
}

/** INTRADC: 1…254 without 128, or 255 for 128. */
function intraDc(random: Random): number {
  const level = Math.max(1, Math.min(254, 128 + around(random, pick(random, [10, 60, 127]))));
  return level === 128 ? 255 : level;
}

/** Random coefficients from scan index `first` on. */
function coefficients({ sink, random, quantiser }: State, first: number): void {
  let budget = 400;
  let at = first - 1;
  for (let last = false; !last; ) {
    const run = Math.min(62 - at, random(oneIn(random, 5) ? 40 : 6));
    const largest = Math.max(1, Math.min(127, Math.floor(budget / (2 * quantiser))));
    const level = 1 + random(oneIn(random, 5) ? largest : Math.min(3, largest));
    const sign = random(2);
    budget -= level * 2 * quantiser;
    at += run + 1;
    last = at === 63 || budget < 2 * quantiser || oneIn(random, 3);
    const code = INTER.code(last ? 1 : 0, run, level);
    if (code && !oneIn(random, 8)) {
      putCode(sink, code);
      sink.put(sign, 1);
    } else {
      putCode(sink, ESCAPE);
      sink.put(last ? 1 : 0, 1);
      sink.put(run, 6);
      sink.put((sign ? -level : level) & 0xff, 8);
    }
  }
}
