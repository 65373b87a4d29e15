// Winograd's minimal algorithm F(2×2, 3×3) as Lavin & Gray (2016, Section 4.1) write it: 2×2 outputs of a 3×3 filter take
// 16 multiplications instead of 36,
//
//   Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A       g: filter 3×3, d: input 4×4
//
//        1   0   0         1  0 −1  0          1  1  1  0
//   G =  ½   ½   ½    Bᵀ = 0  1  1  0     Aᵀ = 0  1 −1 −1
//        ½  −½   ½         0 −1  1  0
//        0   0   1         0  1  0 −1
//
// and its transpose for the filter: dg = Gᵀ[(Bᵀ·d·B) ⊙ (A·dY·Aᵀ)]G. Every function here works on four channels at a time
// and writes or reads the 16 products of a window `step` bytes apart.

/** Copies extent × extent pixels from (y, x) of an image on, zero where they lie outside. */
export function gather(
  image: usize, to: usize, y: i32, x: i32, extent: i32, height: i32, width: i32, pixel: usize,
): void {
  const row = <usize>extent * pixel;
  memory.fill(to, 0, <usize>extent * row);
  const first = max(0, -x);
  const count = min(extent, width - x) - first;
  if (count <= 0) return;
  for (let r = max(0, -y); r < min(extent, height - y); r++) {
    memory.copy(
      to + <usize>r * row + <usize>first * pixel,
      image + <usize>((y + r) * width + x + first) * pixel,
      <usize>count * pixel,
    );
  }
}

/** Bᵀ·d·B of 4×4 pixels. @param row  bytes between rows of pixels */
export function transformInput(d: usize, row: usize, channels: i32, to: usize, step: usize): void {
  const pixel = <usize>channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    const p = d + c;
    const q = p + row;
    const r = q + row;
    const s = r + row;
    const r0 = v128.load(r);
    const r1 = v128.load(r + pixel);
    const r2 = v128.load(r + 2 * pixel);
    const r3 = v128.load(r + 3 * pixel);
    inputRow(
      f32x4.sub(v128.load(p), r0), f32x4.sub(v128.load(p + pixel), r1),
      f32x4.sub(v128.load(p + 2 * pixel), r2), f32x4.sub(v128.load(p + 3 * pixel), r3), to + c, step,
    );
    const q0 = v128.load(q);
    const q1 = v128.load(q + pixel);
    const q2 = v128.load(q + 2 * pixel);
    const q3 = v128.load(q + 3 * pixel);
    inputRow(f32x4.add(q0, r0), f32x4.add(q1, r1), f32x4.add(q2, r2), f32x4.add(q3, r3), to + c + 4 * step, step);
    inputRow(f32x4.sub(r0, q0), f32x4.sub(r1, q1), f32x4.sub(r2, q2), f32x4.sub(r3, q3), to + c + 8 * step, step);
    inputRow(
      f32x4.sub(q0, v128.load(s)), f32x4.sub(q1, v128.load(s + pixel)),
      f32x4.sub(q2, v128.load(s + 2 * pixel)), f32x4.sub(q3, v128.load(s + 3 * pixel)), to + c + 12 * step, step,
    );
  }
}

// @ts-ignore: decorator
@inline
function inputRow(t0: v128, t1: v128, t2: v128, t3: v128, to: usize, step: usize): void {
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + step, f32x4.add(t1, t2));
  v128.store(to + 2 * step, f32x4.sub(t2, t1));
  v128.store(to + 3 * step, f32x4.sub(t1, t3));
}

/** A·dY·Aᵀ of 2×2 pixels. @param row  bytes between rows of pixels */
export function transformCotangent(dy: usize, row: usize, channels: i32, to: usize, step: usize): void {
  const pixel = <usize>channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    const a0 = v128.load(dy + c);
    const a1 = v128.load(dy + c + pixel);
    const b0 = v128.load(dy + c + row);
    const b1 = v128.load(dy + c + row + pixel);
    cotangentRow(a0, a1, to + c, step);
    cotangentRow(f32x4.add(a0, b0), f32x4.add(a1, b1), to + c + 4 * step, step);
    cotangentRow(f32x4.sub(a0, b0), f32x4.sub(a1, b1), to + c + 8 * step, step);
    cotangentRow(f32x4.neg(b0), f32x4.neg(b1), to + c + 12 * step, step);
  }
}

// @ts-ignore: decorator
@inline
function cotangentRow(a: v128, b: v128, to: usize, step: usize): void {
  v128.store(to, a);
  v128.store(to + step, f32x4.add(a, b));
  v128.store(to + 2 * step, f32x4.sub(a, b));
  v128.store(to + 3 * step, f32x4.neg(b));
}

/**
 * Aᵀ·m·A of one window: 2×2 pixels, of which `rows` × `columns` lie inside the image; plus `bias` (0: none), at least
 * `least`, at most `most`.
 *
 * @param row  bytes between rows of pixels
 */
export function transformOutput(
  m: usize, step: usize, to: usize, row: usize, channels: i32, rows: i32, columns: i32, bias: usize, least: f32, most: f32,
): void {
  const pixel = <usize>channels << 2;
  const lowest = f32x4.splat(least);
  const highest = f32x4.splat(most);
  for (let c: usize = 0; c < pixel; c += 16) {
    const from = m + c;
    // Sums over the rows of m, column by column.
    let a0 = v128.load(from), a1 = v128.load(from + step), a2 = v128.load(from + 2 * step), a3 = v128.load(from + 3 * step);
    const second = from + 4 * step;
    let b0 = v128.load(second), b1 = v128.load(second + step);
    let b2 = v128.load(second + 2 * step), b3 = v128.load(second + 3 * step);
    const third = from + 8 * step;
    let s = v128.load(third);
    a0 = f32x4.add(f32x4.add(a0, b0), s); b0 = f32x4.sub(b0, s);
    s = v128.load(third + step);
    a1 = f32x4.add(f32x4.add(a1, b1), s); b1 = f32x4.sub(b1, s);
    s = v128.load(third + 2 * step);
    a2 = f32x4.add(f32x4.add(a2, b2), s); b2 = f32x4.sub(b2, s);
    s = v128.load(third + 3 * step);
    a3 = f32x4.add(f32x4.add(a3, b3), s); b3 = f32x4.sub(b3, s);
    const fourth = from + 12 * step;
    b0 = f32x4.sub(b0, v128.load(fourth));
    b1 = f32x4.sub(b1, v128.load(fourth + step));
    b2 = f32x4.sub(b2, v128.load(fourth + 2 * step));
    b3 = f32x4.sub(b3, v128.load(fourth + 3 * step));
    const offset = bias ? v128.load(bias + c) : f32x4.splat(0);
    const out = to + c;
    put(f32x4.add(f32x4.add(a0, a1), a2), offset, lowest, highest, out);
    if (columns > 1) put(f32x4.sub(f32x4.sub(a1, a2), a3), offset, lowest, highest, out + pixel);
    if (rows > 1) {
      put(f32x4.add(f32x4.add(b0, b1), b2), offset, lowest, highest, out + row);
      if (columns > 1) put(f32x4.sub(f32x4.sub(b1, b2), b3), offset, lowest, highest, out + row + pixel);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(value: v128, offset: v128, lowest: v128, highest: v128, to: usize): void {
  v128.store(to, f32x4.min(f32x4.max(f32x4.add(value, offset), lowest), highest));
}
