import * as tf from "@tensorflow/tfjs-core";
import { countSketch, type SketchHash } from "./count-sketch.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { halfSpectrum, multiplySpectra } from "./half-spectrum.js";
import { commonPositions, positionRows } from "./positions.js";

/**
 * Compact bilinear pooling by Tensor Sketch: f(X, Y) = (1/K)·Σ_i F⁻¹(F(ψ_1(x_i)) ⊙ F(ψ_2(y_i))) with count sketches ψ_1, ψ_2
 * and the Fourier transform F   (Gao et al. 2016, Algorithm 2; "BP" of Huo et al., Table 3).
 *
 * It is the count sketch of bilinear pooling (Eq. 2): f_n = Σ_{h_1(a) + h_2(b) ≡ n mod D} s_1(a)·s_2(b)·f_BP(X, Y)_ab, whose
 * inner products are those of f_BP on average. The spectra are summed before the one transform back.
 *
 * @param x  shape [B, K, c], or a map [B, H, W, c] with K = H·W
 * @param y  as x; its channels may be others
 * @param hashes  one for x and another, independent, for y; both of D places
 * @returns shape [B, D], not normalised (see `normalisePooled`); the caller owns it
 * @throws ShapeMismatchError if batch, positions or channels do not fit, or the batch is empty; InvalidOptionError if the hashes do not
 */
export function compactBilinearPooling(
  x: tf.Tensor,
  y: tf.Tensor,
  [first, second]: readonly [SketchHash, SketchHash],
): tf.Tensor2D {
  if (first.dims !== second.dims)
    throw new InvalidOptionError("hashes", [first.dims, second.dims], "one number of places");
  const fourier = halfSpectrum(first.dims);
  return tf.tidy(() => {
    const { batch, positions } = commonPositions({ x, y });
    if (batch === 0) throw new ShapeMismatchError("x", "at least one sample", x.shape);
    const spectrum = (what: string, map: tf.Tensor, hash: SketchHash) =>
      fourier.transform(countSketch(positionRows(what, map, hash.places.length), hash));
    const product = multiplySpectra(spectrum("x", x, first), spectrum("y", y, second));
    const [half, , both] = product.shape;
    const summed = tf.sum(tf.reshape(product, [half, batch, positions, both]), 2) as tf.Tensor3D;
    return tf.mul(fourier.inverse(summed), 1 / positions) as tf.Tensor2D;
  });
}
