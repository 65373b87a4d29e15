import type { VopType } from "./video-object-plane.js";

/**
 * What the times of the VOPs so far say (ISO/IEC 14496-2, 6.3.4, 6.3.5 and 7.6.7), in ticks of vop_time_increment_resolution. Of VOPs
 * that are not coded too: they move the clock.
 */
export interface VopTimes {
  /** Whole seconds that modulo_time_base of the next I-, P- or S-VOP counts from. */
  readonly seconds: number;
  /** Whole seconds that modulo_time_base of B-VOPs counts from: those before the last anchor's own. */
  readonly secondsBefore: number;
  /** Time of the last anchor (I-, P- or S-VOP). */
  readonly anchorTime: number;
  /** Ticks between the last two anchors, modulo 2¹⁶: TRD. */
  readonly anchorDistance: number;
  /** Coded anchors so far, at most 2. */
  readonly anchors: number;
  /**
   * Ticks that count as a frame where fields are counted: from the past anchor to the first B-VOP behind a layer's header; 0 before
   * it.
   */
  readonly frameTicks: number;
  /** The packet before brought a packed VOP, which takes the place of the next packet's VOP that is not coded. */
  readonly packed: boolean;
  /**
   * Reading began in the middle of the stream: B-VOPs before its second anchor say nothing of how long a frame is. (At a stream's
   * start they do, as FFmpeg has it.)
   */
  readonly middle: boolean;
}

/** Distances between a B-VOP and its references in ticks, for the scaling of direct vectors (7.6.9.5.2). */
export interface VopDistances {
  /** TRB: from the past anchor to the B-VOP. */
  readonly trb: number;
  /** TRD: from the past anchor to the future one. */
  readonly trd: number;
  /** The same in fields, for field-predicted macroblocks (7.7.2.2). */
  readonly trbFields: number;
  readonly trdFields: number;
}

export const NO_TIMES: VopTimes = {
  seconds: 0,
  secondsBefore: 0,
  anchorTime: 0,
  anchorDistance: 0,
  anchors: 0,
  frameTicks: 0,
  packed: false,
  middle: false,
};

export const MIDDLE_TIMES: VopTimes = { ...NO_TIMES, middle: true };

/** The clock after a Group_of_VOP header, which sets its seconds. */
export function groupTimes(times: VopTimes, seconds: number): VopTimes {
  const { secondsBefore, anchorTime, anchorDistance, anchors, frameTicks, packed, middle } = times;
  return { seconds, secondsBefore, anchorTime, anchorDistance, anchors, frameTicks, packed, middle };
}

/** The clock after the header of a layer, which may be repeated: what counts as a frame is found anew, as FFmpeg does. */
export function layerTimes(times: VopTimes): VopTimes {
  return times.frameTicks === 0 ? times : { ...times, frameTicks: 0 };
}

/**
 * The clock after a VOP. B-VOPs do not move it, nor does a VOP that only keeps the place of a packed one.
 * @param keepsPlace the packet before was packed, and this VOP is not coded
 */
export function vopTimes(times: VopTimes, vop: VopType, ticksPerSecond: number, keepsPlace: boolean): VopTimes {
  if (vop.type === "B") {
    if (times.middle && times.anchors < 2) return times;
    const frameTicks = times.frameTicks || ticksBetween(times, vop, ticksPerSecond)?.trb || 0;
    return frameTicks === times.frameTicks ? times : { ...times, frameTicks };
  }
  if (keepsPlace) return times;
  const seconds = times.seconds + vop.moduloTimeBase;
  const anchorTime = seconds * ticksPerSecond + vop.timeIncrement;
  return {
    seconds,
    secondsBefore: times.seconds,
    anchorTime,
    anchorDistance: modulo(anchorTime - times.anchorTime),
    anchors: vop.coded ? Math.min(2, times.anchors + 1) : times.anchors,
    frameTicks: times.frameTicks,
    packed: times.packed,
    middle: times.middle,
  };
}

/**
 * Where a B-VOP stands between the last two anchors, or null where it does not stand between them. FFmpeg keeps both distances in
 * 16 bits, and leaves such a B-VOP out; so does this. In interlaced streams it counts both times and the past anchor's in frames,
 * and leaves a B-VOP out whose frame is not between the anchors', too.
 */
export function vopDistances(
  times: VopTimes,
  vop: VopType,
  { timeResolution, interlaced }: { readonly timeResolution: number; readonly interlaced: boolean },
): VopDistances | null {
  const between = ticksBetween(times, vop, timeResolution);
  if (!between) return null;
  const { time, trb, trd } = between;
  const frameTicks = times.frameTicks || trb;
  const frame = (ticks: number) => roundedQuotient(ticks, frameTicks);
  const past = frame(times.anchorTime - trd);
  const trdFields = modulo((frame(times.anchorTime) - past) * 2);
  const trbFields = modulo((frame(time) - past) * 2);
  if (trbFields > 1 && trbFields < trdFields) return { trb, trd, trbFields, trdFields };
  return interlaced ? null : { trb, trd, trbFields: 2, trdFields: 4 };
}

function ticksBetween(times: VopTimes, vop: VopType, ticksPerSecond: number) {
  const time = (times.secondsBefore + vop.moduloTimeBase) * ticksPerSecond + vop.timeIncrement;
  const trd = times.anchorDistance;
  const trb = modulo(trd - (times.anchorTime - time));
  return trb > 0 && trb < trd ? { time, trb, trd } : null;
}

/** a / b to the nearest whole number, halves away from 0. */
function roundedQuotient(a: number, b: number): number {
  return Math.trunc((a + Math.sign(a) * (b >> 1)) / b);
}

function modulo(ticks: number): number {
  return ((ticks % 65_536) + 65_536) % 65_536;
}
