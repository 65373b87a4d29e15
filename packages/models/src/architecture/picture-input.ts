import type { InputDescription } from "./architecture.js";

/** The one input of a network that looks at a picture (or at a map of motion vectors or residuals). */
export function pictureInput({
  size,
  channels,
}: {
  readonly size: number;
  readonly channels: number;
}): [InputDescription] {
  return [{ name: "image", shape: [size, size, channels], dtype: "float32" }];
}
