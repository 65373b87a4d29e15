import type { MotionField, Picture, Planes, Residual } from "../frame.js";
import type { SpriteWarp } from "./sprite-warp.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** What the shapes of arrays depend on. */
export type PictureLayer = Pick<VideoObjectLayer, "width" | "height" | "quarterSample"> &
  Partial<Pick<VideoObjectLayer, "interlaced">>;

// Arrays named "views" look into the decoder's memory and hold until it decodes the next picture.

/**
 * The motion of the picture just decoded, as views.
 * @param warp the picture's global motion, if it has any
 */
export function viewMotion(
  wasm: MacroblockLayer,
  layer: PictureLayer,
  roundingType: number,
  warp: SpriteWarp | null = null,
): MotionField {
  const columns = 2 * macroblocks(layer.width);
  const rows = 2 * macroblocks(layer.height);
  const blocks = columns * rows;
  const memory = wasm.memory.buffer;
  const vectors = new Int16Array(memory, wasm.vectors(), 2 * blocks);
  const intra = new Uint8Array(memory, wasm.intraMask(), blocks);
  const partition = new Uint8Array(memory, wasm.partitions(), blocks);
  const references = new Int32Array(memory, wasm.references(), blocks);
  const count = wasm.getForgottenCount();
  return {
    columns,
    rows,
    blockSize: 8,
    unitsPerPixel: layer.quarterSample ? 4 : 2,
    vectors,
    lists: 1,
    references,
    intra,
    roundingType,
    partition,
    ...(warp && { globalMotion: { ...warp, blocks: new Uint8Array(memory, wasm.globalBlocks(), blocks) } }),
    ...(count > 0 && { forgotten: Array.from(new Int32Array(memory, wasm.forgottenBlocks(), count)) }),
    fieldPrediction: layer.interlaced ? new Uint8Array(memory, wasm.fieldPrediction(), blocks) : null,
  };
}

/** The motion of the B-picture just decoded, as views. */
export function viewBidirectionalMotion(wasm: MacroblockLayer, layer: VideoObjectLayer): MotionField {
  const columns = 2 * macroblocks(layer.width);
  const rows = 2 * macroblocks(layer.height);
  const blocks = columns * rows;
  const memory = wasm.memory.buffer;
  const vectors = new Int16Array(memory, wasm.bidirectionalVectors(), 4 * blocks);
  const intra = new Uint8Array(memory, wasm.bidirectionalIntraMask(), blocks);
  const partition = new Uint8Array(memory, wasm.bidirectionalPartitions(), blocks);
  const references = new Int32Array(memory, wasm.bidirectionalReferences(), 2 * blocks);
  const unitsPerPixel = layer.quarterSample ? 4 : 2;
  return {
    columns,
    rows,
    blockSize: 8,
    unitsPerPixel,
    vectors,
    lists: 2,
    references,
    intra,
    roundingType: 0,
    partition,
    direct: new Uint8Array(memory, wasm.bidirectionalDirect(), blocks),
    fieldPrediction: layer.interlaced ? new Uint8Array(memory, wasm.bidirectionalFieldPrediction(), blocks) : null,
  };
}

/** Conditions of the macroblocks of a picture decoded in spite of a fault, as views; null where none could be decoded. */
export function viewMacroblockDamage(wasm: MacroblockLayer, layer: PictureLayer): Uint8Array | null {
  const at = wasm.macroblockConditions();
  return at === 0 ? null : new Uint8Array(wasm.memory.buffer, at, macroblocks(layer.width) * macroblocks(layer.height));
}

/** The picture just decoded, cropped to its real size, as views. */
export function viewPicture(wasm: MacroblockLayer, layer: PictureLayer): Picture {
  const at = wasm.packPicture();
  const memory = wasm.memory.buffer;
  return planes(layer, (offset, length) => new Uint8Array(memory, at + offset, length));
}

/** The residual of the picture just decoded, cropped to its real size, as views. */
export function viewResidual(wasm: MacroblockLayer, layer: PictureLayer, kind: Residual["kind"]): Residual {
  const at = wasm.residual();
  const memory = wasm.memory.buffer;
  return { kind, ...planes(layer, (offset, length) => new Int16Array(memory, at + 2 * offset, length)) };
}

function planes<T>({ width, height }: PictureLayer, make: (offset: number, length: number) => T): Planes<T> {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const luma = width * height;
  const chroma = chromaWidth * chromaHeight;
  return {
    width,
    height,
    chromaWidth,
    chromaHeight,
    y: make(0, luma),
    cb: make(luma, chroma),
    cr: make(luma + chroma, chroma),
  };
}

function macroblocks(pixels: number): number {
  return (pixels + 15) >> 4;
}
