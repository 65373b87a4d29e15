import type { CodedFrame, FrameType, MotionField, Picture, Planes } from "@cvar/bitstream";

export interface SyntheticOptions {
  width: number;
  height: number;
  /** P-frames after the I-frame. */
  pFrames: number;
  seed: number;
  /** Vectors in pixels, within ±maxVector; drawn from multiples of `step`. */
  maxVector: number;
  step: number;
  intraRate: number;
  notCodedRate: number;
  /** Share of macroblocks with four vectors of their own. */
  fourVectorRate: number;
}

/**
 * A group of pictures that predicts exactly: every P-frame is a random picture, its residual is what the whole-pixel
 * prediction leaves, so nothing is interpolated and nothing clipped. Half-pel units, 8×8 blocks, as MPEG-4 Part 2.
 */
export function syntheticGop(options: SyntheticOptions): CodedFrame[] {
  const random = generator(options.seed);
  const { width, height } = options;
  const frames = [codedFrame(0, "I", null, null, randomPicture(width, height, random))];
  for (let t = 1; t <= options.pFrames; t++) {
    const previous = frames[t - 1]!.picture!;
    const motion = randomMotion(options, random, t - 1);
    const draft = randomPicture(width, height, random);
    const residual = emptyResidual(width, height);
    const picture: Picture = { ...draft };
    const luma = macroblockMean(motion, false);
    const chroma = macroblockMean(motion, true);
    for (const plane of ["y", "cb", "cr"] as const) {
      const w = plane === "y" ? width : previous.chromaWidth;
      const h = plane === "y" ? height : previous.chromaHeight;
      const vectors = plane === "y" ? luma : chroma;
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const k = y * w + x;
          const { vx, vy, intra, coded } = vectors(x, y, t);
          const sx = Math.min(Math.max(x + vx, 0), w - 1);
          const sy = Math.min(Math.max(y + vy, 0), h - 1);
          const prediction = intra ? 0 : previous[plane][sy * w + sx]!;
          if (coded) residual[plane][k] = picture[plane][k]! - prediction;
          else picture[plane][k] = prediction;
        }
      }
    }
    frames.push(codedFrame(t, "P", motion.field, residual, picture));
  }
  return frames;
}

/** Groups one after the other as one stream: numbers, and the references that name them, go on. */
export function joinGroups(groups: readonly CodedFrame[][]): CodedFrame[] {
  const joined: CodedFrame[] = [];
  for (const frames of groups) {
    const first = joined.length;
    for (const frame of frames) {
      const references = frame.motion?.references.map((r) => (r < 0 ? r : r + first));
      joined.push({
        ...frame,
        decodeIndex: frame.decodeIndex + first,
        displayIndex: frame.displayIndex + first,
        timestamp: frame.timestamp + first / 25,
        motion: frame.motion && { ...frame.motion, references: references! },
      });
    }
  }
  return joined;
}

interface RandomMotion {
  field: MotionField;
  /** `[macroblock rows, macroblock columns]`: 0 where not coded. */
  coded: Uint8Array;
}

function randomMotion(options: SyntheticOptions, random: () => number, reference: number): RandomMotion {
  const { width, height, maxVector, step, intraRate, notCodedRate, fourVectorRate } = options;
  const columns = 2 * Math.ceil(width / 16);
  const rows = 2 * Math.ceil(height / 16);
  const vectors = new Int16Array(columns * rows * 2);
  const intra = new Uint8Array(columns * rows);
  const partition = new Uint8Array(columns * rows).fill(16);
  const coded = new Uint8Array((columns / 2) * (rows / 2)).fill(1);
  const draw = () => 2 * step * Math.round(((2 * random() - 1) * maxVector) / step);
  for (let my = 0; my < rows / 2; my++) {
    for (let mx = 0; mx < columns / 2; mx++) {
      const kind = random();
      const four = random() < fourVectorRate;
      let v = [draw(), draw()];
      for (let b = 0; b < 4; b++) {
        const block = (2 * my + (b >> 1)) * columns + 2 * mx + (b & 1);
        if (kind < intraRate) {
          intra[block] = 1;
          partition[block] = 0;
        } else if (kind < intraRate + notCodedRate) {
          coded[(my * columns) / 2 + mx] = 0;
        } else {
          if (four) v = [draw(), draw()];
          partition[block] = four ? 8 : 16;
          vectors.set(v, 2 * block);
        }
      }
    }
  }
  const references = new Int32Array(columns * rows).fill(reference).map((r, k) => (intra[k] ? -1 : r));
  const common = { columns, rows, blockSize: 8, unitsPerPixel: 2, lists: 1 as const };
  return { field: { ...common, vectors, references, intra, partition }, coded };
}

/** The vector of a pixel in whole pixels of its plane: chroma takes the mean of its macroblock's four, halved, rounded. */
function macroblockMean({ field, coded }: RandomMotion, chroma: boolean) {
  const { columns, vectors, intra } = field;
  const at = (row: number, column: number, axis: number) => vectors[2 * (row * columns + column) + axis]!;
  return (x: number, y: number, position: number) => {
    const column = chroma ? 2 * (x >> 3) : x >> 3;
    const row = chroma ? 2 * (y >> 3) : y >> 3;
    const component = (axis: number) => {
      if (!chroma) return at(row, column, axis) / 2;
      const sum =
        at(row, column, axis) + at(row, column + 1, axis) + at(row + 1, column, axis) + at(row + 1, column + 1, axis);
      return halfUpOrDown(sum / 16, position);
    };
    const macroblock = (row >> 1) * (columns / 2) + (column >> 1);
    const isIntra = intra[row * columns + column] === 1;
    return { vx: component(0), vy: component(1), intra: isIntra, coded: coded[macroblock] === 1 };
  };
}

function halfUpOrDown(value: number, position: number): number {
  return position % 2 === 1 ? Math.floor(value + 0.5) : Math.ceil(value - 0.5);
}

export function codedFrame(
  index: number,
  type: FrameType,
  motion: MotionField | null,
  residual: Planes<Int16Array> | null,
  picture: Picture | null,
): CodedFrame {
  return {
    type,
    keyFrame: type === "I",
    reference: true,
    decodeIndex: index,
    displayIndex: index,
    timestamp: index / 25,
    shown: true,
    byteOffset: -1,
    byteLength: 0,
    motion,
    residual: residual && { kind: "coded", ...residual },
    picture,
    damage: null,
    macroblockDamage: null,
  };
}

export function emptyResidual(width: number, height: number): Planes<Int16Array> {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const chroma = () => new Int16Array(chromaWidth * chromaHeight);
  return { width, height, chromaWidth, chromaHeight, y: new Int16Array(width * height), cb: chroma(), cr: chroma() };
}

export function randomPicture(width: number, height: number, random: () => number): Picture {
  const { y, cb, cr, ...sizes } = emptyResidual(width, height);
  const noise = (plane: Int16Array) => Uint8Array.from(plane, () => Math.floor(random() * 256));
  return { ...sizes, y: noise(y), cb: noise(cb), cr: noise(cr) };
}

/** Numbers in [0, 1): a linear congruential generator, good enough to make test pictures. */
export function generator(seed: number): () => number {
  let state = (seed ^ 0x5deece66) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
