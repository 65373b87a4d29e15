import type { CodedFrame, MotionField, Picture } from "@cvar/bitstream";
import { at, predictedPlane } from "./plain-trace.js";
import type { GraphFrame } from "./reference-graph.js";
import { codedFrame, emptyResidual, generator, randomPicture } from "./synthetic-stream.js";

export interface GraphOptions {
  width: number;
  height: number;
  seed: number;
  /** 8: macroblocks of one vector or four. 4: as H.264, each block its own vector and references. */
  blockSize: 4 | 8;
  unitsPerPixel: 2 | 4;
  /** Vectors in pixels, within ±maxVector; drawn from multiples of `step`. */
  maxVector: number;
  step: number;
  /** True: no vector of a whole macroblock leaves the frame. */
  inside?: boolean;
  intraRate: number;
  /** Of blocks that may have two predictions. */
  bothRate: number;
  /** Share of macroblocks with four vectors. */
  fourVectorRate: number;
  /** Share of macroblocks predicted field by field; of those that move globally in P-frames. */
  fieldRate?: number;
  globalRate?: number;
}

/**
 * Frames along a graph of references that predict exactly: each is a random picture, its residual is what the prediction by whole
 * pixels leaves, so nothing is interpolated and nothing clipped.
 */
export function graphStream(graph: readonly GraphFrame[], options: GraphOptions): CodedFrame[] {
  const random = generator(options.seed);
  const { width, height } = options;
  const pictures = new Map<number, Picture>();
  let position = 0;
  return graph.map((place, decodeIndex) => {
    const picture = randomPicture(width, height, random);
    const { type, displayIndex, keyFrame, reference } = place;
    pictures.set(displayIndex, picture);
    const numbers = { displayIndex, keyFrame, reference };
    if (type === "I") {
      position = 0;
      return { ...codedFrame(decodeIndex, type, null, null, picture), ...numbers };
    }
    const motion = randomField(place, options, random);
    const residual = emptyResidual(width, height);
    for (const name of ["y", "cb", "cr"] as const) {
      const up = (position & 1) === 0;
      const prediction = predictedPlane(motion, name, picture, up, (index, x, y) =>
        at(pictures.get(index)!, name, x, y),
      );
      for (let k = 0; k < prediction.length; k++) residual[name][k] = picture[name][k]! - prediction[k]!;
    }
    if (reference) position++;
    return { ...codedFrame(decodeIndex, type, motion, residual, picture), ...numbers };
  });
}

function randomField(place: GraphFrame, options: GraphOptions, random: () => number): MotionField {
  const { blockSize, unitsPerPixel, width, height, maxVector, step, intraRate, bothRate, fourVectorRate } = options;
  const { fieldRate = 0, globalRate = 0 } = options;
  const size = 16 / blockSize;
  const [columns, rows] = [size * Math.ceil(width / 16), size * Math.ceil(height / 16)];
  const blocks = columns * rows;
  const lists = place.type === "B" ? 2 : 1;
  const vectors = new Int16Array(blocks * lists * 2);
  const references = new Int32Array(blocks * lists).fill(-1);
  const intra = new Uint8Array(blocks);
  const fieldPrediction = fieldRate > 0 ? new Uint8Array(blocks) : null;
  const global = new Uint8Array(blocks);
  const draw = () => unitsPerPixel * step * Math.round(((2 * random() - 1) * maxVector) / step);
  /** So that the macroblock stays in the frame, in which whole macroblocks fit. */
  const limit = (v: number, start: number, length: number) =>
    options.inside ? Math.min(Math.max(v, -start * unitsPerPixel), (length - 16 - start) * unitsPerPixel) : v;
  const pick = (from: readonly number[]) => from[Math.floor(random() * from.length)]!;
  const usable = place.lists.flatMap((names, list) => (names.length > 0 ? [list] : []));
  const choose = () => {
    if (random() < intraRate) return null;
    const both = usable.length === 2 && random() < bothRate;
    const used = both ? usable : [pick(usable)];
    return { used, names: place.lists.map((names) => pick(names)), vectors: [draw(), draw(), draw(), draw()] };
  };
  for (let row = 0; row < rows; row += size) {
    for (let column = 0; column < columns; column += size) {
      const whole = choose();
      const four = random() < fourVectorRate;
      const fields = random() < fieldRate ? 1 | (Math.floor(random() * 4) << 1) : 0;
      const moves = place.type === "P" && random() < globalRate;
      for (let b = 0; b < size * size; b++) {
        const line = Math.floor(b / size);
        const block = (row + line) * columns + column + (b % size);
        const own = blockSize === 4 ? choose() : whole;
        if (own === null) {
          intra[block] = 1;
          continue;
        }
        // The two rows of a field-predicted macroblock have a vector and a field each.
        const fresh = (four && fields === 0) || (fields !== 0 && b === size) ? [draw(), draw(), draw(), draw()] : null;
        if (fresh) own.vectors.splice(0, 4, ...fresh);
        if (fieldPrediction) fieldPrediction[block] = line === 0 ? fields : fields ^ (fields && 6);
        if (moves && fields === 0) global[block] = 1;
        for (const list of own.used) {
          references[block * lists + list] = own.names[list]!;
          const at = (block * lists + list) * 2;
          vectors[at] = limit(own.vectors[2 * list]!, column * blockSize, width);
          vectors[at + 1] = limit(own.vectors[2 * list + 1]!, row * blockSize, height);
        }
      }
    }
  }
  const field = { columns, rows, blockSize, unitsPerPixel, vectors, lists, references, intra } as const;
  const partition = new Uint8Array(blocks).fill(8);
  if (!global.includes(1)) return { ...field, partition, fieldPrediction };
  const some = (scale: number) => Math.round((2 * random() - 1) * scale);
  const accuracy = Math.floor(random() * 4);
  const unit = 2 ** (1 + accuracy);
  const translation = random() < 0.3;
  const steps = translation ? 1 : 2 ** 16;
  const globalMotion = {
    blocks: global,
    translation,
    accuracy,
    offset: [some(20 * unit) * steps, some(20 * unit) * steps] as const,
    chromaOffset: [some(10 * unit) * steps, some(10 * unit) * steps] as const,
    right: [unit * 2 ** 16 + some(9000 * unit), some(9000 * unit)] as const,
    down: [some(9000 * unit), unit * 2 ** 16 + some(9000 * unit)] as const,
  };
  return { ...field, partition, fieldPrediction, globalMotion };
}
