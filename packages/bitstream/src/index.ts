export * from "./errors.js";
export type * from "./frame.js";
export { frameMd5Bytes } from "./frame-md5.js";
export { type MotionRow, motionRows } from "./motion-rows.js";
export { openVideo } from "./open-video.js";
export type { DecoderPool, DecoderPoolOptions } from "./pool/decoder-pool.js";
export { createDecoderPool } from "./pool/web-pool.js";
export { predictPicture, type ReferenceOf } from "./rebuild/predict-picture.js";
export { rebuildPicture } from "./rebuild/rebuild-picture.js";
