// Direct prediction in B slices, spatial and temporal (8.4.1.2).

import { FIRST, directCache } from "./caches";
import { beginColocated, findColocated } from "./colocated";
import { COLOCATED, fault } from "./fault";
import { subTypes } from "./macroblock-arrays";
import { DIRECT, P0_L0, P0_L1, P1_L0, P1_L1, P_16X16, P_8X8 } from "./macroblock-type";
import { listSlot } from "./reference-keys";
import { mbIndex, mbType, setMbType, spatialDirect } from "./slice-state";
import { predictSpatial, predictSpatialQuarters, spatialLists, spatialShapes } from "./spatial-direct";
import { beginTemporal, predictTemporal, predictTemporalQuarter, temporalShapes } from "./temporal-direct";

/** The slice has the pictures that direct prediction refers to at least. */
let ready: bool = false;

/** Prepares for a B slice: finds the colocated picture(s), map of references and scale factors (MBAFF: of the field lists, too). */
export function beginDirect(): void {
  ready = listSlot(0, 0) >= 0 && beginColocated();
  if (ready && !spatialDirect) beginTemporal();
}

/**
 * B_Skip and B_Direct_16x16: fills referenceCache and vectorCache of the macroblock and completes mbType (partition shape as FFmpeg
 * exports it: that of the colocated macroblock; P_16X16 also where spatial prediction gives all four quarters the same vectors by
 * construction; P_8X8 with subTypes). fillMotion() comes before. False: a fault was noted.
 */
export function predictDirect(): bool {
  if (!ready) return fault(COLOCATED);
  const shape = spatialDirect ? predictSpatial() : predictTemporal();
  const lists = spatialDirect ? spatialLists : P0_L0 | P0_L1;
  if (shape == P_8X8) {
    const shapes = spatialDirect ? spatialShapes : temporalShapes;
    const at = subTypes + (<usize>mbIndex << 4);
    v128.store(at, v128.or(v128.load(shapes), i32x4.splat(DIRECT | lists)));
    setMbType(mbType | DIRECT | P_8X8);
    return true;
  }
  const second = shape == P_16X16 ? 0 : (lists & P0_L0 ? P1_L0 : 0) | (lists & P0_L1 ? P1_L1 : 0);
  setMbType(mbType | DIRECT | shape | lists | second);
  return true;
}

/** B_8x8: as that for the 8×8 blocks whose bit (0…3) is set in `blocks`; sets their subTypes (DIRECT stays set). */
export function predictDirectBlocks(blocks: i32): bool {
  if (!ready) return fault(COLOCATED);
  if (spatialDirect) predictSpatialQuarters(blocks);
  else findColocated();
  for (let quarter = 0; quarter < 4; quarter++) {
    if (!(blocks >> quarter & 1)) continue;
    const shape = spatialDirect ? load<u32>(spatialShapes + (<usize>quarter << 2)) : predictTemporalQuarter(quarter);
    const lists = spatialDirect ? spatialLists : P0_L0 | P0_L1;
    store<u32>(subTypes + (<usize>mbIndex << 4) + (<usize>quarter << 2), DIRECT | shape | lists);
    const direct = directCache + FIRST + <usize>((quarter & 1) << 1) + <usize>((quarter >> 1) << 4);
    store<u16>(direct, 0x101);
    store<u16>(direct, 0x101, 8);
  }
  return true;
}
