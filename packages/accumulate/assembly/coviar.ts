// CoViAR's trace: for each pixel where in the I-frame it comes from, i16 pairs (x, y) [height, width].

/** The I-frame's own: each pixel comes from where it is. */
export function coviarStart(trace: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, trace += 4) store<u32>(trace, (y << 16) | x);
  }
}

/**
 * Blocks whose displacement is not zero take over the trace of their source pixels, where both ends lie in the picture. All other
 * pixels keep theirs.
 * @param blocks  displacements, i16 (x, y) [rows, columns]: source = position − displacement
 * @returns whether the new trace is in `to`; else it is in `from`, where only the pixels of moving blocks were written
 */
export function coviarMove(
  from: usize, to: usize, width: i32, height: i32, blocks: usize, columns: i32, rows: i32, blockSize: i32,
): bool {
  let moving = 0;
  for (let block = 0; block < columns * rows; block++) moving += i32(load<u32>(blocks + (<usize>block << 2)) != 0);
  // Moving pixels are written twice, or all are written once.
  const all = 2 * moving > columns * rows;
  walk(from, to, width, height, blocks, columns, rows, blockSize, all ? ALL : MOVING);
  if (!all) walk(to, from, width, height, blocks, columns, rows, blockSize, BACK);
  return all;
}

/** What is written: every pixel; those of moving blocks; the same ones, back to where they were read from. */
const ALL = 0;
const MOVING = 1;
const BACK = 2;

function walk(
  from: usize, to: usize, width: i32, height: i32, blocks: usize, columns: i32, rows: i32, blockSize: i32, what: i32,
): void {
  const visible = min(columns, (width + blockSize - 1) / blockSize);
  const visibleRows = min(rows, (height + blockSize - 1) / blockSize);
  for (let row = 0; row < visibleRows; row++) {
    const y0 = row * blockSize;
    const y1 = min(y0 + blockSize, height);
    const line = blocks + (<usize>(row * columns) << 2);
    let column = 0;
    while (column < visible) {
      const block = load<u32>(line + (<usize>column << 2));
      let end = column + 1;
      while (end < visible && load<u32>(line + (<usize>end << 2)) == block) end++;
      const x0 = column * blockSize;
      const x1 = min(end * blockSize, width);
      column = end;
      if (block == 0) {
        if (what != ALL) continue;
        if (x0 == 0 && x1 == width) {
          copyPixels(from, to, y0 * width, y1 * width, 0);
          continue;
        }
      }
      if (what == BACK) move(from, to, width, height, x0, x1, y0, y1, 0, 0);
      else move(from, to, width, height, x0, x1, y0, y1, <i32>(<i16>block), <i32>block >> 16);
    }
  }
}

function move(from: usize, to: usize, width: i32, height: i32, x0: i32, x1: i32, y0: i32, y1: i32, dx: i32, dy: i32): void {
  // Columns that have a source, between those that have none.
  const left = min(max(x0, dx), x1);
  const right = max(min(x1, width + dx), left);
  for (let y = y0; y < y1; y++) {
    const at = y * width;
    if (<u32>(y - dy) >= <u32>height) {
      copyPixels(from, to, at + x0, at + x1, 0);
      continue;
    }
    if (left > x0) copyPixels(from, to, at + x0, at + left, 0);
    copyPixels(from, to, at + left, at + right, -(dy * width + dx));
    if (right < x1) copyPixels(from, to, at + right, at + x1, 0);
  }
}

/** Pixels first ≤ k < end of `to` become pixels k + shift of `from`. */
// @ts-ignore: decorator
@inline
function copyPixels(from: usize, to: usize, first: i32, end: i32, shift: i32): void {
  let source = from + (<usize>(first + shift) << 2);
  let target = to + (<usize>first << 2);
  const last = to + (<usize>end << 2);
  if (end - first >= 512) {
    memory.copy(target, source, last - target);
    return;
  }
  for (; target + 16 <= last; target += 16, source += 16) v128.store(target, v128.load(source));
  for (; target < last; target += 4, source += 4) store<u32>(target, load<u32>(source));
}

/** Π = position − source, f32 [height, width, 2]. */
export function coviarMotion(trace: usize, to: usize, width: i32, height: i32): void {
  const four = i16x8(4, 0, 4, 0, 4, 0, 4, 0);
  for (let y = 0; y < height; y++) {
    let position = v128.or(i16x8(0, 0, 1, 0, 2, 0, 3, 0), i32x4.splat(y << 16));
    let x = 0;
    for (; x + 4 <= width; x += 4, trace += 16, to += 32) {
      const motion = i16x8.sub(position, v128.load(trace));
      v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(motion)));
      v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(motion)), 16);
      position = i16x8.add(position, four);
    }
    for (; x < width; x++, trace += 4, to += 8) {
      store<f32>(to, <f32>(x - <i32>load<i16>(trace)));
      store<f32>(to, <f32>(y - <i32>load<i16>(trace, 2)), 4);
    }
  }
}

/** Δ of luma = picture − I-frame at the source: i16 [height, width] of u8. */
export function coviarLuma(trace: usize, picture: usize, still: usize, to: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    let x = 0;
    for (; x + 8 <= width; x += 8, trace += 32, picture += 8, to += 16) {
      subtractEight(v128.load(trace), v128.load(trace, 16), picture, still, to, width);
    }
    for (; x < width; x++, trace += 4, picture++, to += 2) {
      const source = <usize>(<i32>load<i16>(trace, 2) * width + <i32>load<i16>(trace));
      store<i16>(to, <i16>load<u8>(picture) - <i16>load<u8>(still + source));
    }
  }
}

/**
 * The same of one chroma plane, at the trace of the even luma pixels, halved (rounded down).
 * @param width  of the luma plane
 */
export function coviarChroma(
  trace: usize, picture: usize, still: usize, to: usize, width: i32, chromaWidth: i32, chromaHeight: i32,
): void {
  for (let y = 0; y < chromaHeight; y++) {
    let line = trace + (<usize>(2 * y * width) << 2);
    let x = 0;
    // The last pair of luma columns may be half there.
    for (; 2 * (x + 8) <= width; x += 8, line += 64, picture += 8, to += 16) {
      const a = v128.shuffle<i32>(v128.load(line), v128.load(line, 16), 0, 2, 4, 6);
      const b = v128.shuffle<i32>(v128.load(line, 32), v128.load(line, 48), 0, 2, 4, 6);
      subtractEight(i16x8.shr_s(a, 1), i16x8.shr_s(b, 1), picture, still, to, chromaWidth);
    }
    for (; x < chromaWidth; x++, line += 8, picture++, to += 2) {
      const source = <usize>((<i32>load<i16>(line, 2) >> 1) * chromaWidth + (<i32>load<i16>(line) >> 1));
      store<i16>(to, <i16>load<u8>(picture) - <i16>load<u8>(still + source));
    }
  }
}

/** Eight samples of a row minus those of the I-frame at the places a (four pairs) and b: in one go where these lie side by side. */
// @ts-ignore: decorator
@inline
function subtractEight(a: v128, b: v128, picture: usize, still: usize, to: usize, width: i32): void {
  const steps = i16x8(0, 0, 1, 0, 2, 0, 3, 0);
  const first = v128.shuffle<i32>(a, a, 0, 0, 0, 0);
  const expected = i16x8.add(first, steps);
  const next = i16x8.add(expected, i16x8(4, 0, 4, 0, 4, 0, 4, 0));
  const unlike = v128.or(v128.xor(a, expected), v128.xor(b, next));
  if (!v128.any_true(unlike)) {
    const source = still + <usize>(i16x8.extract_lane_s(a, 1) * width + i16x8.extract_lane_s(a, 0));
    const pixels = i16x8.extend_low_i8x16_u(v128.load64_zero(picture));
    v128.store(to, i16x8.sub(pixels, i16x8.extend_low_i8x16_u(v128.load64_zero(source))));
    return;
  }
  const weights = i32x4.splat((width << 16) | 1);
  const low = i32x4.dot_i16x8_s(a, weights);
  const high = i32x4.dot_i16x8_s(b, weights);
  store<i16>(to, <i16>load<u8>(picture) - <i16>load<u8>(still + <usize>i32x4.extract_lane(low, 0)));
  store<i16>(to, <i16>load<u8>(picture, 1) - <i16>load<u8>(still + <usize>i32x4.extract_lane(low, 1)), 2);
  store<i16>(to, <i16>load<u8>(picture, 2) - <i16>load<u8>(still + <usize>i32x4.extract_lane(low, 2)), 4);
  store<i16>(to, <i16>load<u8>(picture, 3) - <i16>load<u8>(still + <usize>i32x4.extract_lane(low, 3)), 6);
  store<i16>(to, <i16>load<u8>(picture, 4) - <i16>load<u8>(still + <usize>i32x4.extract_lane(high, 0)), 8);
  store<i16>(to, <i16>load<u8>(picture, 5) - <i16>load<u8>(still + <usize>i32x4.extract_lane(high, 1)), 10);
  store<i16>(to, <i16>load<u8>(picture, 6) - <i16>load<u8>(still + <usize>i32x4.extract_lane(high, 2)), 12);
  store<i16>(to, <i16>load<u8>(picture, 7) - <i16>load<u8>(still + <usize>i32x4.extract_lane(high, 3)), 14);
}
