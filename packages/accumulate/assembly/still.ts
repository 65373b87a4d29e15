import { clampIndex } from "./grid";

/**
 * The column (line) of a plane at which `reconstruct` reads I_0 for the pixel in column (line) `position`, Π there being `moved`:
 * luma at the pixel nearest to i − Π (halves up), chroma at half the trace of the even luma pixel, down. Not limited to the plane.
 */
// @ts-ignore: decorator
@inline
function readAt(position: i32, moved: f32, chroma: i32): i32 {
  return <i32>(chroma ? floor<f64>(<f64>position - <f64>moved * 0.5) : floor<f64>(<f64>position - <f64>moved + 0.5));
}

/**
 * I_0[Γ(i)] of the pixel (x, y) of a plane, read where `reconstruct` reads it.
 *
 * @param motion Π, f32 [lumaHeight, lumaWidth, 2]
 * @param chroma 1 for the chroma planes of 4:2:0, 0 for luma
 */
// @ts-ignore: decorator
@inline
export function stillAt(
  reference: usize,
  motion: usize,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  lumaWidth: i32,
  chroma: i32,
): i32 {
  const at = motion + (<usize>((y << chroma) * lumaWidth + (x << chroma)) << 3);
  const sx = readAt(x, load<f32>(at), chroma);
  const sy = readAt(y, load<f32>(at, 4), chroma);
  return <i32>load<u8>(reference + clampIndex(sy, height) * width + clampIndex(sx, width));
}

/** Room for eight samples. */
const gathered = memory.data(16);

/**
 * {@link stillAt} of the eight pixels from (x, y) on, i16x8. Most neighbours have moved together: then it is one load.
 */
// @ts-ignore: decorator
@inline
export function stillsAt(
  reference: usize,
  motion: usize,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  lumaWidth: i32,
  chroma: i32,
): v128 {
  const at = motion + (<usize>((y << chroma) * lumaWidth + (x << chroma)) << 3);
  const first = v128.load64_splat(at);
  let differ: v128;
  if (chroma) {
    // The even ones of sixteen; of eight pixels from the last even column on, the sixteenth may lie in the next line.
    const even = (low: v128, high: v128): v128 => v128.shuffle<u64>(low, high, 0, 2);
    differ = v128.or(
      v128.or(
        v128.xor(even(v128.load(at), v128.load(at, 16)), first),
        v128.xor(even(v128.load(at, 32), v128.load(at, 48)), first),
      ),
      v128.or(
        v128.xor(even(v128.load(at, 64), v128.load(at, 80)), first),
        v128.xor(even(v128.load(at, 96), v128.load(at, 112)), first),
      ),
    );
  } else {
    differ = v128.or(
      v128.or(v128.xor(v128.load(at), first), v128.xor(v128.load(at, 16), first)),
      v128.or(v128.xor(v128.load(at, 32), first), v128.xor(v128.load(at, 48), first)),
    );
  }
  if (!v128.any_true(differ)) {
    const sx = readAt(x, load<f32>(at), chroma);
    const sy = readAt(y, load<f32>(at, 4), chroma);
    if (sx >= 0 && sx + 8 <= width)
      return i16x8.extend_low_i8x16_u(v128.load64_zero(reference + clampIndex(sy, height) * width + sx));
  }
  return gather(reference, motion, x, y, width, height, lumaWidth, chroma);
}

/** The same where neighbours have moved apart. */
function gather(
  reference: usize,
  motion: usize,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  lumaWidth: i32,
  chroma: i32,
): v128 {
  const at = motion + (<usize>((y << chroma) * lumaWidth + (x << chroma)) << 3);
  // A pixel that has moved with the one before it comes from beside it.
  let together = load<u64>(at);
  let line = reference;
  let column = 0;
  for (let k = 0; k < 8; k++) {
    const here = at + (<usize>k << (3 + chroma));
    const moved = load<u64>(here);
    if (k == 0 || moved != together) {
      column = readAt(x + k, load<f32>(here), chroma);
      line = reference + clampIndex(readAt(y, load<f32>(here, 4), chroma), height) * width;
      together = moved;
    }
    store<i16>(gathered + (<usize>k << 1), <i16>load<u8>(line + clampIndex(column, width)));
    column++;
  }
  return v128.load(gathered);
}
