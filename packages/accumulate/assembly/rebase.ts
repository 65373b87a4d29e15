import { stillAt } from "./still";

/**
 * Δ of one plane of a frame relative to another I-frame I′, of which the frame is seen as an intra-coded one (Π′ = 0):
 * Δ′(i) = I_0[Γ(i)] + Δ(i) − I′(i). `to` may be `from`; `next` is I′.
 */
export function rebase(
  motion: usize,
  from: usize,
  to: usize,
  reference: usize,
  next: usize,
  width: i32,
  height: i32,
  lumaWidth: i32,
  chroma: i32,
): void {
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++) {
      const pixel = stillAt(reference, motion, x, y, width, height, lumaWidth, chroma) + load<i16>(from + (<usize>k << 1));
      store<i16>(to + (<usize>k << 1), <i16>(pixel - <i32>load<u8>(next + k)));
    }
  }
}
