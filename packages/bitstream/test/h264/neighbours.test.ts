import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { beforeAll, describe, expect, it } from "vitest";
import { locate, type MadeMacroblock, type Place } from "./neighbour-locations.js";

const WIDTH = 4;
const HEIGHT = 6;
/** macroblock-type.ts */
const INTRA_4X4 = 1;
const P_16X16 = 0x10;
const FIELD = 0x400;
/** Of the macroblock's first block in caches.ts. */
const FIRST = 12;
const NOT_AVAILABLE = 64;

interface Probe {
  memory: WebAssembly.Memory;
  configure(width: number, height: number): number;
  begin(structure: number, mbaff: number): void;
  goTo(x: number, y: number, field: number, type: number): void;
  predict(entry: number, blocks: number, reference: number): number;
  predictSkip(entry: number): number;
  keep(intra: number): void;
  counts(): number;
  modes(): number;
  references(): number;
  vectors(): number;
}

let probe: Probe;

beforeAll(async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  let binary = new Uint8Array();
  const options = ["--runtime", "stub", "--enable", "simd", "--noAssert", "--use", "abort="];
  const { error, stderr } = await asc.main(["assembly/h264-probe/index.ts", "--outFile", "out.wasm", ...options], {
    readFile: (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : null),
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") binary = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${stderr}`, { cause: error });
  const { instance } = await WebAssembly.instantiate(binary);
  probe = instance.exports as unknown as Probe;
  expect(probe.configure(WIDTH, HEIGHT)).toBe(1);
}, 120_000);

/** Numbers that are the same at each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % below;
  };
}

describe.each(["frame", "field", "mbaff"] as const)("neighbours in a picture of kind %s", (kind) => {
  it("are those of the standard's sample locations, and so are the vectors predicted from them", () => {
    const random = numbers(1);
    for (let round = 0; round < 20; round++) comparePicture(kind, round, random);
  });
});

function comparePicture(kind: Place["kind"], round: number, random: (below: number) => number): void {
  const parity = round % 2;
  probe.begin(kind === "field" ? 1 + parity : 3, Number(kind === "mbaff"));
  const made = new Map<number, MadeMacroblock>();
  const places = order(kind, parity);
  let field = false;
  // The slice begins somewhere in the picture.
  for (const [x, y] of places.slice(2 * random(places.length >> 2))) {
    if (kind === "mbaff" && y % 2 === 0) field = random(2) === 1;
    const mb = makeMacroblock(field, random);
    compareMacroblock({ x, y, field, kind }, mb, made, random);
    made.set(y * WIDTH + x, mb);
  }
}

/** Columns and rows of storage in decoding order. */
function order(kind: Place["kind"], parity: number): [number, number][] {
  const places: [number, number][] = [];
  if (kind === "mbaff") {
    for (let y = 0; y < HEIGHT; y += 2) for (let x = 0; x < WIDTH; x++) places.push([x, y], [x, y + 1]);
  } else {
    for (let y = kind === "field" ? parity : 0; y < HEIGHT; y += kind === "field" ? 2 : 1)
      for (let x = 0; x < WIDTH; x++) places.push([x, y]);
  }
  return places;
}

function makeMacroblock(field: boolean, random: (below: number) => number): MadeMacroblock {
  const intra = random(5) === 0;
  const component = () => (intra ? 0 : random(3) === 0 ? random(3) - 1 : random(200) - 100);
  return {
    field,
    intra,
    references: Array.from({ length: 4 }, () => (intra ? -1 : random(field ? 4 : 2))),
    vectors: Array.from({ length: 16 }, () => [component(), component()] as const),
    counts: Array.from({ length: 48 }, () => random(17)),
    modes: Array.from({ length: 16 }, () => random(9)),
  };
}

const entryOf = (x: number, y: number) => FIRST + x + 8 * y;

function compareMacroblock(
  place: Place,
  mb: MadeMacroblock,
  made: ReadonlyMap<number, MadeMacroblock>,
  random: (below: number) => number,
): void {
  const type =
    (mb.intra ? INTRA_4X4 : P_16X16) | (place.kind === "field" || (place.kind === "mbaff" && mb.field) ? FIELD : 0);
  const get = (x: number, y: number) => (x < 0 || x >= WIDTH || y < 0 ? undefined : made.get(y * WIDTH + x));
  const at = (xN: number, yN: number, size = 16) => locate(place, get, xN, yN, size);
  probe.goTo(place.x, place.y, Number(place.kind === "mbaff" && mb.field), type);
  const view = new DataView(probe.memory.buffer);

  const cached: number[] = [];
  const wanted: number[] = [];
  const beside = (blocks: number) =>
    Array.from({ length: blocks }, (_, i) => [
      [i, -1],
      [-1, i],
    ]).flat() as [number, number][];
  for (const [x, y] of beside(4)) {
    const found = at(x < 0 ? -1 : 4 * x, y < 0 ? -1 : 4 * y);
    const block = found ? (found.y >> 2) * 4 + (found.x >> 2) : 0;
    const other = found && !found.own ? found.mb : null;
    cached.push(view.getUint8(probe.counts() + entryOf(x, y)), view.getInt8(probe.modes() + entryOf(x, y)));
    wanted.push(other?.counts[block] ?? NOT_AVAILABLE, other ? (other.intra ? other.modes[block]! : 2) : -1);
  }
  for (const [x, y] of beside(2)) {
    const found = at(x < 0 ? -1 : 4 * x, y < 0 ? -1 : 4 * y, 8);
    const block = found ? (found.y >> 2) * 4 + (found.x >> 2) : 0;
    cached.push(view.getUint8(probe.counts() + 40 + entryOf(x, y)));
    wanted.push(found && !found.own ? found.mb.counts[16 + block]! : NOT_AVAILABLE);
  }
  if (!mb.intra) {
    const motionAt = (xN: number, yN: number) => motionOf(at(xN, yN), mb);
    cached.push(probe.predictSkip(FIRST));
    wanted.push(pack(skipVector(motionAt)));
    write(view, mb);
    for (let i = 0; i < 12; i++) {
      const width = 1 << random(3);
      const x = width * random(4 / width);
      const y = width === 4 ? 2 * random(2) : random(4);
      const reference = random(mb.field ? 4 : 2);
      cached.push(probe.predict(entryOf(x, y), width, reference));
      wanted.push(pack(medianVector(motionAt, x, y, width, reference)));
    }
  }
  expect(cached, JSON.stringify(place)).toEqual(wanted);
  write(view, mb);
  probe.keep(Number(mb.intra));
}

/** Writes a macroblock into the caches. */
function write(view: DataView, { references, vectors, counts, modes }: MadeMacroblock): void {
  for (let block = 0; block < 16; block++) {
    const [x, y] = [block % 4, block >> 2];
    const entry = entryOf(x, y);
    for (let plane = 0; plane < 3; plane++)
      view.setUint8(probe.counts() + 40 * plane + entry, counts[16 * plane + block]!);
    view.setUint8(probe.modes() + entry, modes[block]!);
    view.setInt8(probe.references() + entry, references[(y >> 1) * 2 + (x >> 1)]!);
    view.setInt16(probe.vectors() + 4 * entry, vectors[block]![0], true);
    view.setInt16(probe.vectors() + 4 * entry + 2, vectors[block]![1], true);
  }
}

interface Motion {
  readonly reference: number;
  readonly vector: readonly [number, number];
}

/** The motion of a neighbouring partition (8.4.1.3.2), in units of the current macroblock. */
function motionOf(found: ReturnType<typeof locate>, current: MadeMacroblock): Motion | null {
  if (!found) return null;
  const mb = found.own ? current : found.mb;
  const reference = mb.references[(found.y >> 3) * 2 + (found.x >> 3)]!;
  const vector = mb.vectors[(found.y >> 2) * 4 + (found.x >> 2)]!;
  if (mb.field === current.field || reference < 0) return { reference, vector };
  if (current.field) return { reference: 2 * reference, vector: [vector[0], Math.trunc(vector[1] / 2)] };
  return { reference: reference >> 1, vector: [vector[0], 2 * vector[1]] };
}

type MotionAt = (xN: number, yN: number) => Motion | null;

/** blkIdx of each 4×4 block in raster order (Figure 6-10). */
const DECODING_ORDER = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];

/** 8.4.1.3 */
function medianVector(motionAt: MotionAt, x: number, y: number, width: number, reference: number): [number, number] {
  const right = x + width;
  const decoded = y === 0 || (right < 4 && DECODING_ORDER[4 * (y - 1) + right]! < DECODING_ORDER[4 * y + x]!);
  const a = motionAt(4 * x - 1, 4 * y);
  const b = motionAt(4 * x, 4 * y - 1);
  const c = (decoded ? motionAt(4 * right, 4 * y - 1) : null) ?? motionAt(4 * x - 1, 4 * y - 1);
  const none: Motion = { reference: -1, vector: [0, 0] };
  const three = !b && !c && a ? [a, a, a] : [a ?? none, b ?? none, c ?? none];
  const same = three.filter((motion) => motion.reference === reference);
  if (same.length === 1) return [...same[0]!.vector];
  const median = (i: 0 | 1) => three.map(({ vector }) => vector[i]).sort((p, q) => p - q)[1]!;
  return [median(0), median(1)];
}

/** 8.4.1.1 */
function skipVector(motionAt: MotionAt): [number, number] {
  const still = (motion: Motion | null) => !motion || (motion.reference === 0 && motion.vector.every((v) => v === 0));
  return still(motionAt(-1, 0)) || still(motionAt(0, -1)) ? [0, 0] : medianVector(motionAt, 0, 0, 4, 0);
}

function pack([x, y]: readonly [number, number]): number {
  return (x & 0xffff) | (y << 16);
}
