import type { DecodedPicture } from "./codec.js";

/** A picture whose arrays are copies of their own. Constructors copy without the zeros that slice() writes first. */
export function ownArrays<T extends Pick<DecodedPicture, "motion" | "residual" | "picture" | "macroblockDamage">>(
  decoded: T,
): T {
  const { motion, residual, picture, macroblockDamage } = decoded;
  return {
    ...decoded,
    motion: motion && {
      ...motion,
      vectors: new Int16Array(motion.vectors),
      references: new Int32Array(motion.references),
      intra: new Uint8Array(motion.intra),
      partition: new Uint8Array(motion.partition),
      ...(motion.partitionHeight && { partitionHeight: new Uint8Array(motion.partitionHeight) }),
      ...(motion.fieldPairs && { fieldPairs: new Uint8Array(motion.fieldPairs) }),
      ...(motion.direct && { direct: new Uint8Array(motion.direct) }),
      ...(motion.globalMotion && {
        globalMotion: { ...motion.globalMotion, blocks: new Uint8Array(motion.globalMotion.blocks) },
      }),
      ...(motion.fieldPrediction ? { fieldPrediction: new Uint8Array(motion.fieldPrediction) } : {}),
    },
    residual: residual && {
      ...residual,
      y: new Int16Array(residual.y),
      cb: new Int16Array(residual.cb),
      cr: new Int16Array(residual.cr),
    },
    ...(macroblockDamage && { macroblockDamage: new Uint8Array(macroblockDamage) }),
    picture: picture && {
      ...picture,
      y: new Uint8Array(picture.y),
      cb: new Uint8Array(picture.cb),
      cr: new Uint8Array(picture.cr),
      ...(picture.deep && {
        deep: {
          ...picture.deep,
          y: new Uint16Array(picture.deep.y),
          cb: new Uint16Array(picture.deep.cb),
          cr: new Uint16Array(picture.deep.cr),
        },
      }),
    },
  };
}
