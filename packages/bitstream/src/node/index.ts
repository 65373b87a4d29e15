export type { DecoderPool, DecoderPoolOptions } from "../pool/decoder-pool.js";
export { createDecoderPool } from "./decoder-pool.js";
export { openVideo } from "./open-video.js";
