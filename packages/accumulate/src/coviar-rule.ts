import type { MotionField, Picture, Planes } from "@cvar/bitstream";
import { MissingDataError } from "./errors.js";
import type { AccumulationRule } from "./trace-state.js";

/**
 * CoViAR's loader (Wu et al., "Compressed Video Action Recognition", 2018), value by value: in each P-frame every block whose
 * displacement in whole pixels (truncated towards zero) is not zero takes over the trace of its source pixels, where both ends
 * lie in the picture. All other pixels, those of intra blocks too, keep their trace. Δ = decoded − I_0 at the trace.
 *
 * Chroma is taken at its own resolution, at the halved trace of the even luma pixels (CoViAR itself subtracts BGR pictures).
 * Needs `output: "pictures"`; without residuals `"motion"` is enough.
 * @throws MissingDataError
 */
export const coviarRule: AccumulationRule = (previous, frame, context, next) => {
  if (frame.motion === null) throw new MissingDataError("motion", "pictures", frame.decodeIndex);
  next.motion.set(previous.motion);
  moveTraces(frame.motion, previous.motion, next.motion, previous.width, previous.height);
  if (next.residual === null) return;
  if (frame.picture === null || context.reference === null)
    throw new MissingDataError("picture", "pictures", frame.decodeIndex);
  subtractLuma(frame.picture, context.reference, next.motion, next.residual);
  subtractChroma(frame.picture, context.reference, next.motion, next.residual);
};

function moveTraces(field: MotionField, from: Float32Array, to: Float32Array, width: number, height: number): void {
  const { columns, rows, blockSize, lists, unitsPerPixel } = field;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * columns + column;
      if (field.intra[block] !== 0) continue;
      const dx = -Math.trunc(field.vectors[block * lists * 2]! / unitsPerPixel);
      const dy = -Math.trunc(field.vectors[block * lists * 2 + 1]! / unitsPerPixel);
      if (dx === 0 && dy === 0) continue;
      const x0 = Math.max(column * blockSize, dx, 0);
      const x1 = Math.min((column + 1) * blockSize, width, width + dx);
      const y0 = Math.max(row * blockSize, dy, 0);
      const y1 = Math.min((row + 1) * blockSize, height, height + dy);
      const offset = -2 * (dy * width + dx);
      for (let y = y0; y < y1; y++) {
        for (let k = 2 * (y * width + x0), end = 2 * (y * width + x1); k < end; k += 2) {
          to[k] = from[k + offset]! + dx;
          to[k + 1] = from[k + offset + 1]! + dy;
        }
      }
    }
  }
}

function subtractLuma(picture: Picture, reference: Picture, motion: Float32Array, to: Planes<Int16Array>): void {
  const { width, height } = to;
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++) {
      to.y[k] = picture.y[k]! - reference.y[(y - motion[2 * k + 1]!) * width + x - motion[2 * k]!]!;
    }
  }
}

function subtractChroma(picture: Picture, reference: Picture, motion: Float32Array, to: Planes<Int16Array>): void {
  const { width, chromaWidth, chromaHeight } = to;
  for (let y = 0, k = 0; y < chromaHeight; y++) {
    for (let x = 0; x < chromaWidth; x++, k++) {
      const luma = 2 * (2 * y * width + 2 * x);
      const source = ((2 * y - motion[luma + 1]!) >> 1) * chromaWidth + ((2 * x - motion[luma]!) >> 1);
      to.cb[k] = picture.cb[k]! - reference.cb[source]!;
      to.cr[k] = picture.cr[k]! - reference.cr[source]!;
    }
  }
}
