/** True if at most `limit` of the values differ from zero; stops as soon as it is not. */
export function isSparse(x: usize, count: i32, limit: i32): bool {
  const end = x + (<usize>count << 2);
  const zero = f32x4.splat(0);
  let found = 0;
  for (; x + 16 <= end; x += 16) {
    found += popcnt(i32x4.bitmask(f32x4.ne(v128.load(x), zero)));
    if (found > limit) return false;
  }
  for (; x < end; x += 4) if (load<f32>(x) != 0) found++;
  return found <= limit;
}

/**
 * Convolution by events, NHWC, stride 1: each value of x that is not zero adds its weights to the outputs that it
 * reaches, Y[n, y + top − r, x + left − s, :] += X[n, y, x, c] · W[r, s, c, :]. The work is that of the non-zeros.
 *
 * With the taps of a filter row turned round, the outputs that one value reaches in a row, and their weights, each lie
 * side by side. `channels` and `outChannels` are multiples of 4.
 *
 * @param scratch  as many bytes as the filter has
 */
export function sparseConvolution(
  x: usize, w: usize, y: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, top: i32, left: i32, scratch: usize,
): void {
  const pixel = <usize>outChannels << 2;
  turn(w, scratch, true, channels, filterHeight, filterWidth, pixel);
  memory.fill(y, 0, <usize>(batch * outHeight * outWidth) * pixel);
  events(x, y, scratch, true, batch, height, width, channels, outHeight, outWidth, pixel, filterHeight, filterWidth, top, left);
}

/** The filter gradient by events: dW[r, s, c, :] += X[n, y, x, c] · dY[n, y + top − r, x + left − s, :]. */
export function sparseFilterGradient(
  x: usize, dy: usize, dw: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32, top: i32, left: i32, scratch: usize,
): void {
  const pixel = <usize>outChannels << 2;
  const bytes = <usize>(filterHeight * filterWidth * channels) * pixel;
  const picture = <usize>(height * width * channels) << 2;
  const gradient = <usize>(outHeight * outWidth) * pixel;
  memory.fill(dw, 0, bytes);
  for (let n = 0; n < batch; n++) {
    // Summed image by image, so that long sums stay exact.
    memory.fill(scratch, 0, bytes);
    events(x, dy, scratch, false, 1, height, width, channels, outHeight, outWidth, pixel, filterHeight, filterWidth, top, left);
    turn(dw, scratch, false, channels, filterHeight, filterWidth, pixel);
    x += picture;
    dy += gradient;
  }
}

/** Visits the non-zeros: outputs += value · weights (`forward`), or weights += value · outputs. */
function events(
  x: usize, y: usize, turned: usize, forward: bool,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, pixel: usize,
  filterHeight: i32, filterWidth: i32, top: i32, left: i32,
): void {
  const zero = f32x4.splat(0);
  const row = <usize>filterWidth * pixel;
  const taps = <usize>filterHeight * row;
  for (let n = 0; n < batch; n++) {
    for (let iy = 0; iy < height; iy++) {
      // Filter rows r whose output y = iy + top − r is inside.
      const r0 = max(0, iy + top - outHeight + 1);
      const r1 = min(filterHeight, iy + top + 1);
      for (let ix = 0; ix < width; ix++) {
        // Outputs start … start + kw − 1, cut to the picture.
        const start = ix + left - filterWidth + 1;
        const first = max(0, start);
        const span = <usize>max(0, min(outWidth, ix + left + 1) - first) * pixel;
        const skipped = <usize>(first - start) * pixel;
        const column = y + <usize>first * pixel;
        for (let c = 0; c < channels; c += 4, x += 16) {
          let mask = i32x4.bitmask(f32x4.ne(v128.load(x), zero));
          for (; mask != 0; mask &= mask - 1) {
            const lane = ctz(mask);
            const v = v128.load32_splat(x + (<usize>lane << 2));
            const weights = turned + <usize>(c + lane) * taps + skipped;
            for (let r = r0; r < r1; r++) {
              const outputs = column + <usize>((iy + top - r) * outWidth) * pixel;
              const own = weights + <usize>r * row;
              if (forward) addScaled(outputs, own, v, span);
              else addScaled(own, outputs, v, span);
            }
          }
        }
      }
    }
    y += <usize>(outHeight * outWidth) * pixel;
  }
}

/** W[r, s, c, :] to turned[c, r, kw − 1 − s, :], or the other way added to W. */
function turn(w: usize, turned: usize, toTurned: bool, channels: i32, filterHeight: i32, filterWidth: i32, pixel: usize): void {
  const one = f32x4.splat(1);
  for (let r = 0; r < filterHeight; r++) {
    for (let s = 0; s < filterWidth; s++) {
      for (let c = 0; c < channels; c++) {
        const at = turned + <usize>((c * filterHeight + r) * filterWidth + filterWidth - 1 - s) * pixel;
        if (toTurned) memory.copy(at, w, pixel);
        else addScaled(w, at, one, pixel);
        w += pixel;
      }
    }
  }
}

/** to += v · from, over a multiple of 16 bytes. */
// @ts-ignore: decorator
@inline
function addScaled(to: usize, from: usize, v: v128, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v, v128.load(from + at))));
  }
}
