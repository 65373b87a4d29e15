import type { CodedFrame, MotionField, Picture, Residual } from "@cvar/bitstream";

/** Side of H.264's blocks, and of a macroblock in them. */
const SIDE = 4;
const BLOCKS = 4;

/**
 * An I-frame that is no key frame (H.264 has such; a group of pictures goes on behind it) as a P-frame all of whose blocks are intra: its
 * samples stand in the residual, as those of intra blocks do.
 */
export function asIntraBlocks(frame: CodedFrame, width: number, height: number): CodedFrame {
  const { picture } = frame;
  return { ...frame, type: "P", motion: intraField(width, height), residual: picture && residualOf(picture) };
}

function intraField(width: number, height: number): MotionField {
  const across = (pixels: number) => BLOCKS * Math.ceil(pixels / (BLOCKS * SIDE));
  const [columns, rows] = [across(width), across(height)];
  const blocks = columns * rows;
  return {
    columns,
    rows,
    blockSize: SIDE,
    unitsPerPixel: 4,
    vectors: new Int16Array(2 * blocks),
    lists: 1,
    references: new Int32Array(blocks).fill(-1),
    intra: new Uint8Array(blocks).fill(1),
    partition: new Uint8Array(blocks),
  };
}

function residualOf({ width, height, chromaWidth, chromaHeight, y, cb, cr }: Picture): Residual {
  const size = { width, height, chromaWidth, chromaHeight };
  return { kind: "coded", ...size, y: Int16Array.from(y), cb: Int16Array.from(cb), cr: Int16Array.from(cr) };
}
