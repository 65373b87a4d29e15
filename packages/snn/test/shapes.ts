import * as tf from "@tensorflow/tfjs-core";

/** Names of the classes, in their order. */
export const CLASSES = ["disc", "square", "cross", "ring"] as const;

/**
 * Pictures of discs, squares, crosses and rings, 16 × 16, of any size, place and brightness, with noise.
 *
 * @returns images [N, 16, 16, 1] in [0, 1] and their classes; the same for the same seed
 */
export function shapeImages(count: number, seed: number): { images: tf.Tensor4D; labels: number[] } {
  const size = 16;
  let state = seed * 2654435761 + 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const data = new Float32Array(count * size * size);
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const label = i % CLASSES.length;
    labels.push(label);
    const radius = 3 + 3 * random();
    const [cx, cy] = [radius + 0.5 + random() * (15 - 2 * radius), radius + 0.5 + random() * (15 - 2 * radius)];
    const [ink, paper] = [0.5 + 0.5 * random(), 0.2 * random()];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [dx, dy] = [Math.abs(x - cx), Math.abs(y - cy)];
        const r = Math.hypot(dx, dy);
        const inside = [
          r < radius,
          Math.max(dx, dy) < radius * 0.85,
          Math.min(dx, dy) < 1 && Math.max(dx, dy) < radius,
          Math.abs(r - radius + 1) < 1,
        ][label]!;
        const value = (inside ? ink : paper) + 0.15 * (random() - 0.5);
        data[(i * size + y) * size + x] = Math.min(Math.max(value, 0), 1);
      }
    }
  }
  return { images: tf.tensor4d(data, [count, size, size, 1]), labels };
}
