import * as tf from "@tensorflow/tfjs-core";
import { KernelInputError } from "./errors.js";

/** A complex tensor as its parts, of one shape: what a gradient can flow through. */
export interface ComplexParts {
  readonly real: tf.Tensor;
  readonly imag: tf.Tensor;
}

/**
 * The discrete Fourier transform along the last axis, differentiable.
 *
 * X[k] = Σ_j x[j]·exp(−2πi·jk/n); inverse: x[j] = (1/n)·Σ_k X[k]·exp(2πi·jk/n)
 *
 * tfjs's engine refuses gradients that are complex, so `tf.spectral.fft` can have none; this takes and gives real tensors.
 * Each part's gradient is that of the transform's conjugate transpose: n times the inverse transform, and back.
 *
 * @param input  real and imaginary part, [..., n], float32
 * @returns parts of the same shape; the caller owns them
 * @throws KernelInputError unless both parts are float32 and of one shape with at least one axis
 */
export function fourierTransform(
  { real, imag }: ComplexParts,
  options: { readonly inverse?: boolean } = {},
): ComplexParts {
  const { inverse = false } = options;
  requireAlike("fourierTransform", real, imag);
  return tf.tidy(() => {
    const both = tf.customGrad((...args: unknown[]) => {
      const [re, im] = args as [tf.Tensor, tf.Tensor];
      const n = re.shape.at(-1)!;
      const gradFunc = (dy: tf.Tensor | tf.Tensor[]) => {
        const [dre, dim] = tf.unstack(dy as tf.Tensor) as [tf.Tensor, tf.Tensor];
        const scale = inverse ? 1 / n : n;
        return transformed(dre, dim, !inverse).map((part) => tf.mul(part, scale));
      };
      return { value: tf.stack(transformed(re, im, inverse)), gradFunc };
    })(real, imag);
    const [re, im] = tf.unstack(both) as [tf.Tensor, tf.Tensor];
    return { real: re, imag: im };
  });
}

function transformed(real: tf.Tensor, imag: tf.Tensor, inverse: boolean): [tf.Tensor, tf.Tensor] {
  const n = real.shape.at(-1)!;
  // Some backends transform matrices only.
  const rows = [real.size / n, n];
  const input = tf.complex(tf.reshape(real, rows), tf.reshape(imag, rows));
  const output = inverse ? tf.spectral.ifft(input) : tf.spectral.fft(input);
  return [tf.reshape(tf.real(output), real.shape), tf.reshape(tf.imag(output), real.shape)];
}

/**
 * The circular convolution along the last axis, differentiable: what makes the product of two count sketches compact
 * bilinear pooling (Gao et al. 2016).
 *
 * c[k] = Σ_j a[j]·b[(k − j) mod n] = F⁻¹(F(a)·F(b))
 *
 * @param a  [..., n], float32
 * @param b  the same shape
 * @returns the same shape; the caller owns it
 * @throws KernelInputError unless both are float32 and of one shape with at least one axis
 */
export function circularConvolution(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  requireAlike("circularConvolution", a, b);
  return tf.tidy(() => {
    const [x, y] = [a, b].map((real) => fourierTransform({ real, imag: tf.zerosLike(real) })) as [
      ComplexParts,
      ComplexParts,
    ];
    const real = tf.sub(tf.mul(x.real, y.real), tf.mul(x.imag, y.imag));
    const imag = tf.add(tf.mul(x.real, y.imag), tf.mul(x.imag, y.real));
    return fourierTransform({ real, imag }, { inverse: true }).real;
  });
}

function requireAlike(name: string, a: tf.Tensor, b: tf.Tensor): void {
  const alike = a.dtype === "float32" && b.dtype === "float32" && a.rank > 0 && tf.util.arraysEqual(a.shape, b.shape);
  if (alike) return;
  const [p, q] = [a, b].map(({ dtype, shape }) => `${dtype} [${shape}]`);
  throw new KernelInputError(
    name,
    `both inputs must be float32 of one shape with at least one axis, not ${p} and ${q}`,
  );
}
