import * as tf from "@tensorflow/tfjs-core";
import { ShapeMismatchError } from "./errors.js";
import { uniformNumbers } from "./initialise.js";
import { wholeNumber } from "./options.js";

/** A count sketch's two fixed hash functions: where each channel goes, and with which sign. */
export interface SketchHash {
  /** length D of the sketch */
  readonly dims: number;
  /** h: for each of the c channels its place in [0, D) */
  readonly places: Int32Array;
  /** s: for each channel 1 or −1 */
  readonly signs: Float32Array;
}

/**
 * Draws the hash functions of a count sketch, uniformly; the same seed gives the same ones.
 *
 * @param channels  c
 * @param dims  D
 * @throws InvalidOptionError if `channels` or `dims` is no whole number from 1
 */
export function sketchHash(channels: number, dims: number, seed: number): SketchHash {
  wholeNumber("channels", channels);
  wholeNumber("dims", dims);
  const uniform = uniformNumbers(seed);
  return {
    dims,
    places: Int32Array.from({ length: channels }, () => Math.floor(uniform() * dims)),
    signs: Float32Array.from({ length: channels }, () => (uniform() < 0.5 ? -1 : 1)),
  };
}

/**
 * Count sketch: ψ(x)_n = Σ_{c: h(c) = n} s(c)·x_c   (Charikar et al. 2002; Gao et al. 2016, Algorithm 2).
 *
 * Each place gathers the channels that go there, and the gradient of a channel is gathered from its place: no backend needs
 * to scatter.
 *
 * @param x  shape [R, c]
 * @returns shape [R, D]; the caller owns it
 * @throws ShapeMismatchError if x has not the hash's channels
 */
export function countSketch(x: tf.Tensor2D, hash: SketchHash): tf.Tensor2D {
  const channels = hash.places.length;
  if (x.rank !== 2 || x.shape[1] !== channels) throw new ShapeMismatchError("x", `[R, ${channels}]`, x.shape);
  const sketched = tf.customGrad((...args) => ({
    value: gatherPlaces(args[0] as tf.Tensor2D, hash),
    gradFunc: (dy: tf.Tensor) =>
      tf.tidy(() => tf.mul(tf.gather(dy, tf.tensor1d(hash.places), 1), tf.tensor1d(hash.signs))),
  }));
  return sketched(x) as tf.Tensor2D;
}

function gatherPlaces(x: tf.Tensor2D, hash: SketchHash): tf.Tensor2D {
  const { depth, channels, signs } = channelsByPlace(hash);
  return tf.tidy(() => {
    const gathered = tf.mul(tf.gather(x, tf.tensor1d(channels), 1), tf.tensor1d(signs));
    return tf.sum(tf.reshape(gathered, [x.shape[0], hash.dims, depth]), 2) as tf.Tensor2D;
  });
}

interface Places {
  /** channels of the fullest place */
  readonly depth: number;
  /** [D · depth]; places that have fewer are filled up with channel 0 … */
  readonly channels: Int32Array;
  /** … and sign 0 */
  readonly signs: Float32Array;
}

const known = new WeakMap<SketchHash, Places>();

/** The hash the other way round: for each place the channels that go there. */
function channelsByPlace(hash: SketchHash): Places {
  const found = known.get(hash);
  if (found) return found;
  const lists: number[][] = Array.from({ length: hash.dims }, () => []);
  for (const [channel, place] of hash.places.entries()) lists[place]!.push(channel);
  const depth = Math.max(1, ...lists.map((list) => list.length));
  const channels = new Int32Array(hash.dims * depth);
  const signs = new Float32Array(hash.dims * depth);
  lists.forEach((list, place) => {
    list.forEach((channel, i) => {
      channels[place * depth + i] = channel;
      signs[place * depth + i] = hash.signs[channel]!;
    });
  });
  const places = { depth, channels, signs };
  known.set(hash, places);
  return places;
}
