import type { GlobalMotion } from "../frame.js";
import type { SpriteTrajectory } from "./sprite-trajectory.js";

/** Where an S-VOP's pixels come from (ISO/IEC 14496-2, 7.8.4 to 7.8.6). */
export type SpriteWarp = Omit<GlobalMotion, "blocks">;

type Vector = readonly [x: number, y: number];

/** What positions are computed with: larger ones have no meaning in 32 bits. */
const LIMIT = 2 ** 31 - 1;
/** Fractional bits that all positions are brought to, beside those of the accuracy. */
const FRACTION_BITS = 16;

/**
 * The warp that a trajectory describes.
 * @param trajectory of 0…3 points
 * @param unscaled the points are in whole units of the accuracy, as DivX 5.00 build 413 wrote them
 * @returns null where it is too far for 32-bit arithmetic, which is where FFmpeg gives up as well
 */
export function spriteWarp(
  trajectory: SpriteTrajectory,
  width: number,
  height: number,
  accuracy: number,
  unscaled: boolean,
): SpriteWarp | null {
  const { du, dv } = trajectory;
  const points = du.length;
  const unit = 2 << accuracy; // s of the standard
  const scale = unscaled ? 1 : unit / 2;
  const sixteenths = 16 / unit; // r of the standard
  /** Moved by the first point's vector and, beyond it, another's; in units of the accuracy. */
  const moved = (i: number): Vector =>
    i === 0
      ? [scale * (du[0] ?? 0), scale * (dv[0] ?? 0)]
      : [scale * ((du[0] ?? 0) + (du[i] ?? 0)), scale * ((dv[0] ?? 0) + (dv[i] ?? 0))];
  const first = moved(0);
  if (points <= 1) return translation(accuracy, first, [halfUp(first[0]), halfUp(first[1])]);

  // Corners at distances of powers of two, in sixteenths of a pixel, relative to the first point: i1', j1', i2', j2'.
  const [alpha, beta] = [Math.max(1, bitsOf(width)), bitsOf(height)];
  const [w, h] = [2 ** alpha, 2 ** beta];
  const corner = (i: number, axis: 0 | 1, size: number, virtual: number): number => {
    const here = sixteenths * first[axis];
    const there = sixteenths * moved(i)[axis];
    return roundedQuotient((size - virtual) * here + virtual * there, size) - here;
  };
  const alongWidth: Vector = [16 * w + corner(1, 0, width, w), corner(1, 1, width, w)];
  const three = points === 3;
  const alongHeight: Vector = three
    ? [corner(2, 0, height, h), 16 * h + corner(2, 1, height, h)]
    : // Two points leave no shear: a turn and a zoom.
      [-alongWidth[1], alongWidth[0]];

  const common = three ? Math.min(alpha, beta) : alpha;
  const [stepsRight, stepsDown] = three ? [h / 2 ** common, w / 2 ** common] : [1, 1];
  const shift = (three ? Math.max(alpha, beta) : alpha) + 3 - accuracy;
  const right: Vector = [alongWidth[0] * stepsRight, alongWidth[1] * stepsRight];
  const down: Vector = [alongHeight[0] * stepsDown, alongHeight[1] * stepsDown];
  const offsetOf = (axis: 0 | 1) => first[axis] * 2 ** shift + 2 ** (shift - 1);
  const chromaOf = (axis: 0 | 1) =>
    right[axis] + down[axis] + 2 * w * stepsRight * sixteenths * first[axis] - 16 * w * stepsRight + 2 ** (shift + 1);
  const offset: Vector = [offsetOf(0), offsetOf(1)];
  const chromaOffset: Vector = [chromaOf(0), chromaOf(1)];

  const pixel = unit * 2 ** shift;
  if (right[0] === pixel && right[1] === 0 && down[0] === 0 && down[1] === pixel) {
    return translation(accuracy, down2(offset, shift), down2(chromaOffset, shift + 2));
  }
  return inRange(
    {
      translation: false,
      accuracy,
      offset: up2(offset, FRACTION_BITS - shift),
      chromaOffset: up2(chromaOffset, FRACTION_BITS - shift - 2),
      right: up2(right, FRACTION_BITS - shift),
      down: up2(down, FRACTION_BITS - shift),
    },
    shift,
    width + 16,
    height + 16,
  );
}

function translation(accuracy: number, offset: Vector, chromaOffset: Vector): SpriteWarp {
  return { translation: true, accuracy, offset, chromaOffset, right: [0, 0], down: [0, 0] };
}

/** Every position within the picture, and what it moves by, must fit 32 bits. */
function inRange(warp: SpriteWarp, shift: number, width: number, height: number): SpriteWarp | null {
  if (shift + 2 > FRACTION_BITS) return null;
  const { accuracy, offset, chromaOffset, right, down } = warp;
  const pixel = (2 << accuracy) * 2 ** FRACTION_BITS;
  for (const axis of [0, 1] as const) {
    const steps = [right[axis], down[axis]] as const;
    const start = offset[axis];
    const values = [start, chromaOffset[axis], steps[0] * width, steps[1] * width];
    for (const [a, b] of [steps, [steps[0] - pixel, steps[1] - pixel]] as const) {
      values.push(a, b, start + a * width, start + b * height, start + a * width + b * height);
    }
    if (values.some((value) => Math.abs(value) >= LIMIT)) return null;
  }
  return warp;
}

/** (v >> 1) | (v & 1): half of it, halves counted as the next odd number. */
function halfUp(value: number): number {
  return (value >> 1) | (value & 1);
}

function up2([x, y]: Vector, bits: number): Vector {
  return [x * 2 ** bits, y * 2 ** bits];
}

function down2([x, y]: Vector, bits: number): Vector {
  return [Math.floor(x / 2 ** bits), Math.floor(y / 2 ** bits)];
}

/** Smallest n with 2^n ≥ value. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value - 1);
}

/** a // b: to the nearest, halves away from zero. */
function roundedQuotient(a: number, b: number): number {
  const half = Math.floor(b / 2);
  return Math.trunc((a >= 0 ? a + half : a - half) / b);
}
