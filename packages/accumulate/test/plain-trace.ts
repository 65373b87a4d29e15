import type { CodedFrame, GlobalMotion, MotionField, Planes } from "@cvar/bitstream";

export type PlaneName = "y" | "cb" | "cr";

/** Where one prediction of a pixel comes from, in pixels of its plane: clamped to the frame, not rounded. */
interface Source {
  readonly reference: number;
  readonly x: number;
  readonly y: number;
}

/** A pixel relative to an I-frame. */
interface TracedPixel {
  readonly x: number;
  readonly y: number;
  readonly delta: number;
}

export const near = (value: number, up: boolean) => (up ? Math.floor(value + 0.5) : Math.ceil(value - 0.5));
const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);
const widthOf = (planes: Planes<unknown>, name: PlaneName) => (name === "y" ? planes.width : planes.chromaWidth);
const heightOf = (planes: Planes<unknown>, name: PlaneName) => (name === "y" ? planes.height : planes.chromaHeight);

export function at(planes: Planes<Uint8Array | Int16Array>, name: PlaneName, x: number, y: number): number {
  return planes[name][y * widthOf(planes, name) + x]!;
}

/** The pixel's predictions, in the order of the lists; none where intra. */
function sourcesOf(motion: MotionField, name: PlaneName, x: number, y: number, size: Planes<unknown>): Source[] {
  const { columns, lists, blockSize, unitsPerPixel, vectors, references, intra, fieldPrediction, globalMotion } =
    motion;
  const chroma = name !== "y";
  const scale = chroma ? 2 : 1;
  const column = Math.floor((x * scale) / blockSize);
  const row = Math.floor((y * scale) / blockSize);
  const block = row * columns + column;
  if (intra[block]) return [];
  const sources: Source[] = [];
  for (let list = 0; list < lists; list++) {
    const reference = references[block * lists + list]!;
    if (reference < 0) continue;
    const vector = (r: number, c: number, axis: 0 | 1) =>
      vectors[((r * columns + c) * lists + list) * 2 + axis]! / unitsPerPixel;
    let [vx, vy] = [vector(row, column, 0), vector(row, column, 1)];
    const [r, c] = [row & ~1, column & ~1];
    if (fieldPrediction?.[block]) {
      const line = y % 2;
      const referred = (fieldPrediction[(r + line) * columns + c]! >> (1 + list)) & 1;
      vx = vector(r + line, c, 0) / scale;
      // y is line ⌊y / 2⌋ of its field.
      vy = 2 * (vector(r + line, c, 1) / scale) + referred - line;
    } else if (chroma && blockSize === 8) {
      const mean = (axis: 0 | 1) =>
        (vector(r, c, axis) + vector(r, c + 1, axis) + vector(r + 1, c, axis) + vector(r + 1, c + 1, axis)) / 8;
      [vx, vy] = [mean(0), mean(1)];
    } else if (chroma) {
      [vx, vy] = [vx / 2, vy / 2];
    }
    let [sx, sy] = [x + vx, y + vy];
    if (globalMotion?.blocks[block]) [sx, sy] = warped(globalMotion, chroma, x, y);
    sources.push({ reference, x: clamp(sx, widthOf(size, name)), y: clamp(sy, heightOf(size, name)) });
  }
  return sources;
}

function warped(motion: GlobalMotion, chroma: boolean, x: number, y: number): [number, number] {
  const [ox, oy] = chroma ? motion.chromaOffset : motion.offset;
  const unit = 2 ** (1 + motion.accuracy);
  if (motion.translation) return [x + ox / unit, y + oy / unit];
  const along = (offset: number, right: number, down: number) =>
    Number((BigInt(offset) + BigInt(right) * BigInt(x) + BigInt(down) * BigInt(y)) >> 16n) / unit;
  return [along(ox, motion.right[0], motion.down[0]), along(oy, motion.right[1], motion.down[1])];
}

/** The prediction of a plane, read at the nearest pixels; the mean of two is rounded up. */
export function predictedPlane(
  motion: MotionField,
  name: PlaneName,
  size: Planes<unknown>,
  up: boolean,
  pixel: (reference: number, x: number, y: number) => number,
): Int16Array {
  const [width, height] = [widthOf(size, name), heightOf(size, name)];
  return Int16Array.from({ length: width * height }, (_, k) => {
    const sources = sourcesOf(motion, name, k % width, Math.floor(k / width), size);
    const pixels = sources.map(({ reference, x, y }) => pixel(reference, near(x, up), near(y, up)));
    if (pixels.length === 0) return 0;
    return pixels.length === 1 ? pixels[0]! : (pixels[0]! + pixels[1]! + 1) >> 1;
  });
}

/**
 * The rule `"paper"` told a second time: every pixel of a frame is followed backwards by itself, without states, grids or a pass
 * forward. Slow.
 */
export function plainTracer(frames: readonly CodedFrame[]) {
  const byDisplay = new Map(frames.map((frame) => [frame.displayIndex, frame]));
  const origins = new Map<CodedFrame, CodedFrame>();
  const ups = new Map<CodedFrame, boolean>();
  let position = 0;
  const started: CodedFrame[] = [];
  for (const frame of frames) {
    if (frame.type === "I") {
      started.push(frame);
      position = 0;
    }
    ups.set(frame, (position & 1) === 0);
    if (frame.type !== "I" && frame.reference) position++;
    const before = started.filter((i) => i.displayIndex <= frame.displayIndex);
    origins.set(frame, before.at(-1) ?? started[0]!);
  }
  const known = new Map<string, TracedPixel>();

  /** Pixel (x, y) of a plane of `frame` relative to `origin`: Π in luma pixels for luma only. */
  function trace(frame: CodedFrame, origin: CodedFrame, name: PlaneName, x: number, y: number): TracedPixel {
    const key = `${frame.decodeIndex} ${origin.decodeIndex} ${name} ${x} ${y}`;
    const old = known.get(key);
    if (old) return old;
    const made = follow(frame, origin, name, x, y);
    known.set(key, made);
    return made;
  }

  function follow(frame: CodedFrame, origin: CodedFrame, name: PlaneName, x: number, y: number): TracedPixel {
    if (frame === origin) return { x: 0, y: 0, delta: 0 };
    const own = origins.get(frame)!;
    const still = at(origin.picture!, name, x, y);
    if (own !== origin) return { x: 0, y: 0, delta: pixel(frame, own, name, x, y) - still };
    const delta = at(frame.residual!, name, x, y);
    const up = ups.get(frame)!;
    const sources = sourcesOf(frame.motion!, name, x, y, frame.residual!);
    if (sources.length === 0)
      return { x: 0, y: 0, delta: frame.residual!.intra === "differences" ? delta : delta - still };
    const traces = sources.map((source) => {
      const reference = byDisplay.get(source.reference)!;
      const [nx, ny] = [near(source.x, up), near(source.y, up)];
      const traced = trace(reference, origin, name, nx, ny);
      const move = { x: x - source.x + traced.x, y: y - source.y + traced.y };
      return { ...move, delta: traced.delta, pixel: pixel(reference, origin, name, nx, ny) };
    });
    const [a, b] = traces;
    if (b === undefined) return { x: a!.x, y: a!.y, delta: a!.delta + delta };
    const chosen = name === "y" ? join(a!, b, frame, sources) : { x: 0, y: 0 };
    // Chroma's place in I_0 is luma's.
    const place = name === "y" ? chosen : trace(frame, origin, "y", 2 * x, 2 * y);
    const mean = (a!.pixel + b.pixel + 1) >> 1;
    return { ...chosen, delta: mean - stillAt(origin, name, x, y, place) + delta };
  }

  function join(a: { x: number; y: number }, b: { x: number; y: number }, frame: CodedFrame, sources: Source[]) {
    if (Math.abs(a.x - b.x) <= 1 && Math.abs(a.y - b.y) <= 1) return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const [first, second] = sources.map(({ reference }) => Math.abs(reference - frame.displayIndex));
    const { x, y } = first! <= second! ? a : b;
    return { x, y };
  }

  /** I_0[Γ] + Δ. */
  function pixel(frame: CodedFrame, origin: CodedFrame, name: PlaneName, x: number, y: number): number {
    const place = name === "y" ? trace(frame, origin, "y", x, y) : trace(frame, origin, "y", 2 * x, 2 * y);
    return stillAt(origin, name, x, y, place) + trace(frame, origin, name, x, y).delta;
  }

  function stillAt(origin: CodedFrame, name: PlaneName, x: number, y: number, place: { x: number; y: number }): number {
    const picture = origin.picture!;
    const chroma = name !== "y";
    const sx = chroma ? Math.floor(x - place.x / 2) : Math.floor(x - place.x + 0.5);
    const sy = chroma ? Math.floor(y - place.y / 2) : Math.floor(y - place.y + 0.5);
    return at(picture, name, clamp(sx, widthOf(picture, name)), clamp(sy, heightOf(picture, name)));
  }

  return (frame: CodedFrame) => {
    const origin = origins.get(frame)!;
    const { width, height, chromaWidth, chromaHeight } = frame.residual!;
    const plane = (name: PlaneName, w: number, h: number) =>
      Array.from({ length: w * h }, (_, k) => trace(frame, origin, name, k % w, Math.floor(k / w)));
    const luma = plane("y", width, height);
    const deltas = (pixels: TracedPixel[]) => Int16Array.from(pixels, ({ delta }) => delta);
    return {
      origin: origin.displayIndex,
      motion: Float32Array.from(luma.flatMap(({ x, y }) => [x, y])),
      y: deltas(luma),
      cb: deltas(plane("cb", chromaWidth, chromaHeight)),
      cr: deltas(plane("cr", chromaWidth, chromaHeight)),
    };
  };
}
