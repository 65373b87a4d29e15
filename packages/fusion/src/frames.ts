import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

/** How a sequence of frames becomes one map without any memory over time. */
export type FrameSummary = "channels" | "mean" | "last";

/** All ways to summarise frames. */
export const FRAME_SUMMARIES: readonly FrameSummary[] = ["channels", "mean", "last"];

/**
 * One map of a sequence of frames, without memory: the frames as parallel channels (frame after frame), their mean over
 * time, or the last one.
 *
 * @param frames  shape [B, T, H, W, C]
 * @returns shape [B, H, W, T·C] for `"channels"`, otherwise [B, H, W, C]; the caller owns it
 * @throws ShapeMismatchError for another rank; InvalidOptionError for another summary
 */
export function summariseFrames(frames: tf.Tensor5D, summary: FrameSummary): tf.Tensor4D {
  if (frames.rank !== 5) throw new ShapeMismatchError("the frames", "[B, T, H, W, C]", frames.shape);
  const [batch, steps, height, width, channels] = frames.shape;
  return tf.tidy(() => {
    switch (summary) {
      case "channels": {
        const byFrame = tf.transpose(tf.reshape(frames, [batch, steps, height * width, channels]), [0, 2, 1, 3]);
        return tf.reshape(byFrame, [batch, height, width, steps * channels]) as tf.Tensor4D;
      }
      case "mean": {
        const flat = tf.reshape(frames, [batch, steps, height * width * channels]);
        return tf.reshape(tf.mean(flat, 1), [batch, height, width, channels]) as tf.Tensor4D;
      }
      case "last": {
        const last = tf.slice(frames, [0, steps - 1], [batch, 1]);
        return tf.reshape(last, [batch, height, width, channels]) as tf.Tensor4D;
      }
      default:
        throw new InvalidOptionError("summary", summary, FRAME_SUMMARIES.join(", "));
    }
  });
}

/**
 * Zeros as further channels, behind the ones that are there.
 *
 * @param x  shape […, C]
 * @param channels  as many as the result has, at least C
 * @returns shape […, channels]; the caller owns it (x itself where nothing is missing)
 * @throws ShapeMismatchError if x has more
 */
export function padChannels<T extends tf.Tensor>(x: T, channels: number): T {
  const missing = channels - x.shape[x.rank - 1]!;
  if (missing < 0) throw new ShapeMismatchError("the map to pad", `[…, C ≤ ${channels}]`, x.shape);
  if (missing === 0) return x;
  // As rows of channels: every backend pads and has the gradient for two axes.
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, channels - missing]);
    const padded = tf.pad(rows, [
      [0, 0],
      [0, missing],
    ]);
    return tf.reshape(padded, [...x.shape.slice(0, -1), channels]) as T;
  });
}
