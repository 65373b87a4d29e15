import { interleaveResidual, pictureToRgb, type RgbImage, residualToRgb } from "@cvar/accumulate";
import type { MotionField, Picture, Planes } from "@cvar/bitstream";
import type { RebuiltFrame } from "./rebuilt-frame.js";

/** Factor on the coded residual in its picture. */
export const RESIDUAL_GAIN = 2;
/** Factor on what is left between rebuilt and decoded, so that a difference of one grey level is seen. */
export const DIFFERENCE_GAIN = 32;

/** The steps from the references to the picture. */
export interface RebuildImages {
  readonly references: readonly RgbImage[];
  readonly prediction: RgbImage;
  readonly residual: RgbImage;
  readonly rebuilt: RgbImage;
  readonly decoded: RgbImage;
  readonly difference: RgbImage;
}

/** Draws each step. Blocks that are coded without reference are grey in the prediction, and their pixels in the residual. */
export function rebuildImages({ frame, references, prediction, rebuilt, decoded }: RebuiltFrame): RebuildImages {
  const { width, height } = rebuilt;
  const image = (picture: Picture): RgbImage => ({ width, height, rgb: pictureToRgb(picture) });
  const signed = (planes: Planes<Int16Array>, gain: number): RgbImage => ({
    width,
    height,
    rgb: residualToRgb(interleaveResidual(planes, "rgb"), width, height, gain),
  });
  return {
    references: references.map(({ picture }) => image(picture)),
    prediction: image(greyWhereIntra(prediction, frame.motion!)),
    residual: residualImage(frame.residual!, prediction, frame.motion!, signed(frame.residual!, RESIDUAL_GAIN)),
    rebuilt: image(rebuilt),
    decoded: image(decoded),
    difference: signed(minus(rebuilt, decoded), DIFFERENCE_GAIN),
  };
}

/** Calls back for every pixel of intra blocks with its index in a plane `shift` times halved. */
function forIntra(
  { columns, intra, blockSize }: MotionField,
  width: number,
  height: number,
  shift: 0 | 1,
  use: (at: number) => void,
) {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (intra[Math.floor((y << shift) / blockSize) * columns + Math.floor((x << shift) / blockSize)]) use(at);
    }
  }
}

function greyWhereIntra(picture: Picture, motion: MotionField): Picture {
  const { width, height, chromaWidth, chromaHeight } = picture;
  const [y, cb, cr] = [picture.y.slice(), picture.cb.slice(), picture.cr.slice()];
  forIntra(motion, width, height, 0, (at) => {
    y[at] = 126; // middle grey in limited range
  });
  forIntra(motion, chromaWidth, chromaHeight, 1, (at) => {
    cb[at] = 128;
    cr[at] = 128;
  });
  return { ...picture, y, cb, cr };
}

/** The signed residual, with the pixels of intra blocks laid over it. */
function residualImage(residual: Planes<Int16Array>, size: Picture, motion: MotionField, signed: RgbImage): RgbImage {
  const samples = (plane: Int16Array) => Uint8Array.from(plane, (value) => Math.max(0, Math.min(255, value)));
  const pixels = pictureToRgb({ ...size, y: samples(residual.y), cb: samples(residual.cb), cr: samples(residual.cr) });
  const rgb = signed.rgb.slice();
  forIntra(motion, size.width, size.height, 0, (at) => {
    for (let c = 3 * at; c < 3 * at + 3; c++) rgb[c] = pixels[c]!;
  });
  return { ...signed, rgb };
}

function minus(a: Picture, b: Picture): Planes<Int16Array> {
  const plane = (name: "y" | "cb" | "cr") => Int16Array.from(a[name], (value, i) => value - b[name][i]!);
  return { ...a, y: plane("y"), cb: plane("cb"), cr: plane("cr") };
}
