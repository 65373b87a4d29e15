/**
 * Planes f32 [pixels] of Y, Cb, Cr to f32 [pixels, 3]: the matrix, then limits, then value · scale + shift per channel.
 * @param table  f32: luma zero, chroma zero; luma, redCr, greenCb, greenCr, blueCb factors; low, high; three scales, three shifts
 */
export function toColours(y: usize, cb: usize, cr: usize, to: usize, pixels: i32, table: usize): void {
  const lumaZero = load<f32>(table);
  const chromaZero = load<f32>(table, 4);
  const luma = load<f32>(table, 8);
  const redCr = load<f32>(table, 12);
  const greenCb = load<f32>(table, 16);
  const greenCr = load<f32>(table, 20);
  const blueCb = load<f32>(table, 24);
  const low = load<f32>(table, 28);
  const high = load<f32>(table, 32);
  const scales = v128.load(table, 36);
  const shifts = v128.load(table, 48);
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let k: usize = 0, end = <usize>pixels << 2; k < end; k += 4) {
    const grey = luma * (load<f32>(y + k) - lumaZero);
    const u = load<f32>(cb + k) - chromaZero;
    const v = load<f32>(cr + k) - chromaZero;
    const colour = f32x4(grey + redCr * v, grey + greenCb * u + greenCr * v, grey + blueCb * u, 0);
    const limited = f32x4.min(f32x4.max(colour, lows), highs);
    v128.store(to + 3 * k, f32x4.add(f32x4.mul(limited, scales), shifts));
  }
}

/** Vectors f32 [pixels, 2], times a factor for each axis, within ±1. */
export function toVectors(from: usize, to: usize, pixels: i32, scaleX: f32, scaleY: f32): void {
  const scales = f32x4(scaleX, scaleY, scaleX, scaleY);
  const ones = f32x4.splat(1);
  for (let k: usize = 0, end = <usize>pixels << 3; k < end; k += 16) {
    const scaled = f32x4.mul(v128.load(from + k), scales);
    v128.store(to + k, f32x4.max(f32x4.min(scaled, ones), f32x4.neg(ones)));
  }
}
