import type { VideoObjectLayer } from "./video-object-layer.js";

/** Whether two layers are decoded alike. */
export function sameLayer(a: VideoObjectLayer, b: VideoObjectLayer): boolean {
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

function comparable({ intraMatrix, nonIntraMatrix, ...rest }: VideoObjectLayer): unknown {
  return { ...rest, intraMatrix: [...intraMatrix], nonIntraMatrix: [...nonIntraMatrix] };
}
