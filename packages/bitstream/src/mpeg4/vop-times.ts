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
  /** The packet before brought a packed VOP, which takes the place of the next packet's VOP that is not coded. */
  readonly packed: boolean;
}

/** Distances between a B-VOP and its references in ticks, for the scaling of direct vectors (7.6.9.5.2). */
export interface VopDistances {
  /** TRB: from the past anchor to the B-VOP. */
  readonly trb: number;
  /** TRD: from the past anchor to the future one. */
  readonly trd: number;
}

export const NO_TIMES: VopTimes = {
  seconds: 0,
  secondsBefore: 0,
  anchorTime: 0,
  anchorDistance: 0,
  anchors: 0,
  packed: false,
};

/** The clock after a Group_of_VOP header, which sets its seconds. */
export function groupTimes(times: VopTimes, seconds: number): VopTimes {
  const { secondsBefore, anchorTime, anchorDistance, anchors, packed } = times;
  return { seconds, secondsBefore, anchorTime, anchorDistance, anchors, packed };
}

/**
 * The clock after a VOP. B-VOPs do not move it, nor does a VOP that only keeps the place of a packed one.
 * @param keepsPlace the packet before was packed, and this VOP is not coded
 */
export function vopTimes(times: VopTimes, vop: VopType, ticksPerSecond: number, keepsPlace: boolean): VopTimes {
  if (vop.type === "B" || keepsPlace) return times;
  const seconds = times.seconds + vop.moduloTimeBase;
  const anchorTime = seconds * ticksPerSecond + vop.timeIncrement;
  return {
    seconds,
    secondsBefore: times.seconds,
    anchorTime,
    anchorDistance: modulo(anchorTime - times.anchorTime),
    anchors: vop.coded ? Math.min(2, times.anchors + 1) : times.anchors,
    packed: times.packed,
  };
}

/**
 * Where a B-VOP stands between the last two anchors, or null where it does not stand between them. FFmpeg keeps both distances in
 * 16 bits, and leaves such a B-VOP out; so does this.
 */
export function vopDistances(times: VopTimes, vop: VopType, ticksPerSecond: number): VopDistances | null {
  const time = (times.secondsBefore + vop.moduloTimeBase) * ticksPerSecond + vop.timeIncrement;
  const trd = times.anchorDistance;
  const trb = modulo(trd - (times.anchorTime - time));
  return trb > 0 && trb < trd ? { trb, trd } : null;
}

function modulo(ticks: number): number {
  return ((ticks % 65_536) + 65_536) % 65_536;
}
