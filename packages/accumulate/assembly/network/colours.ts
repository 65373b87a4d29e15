/**
 * Planes f32 [pixels] of Y, Cb, Cr to f32 [pixels, 3]: the matrix, then limits, then value · scale + shift per channel.
 * @param table  f32: luma zero, chroma zero; luma, redCr, greenCb, greenCr, blueCb factors; low, high; three scales, three shifts
 */
export function colourRow(y: usize, cb: usize, cr: usize, to: usize, pixels: i32, table: usize): void {
  const lumaZero = v128.load32_splat(table);
  const chromaZero = v128.load32_splat(table, 4);
  const luma = v128.load32_splat(table, 8);
  const redCr = v128.load32_splat(table, 12);
  const greenCb = v128.load32_splat(table, 16);
  const greenCr = v128.load32_splat(table, 20);
  const blueCb = v128.load32_splat(table, 24);
  const lows = v128.load32_splat(table, 28);
  const highs = v128.load32_splat(table, 32);
  // Scales and shifts as they meet r g b r, g b r g, b r g b.
  const scales = v128.load(table, 36);
  const shifts = v128.load(table, 48);
  const scales0 = v128.shuffle<f32>(scales, scales, 0, 1, 2, 0);
  const scales1 = v128.shuffle<f32>(scales, scales, 1, 2, 0, 1);
  const scales2 = v128.shuffle<f32>(scales, scales, 2, 0, 1, 2);
  const shifts0 = v128.shuffle<f32>(shifts, shifts, 0, 1, 2, 0);
  const shifts1 = v128.shuffle<f32>(shifts, shifts, 1, 2, 0, 1);
  const shifts2 = v128.shuffle<f32>(shifts, shifts, 2, 0, 1, 2);
  const whole = <usize>(pixels & ~3) << 2;
  for (let k: usize = 0; k < whole; k += 16) {
    const grey = f32x4.mul(luma, f32x4.sub(v128.load(y + k), lumaZero));
    const u = f32x4.sub(v128.load(cb + k), chromaZero);
    const v = f32x4.sub(v128.load(cr + k), chromaZero);
    const red = limit(f32x4.add(grey, f32x4.mul(redCr, v)), lows, highs);
    const green = limit(f32x4.add(f32x4.add(grey, f32x4.mul(greenCb, u)), f32x4.mul(greenCr, v)), lows, highs);
    const blue = limit(f32x4.add(grey, f32x4.mul(blueCb, u)), lows, highs);
    const low = v128.shuffle<f32>(red, green, 0, 4, 1, 5); // r0 g0 r1 g1
    const high = v128.shuffle<f32>(red, green, 2, 6, 3, 7); // r2 g2 r3 g3
    const first = v128.shuffle<f32>(low, blue, 0, 1, 4, 2); // r0 g0 b0 r1
    const second = v128.shuffle<f32>(v128.shuffle<f32>(low, blue, 3, 5, 3, 5), high, 0, 1, 4, 5); // g1 b1 r2 g2
    const third = v128.shuffle<f32>(high, blue, 6, 2, 3, 7); // b2 r3 g3 b3
    const target = to + 3 * k;
    v128.store(target, f32x4.add(f32x4.mul(first, scales0), shifts0));
    v128.store(target, f32x4.add(f32x4.mul(second, scales1), shifts1), 16);
    v128.store(target, f32x4.add(f32x4.mul(third, scales2), shifts2), 32);
  }
  for (let k = whole, end = <usize>pixels << 2; k < end; k += 4) {
    const grey = f32x4.mul(luma, f32x4.sub(v128.load32_splat(y + k), lumaZero));
    const u = f32x4.sub(v128.load32_splat(cb + k), chromaZero);
    const v = f32x4.sub(v128.load32_splat(cr + k), chromaZero);
    const red = f32x4.add(grey, f32x4.mul(redCr, v));
    const green = f32x4.add(f32x4.add(grey, f32x4.mul(greenCb, u)), f32x4.mul(greenCr, v));
    const blue = f32x4.add(grey, f32x4.mul(blueCb, u));
    const colour = v128.shuffle<f32>(v128.shuffle<f32>(red, green, 0, 4, 0, 4), blue, 0, 1, 4, 4);
    v128.store(to + 3 * k, f32x4.add(f32x4.mul(limit(colour, lows, highs), scales), shifts));
  }
}

// @ts-ignore: decorator
@inline
function limit(value: v128, lows: v128, highs: v128): v128 {
  return f32x4.min(f32x4.max(value, lows), highs);
}
