// XviD's integer inverse DCT, which streams of XviD are encoded against: rows by sums of products at 11 bits with a rounding
// term of each row's own (Intel application note AP-922, section 4: precision recovered by unequal rounding), columns by
// rotations with tan(k·π/16) at 16 bits.

/** Row k's seven weights cos(i·π/16)·√2·2^14·c_k, i = 1…7, c_k of rows 0/4, 1/7, 2/6, 3/5 (AP-922, tables). */
const WEIGHTS_04: usize = memory.data<i32>([22725, 21407, 19266, 16384, 12873, 8867, 4520]);
const WEIGHTS_17: usize = memory.data<i32>([31521, 29692, 26722, 22725, 17855, 12299, 6270]);
const WEIGHTS_26: usize = memory.data<i32>([29692, 27969, 25172, 21407, 16819, 11585, 5906]);
const WEIGHTS_35: usize = memory.data<i32>([26722, 25172, 22654, 19266, 15137, 10426, 5315]);

/** Rounding terms of rows 0…7. */
const ROUNDING: usize = memory.data<i32>([65536, 3597, 2260, 1203, 0, 120, 512, 512]);

const ROW_SHIFT: i32 = 11;
const COLUMN_SHIFT: i32 = 6;
/** tan(π/16), tan(2π/16), tan(3π/16) × 2^16, and cos(π/4) × 2^15. */
const TAN1: i32 = 0x32ec;
const TAN2: i32 = 0x6a0a;
const TAN3: i32 = 0xab0e;
const COS4: i32 = 0x5a82;

const between: usize = memory.data(256, 16);

/** As transformSimple, with XviD's arithmetic. */
export function transformXvid(block: usize, target: usize, stride: usize): void {
  row(block, 0, WEIGHTS_04);
  row(block, 1, WEIGHTS_17);
  row(block, 2, WEIGHTS_26);
  row(block, 3, WEIGHTS_35);
  row(block, 4, WEIGHTS_04);
  row(block, 5, WEIGHTS_35);
  row(block, 6, WEIGHTS_26);
  row(block, 7, WEIGHTS_17);
  columns(between, target, stride);
  columns(between + 16, target + 8, stride);
}

/** One row: reads eight i16 sixteen bytes apart, writes eight i32. */
function row(block: usize, index: i32, weights: usize): void {
  const at = block + (<usize>index << 1);
  const x0 = <i32>load<i16>(at);
  const x1 = <i32>load<i16>(at, 16);
  const x2 = <i32>load<i16>(at, 32);
  const x3 = <i32>load<i16>(at, 48);
  const x4 = <i32>load<i16>(at, 64);
  const x5 = <i32>load<i16>(at, 80);
  const x6 = <i32>load<i16>(at, 96);
  const x7 = <i32>load<i16>(at, 112);
  const c1 = load<i32>(weights);
  const c2 = load<i32>(weights, 4);
  const c3 = load<i32>(weights, 8);
  const c4 = load<i32>(weights, 12);
  const c5 = load<i32>(weights, 16);
  const c6 = load<i32>(weights, 20);
  const c7 = load<i32>(weights, 24);
  const rounding = load<i32>(ROUNDING + (<usize>index << 2));
  const e = c4 * (x0 + x4) + rounding;
  const f = c4 * (x0 - x4) + rounding;
  const g = c2 * x2 + c6 * x6;
  const h = c6 * x2 - c2 * x6;
  const b0 = c1 * x1 + c3 * x3 + c5 * x5 + c7 * x7;
  const b1 = c3 * x1 - c7 * x3 - c1 * x5 - c5 * x7;
  const b2 = c5 * x1 - c1 * x3 + c7 * x5 + c3 * x7;
  const b3 = c7 * x1 - c5 * x3 + c3 * x5 - c1 * x7;
  const out = between + (<usize>index << 5);
  store<i32>(out, (e + g + b0) >> ROW_SHIFT);
  store<i32>(out, (f + h + b1) >> ROW_SHIFT, 4);
  store<i32>(out, (f - h + b2) >> ROW_SHIFT, 8);
  store<i32>(out, (e - g + b3) >> ROW_SHIFT, 12);
  store<i32>(out, (e - g - b3) >> ROW_SHIFT, 16);
  store<i32>(out, (f - h - b2) >> ROW_SHIFT, 20);
  store<i32>(out, (f + h - b1) >> ROW_SHIFT, 24);
  store<i32>(out, (e + g - b0) >> ROW_SHIFT, 28);
}

// @ts-ignore: decorator
@inline
function times(constant: i32, x: v128): v128 {
  return i32x4.shr_s(i32x4.mul(x, i32x4.splat(constant)), 16);
}

/** Four columns at once; writes eight rows of four i16. */
function columns(at: usize, target: usize, stride: usize): void {
  const x1 = v128.load(at, 32);
  const x3 = v128.load(at, 96);
  const x5 = v128.load(at, 160);
  const x7 = v128.load(at, 224);
  // Odd half.
  const r0 = i32x4.add(times(TAN1, x7), x1);
  const r1 = i32x4.sub(times(TAN1, x1), x7);
  const r2 = i32x4.add(times(TAN3, x5), x3);
  const r3 = i32x4.sub(times(TAN3, x3), x5);
  const o0 = i32x4.add(r0, r2);
  const o3 = i32x4.sub(r1, r3);
  const s0 = i32x4.sub(r0, r2);
  const s1 = i32x4.add(r1, r3);
  const o1 = i32x4.shl(times(COS4, i32x4.add(s0, s1)), 1);
  const o2 = i32x4.shl(times(COS4, i32x4.sub(s0, s1)), 1);
  // Even half.
  const x0 = v128.load(at);
  const x2 = v128.load(at, 64);
  const x4 = v128.load(at, 128);
  const x6 = v128.load(at, 192);
  const t0 = i32x4.add(times(TAN2, x6), x2);
  const t1 = i32x4.sub(times(TAN2, x2), x6);
  const u0 = i32x4.add(x0, x4);
  const u1 = i32x4.sub(x0, x4);
  const e0 = i32x4.add(u0, t0);
  const e3 = i32x4.sub(u0, t0);
  const e1 = i32x4.add(u1, t1);
  const e2 = i32x4.sub(u1, t1);
  put(target, i32x4.add(e0, o0));
  put(target + stride, i32x4.add(e1, o1));
  put(target + 2 * stride, i32x4.add(e2, o2));
  put(target + 3 * stride, i32x4.add(e3, o3));
  put(target + 4 * stride, i32x4.sub(e3, o3));
  put(target + 5 * stride, i32x4.sub(e2, o2));
  put(target + 6 * stride, i32x4.sub(e1, o1));
  put(target + 7 * stride, i32x4.sub(e0, o0));
}

// @ts-ignore: decorator
@inline
function put(target: usize, sums: v128): void {
  const rows = i32x4.shr_s(sums, COLUMN_SHIFT);
  v128.store64_lane(target, i16x8.narrow_i32x4_s(rows, rows), 0);
}
