import { UnsupportedFeatureError, type Where } from "../errors.js";
import type { SpriteTrajectory } from "./sprite-trajectory.js";
import { type SpriteWarp, spriteWarp } from "./sprite-warp.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import type { MacroblockLayer } from "./wasm-module.js";

/**
 * Tells the macroblock layer of the next picture's global motion, and returns it.
 * @param early the ways of DivX 5.00 build 413 (encoder-behaviour.ts)
 * @throws UnsupportedFeatureError if the warp is too far for 32-bit positions
 */
export function setSprite(
  wasm: MacroblockLayer,
  layer: VideoObjectLayer,
  trajectory: SpriteTrajectory,
  early: boolean,
  where: Where,
): SpriteWarp {
  const { width, height, spriteWarpingAccuracy } = layer;
  const warp = spriteWarp(trajectory, width, height, spriteWarpingAccuracy, early);
  if (!warp) {
    throw new UnsupportedFeatureError("global motion that leaves 32 bits", "ISO/IEC 14496-2, 7.8.4", where);
  }
  const { translation, accuracy, offset, chromaOffset, right, down } = warp;
  wasm.setWarp(trajectory.du.length, translation, early, accuracy, ...offset, ...chromaOffset, ...right, ...down);
  return warp;
}
