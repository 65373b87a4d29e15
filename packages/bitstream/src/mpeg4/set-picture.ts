import { LimitExceededError } from "../errors.js";
import { CHROMA_HALVINGS } from "./encoder-behaviour.js";
import { setSprite } from "./set-sprite.js";
import type { SpriteWarp } from "./sprite-warp.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { type VopHeader, vopTypeCode } from "./video-object-plane.js";
import type { CodedVop } from "./vop-decoder.js";
import type { MacroblockLayer } from "./wasm-module.js";

/**
 * Tells the macroblock layer all that a VOP's macroblocks depend on.
 * @returns the motion of an S-VOP as a whole
 * @throws LimitExceededError if memory for B-pictures cannot be had
 */
export function setPicture(
  wasm: MacroblockLayer,
  layer: VideoObjectLayer,
  header: VopHeader,
  { vop, number, distances, behaviour, bits }: CodedVop,
  standardRounding: boolean,
): SpriteWarp | null {
  const { idct, unlimitedDc, edgeAtPictureSize, chromaHalving, oldDiagonals, earlySprites } = behaviour;
  wasm.setBehaviour(idct === "xvid", unlimitedDc, edgeAtPictureSize, standardRounding);
  wasm.setQuarterPel(layer.quarterSample, CHROMA_HALVINGS.indexOf(chromaHalving), oldDiagonals);
  const { roundingType, intraDcThreshold, quantiser, forwardCode, backwardCode, sprite } = header;
  wasm.setPicture(vopTypeCode(vop.type), roundingType, intraDcThreshold, quantiser, forwardCode, number.past);
  if (distances) {
    if (!wasm.setBidirectional(backwardCode, number.future, distances.trb, distances.trd)) {
      throw new LimitExceededError("the picture area", layer.width * layer.height, 0, bits.where());
    }
  }
  if (layer.interlaced) {
    const { alternateScan, topFieldFirst } = header;
    const { trbFields, trdFields } = distances ?? { trbFields: 0, trdFields: 0 };
    const { alwaysTransformType, divxFieldChroma } = behaviour;
    wasm.setFields(topFieldFirst, alternateScan, trbFields, trdFields, alwaysTransformType, divxFieldChroma);
  }
  return sprite && setSprite(wasm, layer, sprite, earlySprites, bits.where());
}

/** Tells it that an I-VOP was passed over, whose macroblocks B-VOPs need to know as intra. */
export function setUndecodedIntra(wasm: MacroblockLayer): void {
  wasm.setPicture(vopTypeCode("I"), 0, 0, 1, 0, -1);
}
