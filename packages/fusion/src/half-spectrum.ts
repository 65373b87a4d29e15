import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "./errors.js";

/**
 * Half of the discrete Fourier transform of real rows, as products of real matrices: it has gradients on every backend, and
 * needs no complex tensors. Length N = P·Q; the spectrum X_k, k = k₁ + P·k₂, is held for k₁ = 0 … ⌊P/2⌋ (the rest are
 * conjugates of these) in the order [k₁, row, real k₂ | imaginary k₂].
 */
export interface HalfSpectrum {
  readonly length: number;
  /** Q: half of the last axis */
  readonly columns: number;
  /** shape [⌊P/2⌋ + 1, rows, 2·Q] */
  transform(rows: tf.Tensor2D): tf.Tensor3D;
  /** the real rows that a spectrum belongs to, shape [rows, N] */
  inverse(spectrum: tf.Tensor3D): tf.Tensor2D;
}

/** Numbers that the matrices of one length may take, 16 Mi: 64 MiB. */
const MOST_NUMBERS = 2 ** 24;

/**
 * The transform of rows of one length, in two steps (Cooley & Tukey 1965): over n₁ for each n₂, then over n₂ for each k₁,
 * where n = Q·n₁ + n₂. Multiplications for each row: 2·N·(P/2 + 1) + 4·Q²·(P/2 + 1), fewest where P ≈ Q.
 *
 * @throws InvalidOptionError if the length has no divisors near its square root and is too long for one matrix
 */
export function halfSpectrum(length: number): HalfSpectrum {
  const made = latest.get(length) ?? makeMatrices(length);
  latest.delete(length);
  latest.set(length, made);
  for (const oldest of latest.keys()) if (latest.size > KEPT) latest.delete(oldest);
  const { p, q, half, first, second, weights } = made;
  const matrices = () => ({
    // [P, H·2]: column 2·k₁ real, 2·k₁ + 1 imaginary
    first: tf.tensor2d(first, [p, half * 2]),
    // [H, 2·Q, 2·Q]: (real n₂ | imaginary n₂) → (real k₂ | imaginary k₂), twiddle factors included
    second: tf.tensor3d(second, [half, 2 * q, 2 * q]),
  });
  return {
    length,
    columns: q,
    transform: (rows) =>
      tf.tidy(() => {
        const count = rows.shape[0];
        const { first, second } = matrices();
        const byColumn = tf.transpose(tf.reshape(rows, [count, p, q]), [0, 2, 1]);
        const once = tf.matMul(tf.reshape(byColumn, [count * q, p]) as tf.Tensor2D, first);
        // [rows, n₂, k₁, part] → [k₁, rows, part, n₂]
        const sorted = tf.transpose(tf.reshape(once, [count, q, half, 2]), [2, 0, 3, 1]);
        return tf.matMul(tf.reshape(sorted, [half, count, 2 * q]), second) as tf.Tensor3D;
      }),
    inverse: (spectrum) =>
      tf.tidy(() => {
        const count = spectrum.shape[1];
        const { first, second } = matrices();
        const weighted = tf.mul(spectrum, tf.tensor3d(weights, [half, 1, 1]));
        const once = tf.matMul(weighted, second, false, true);
        const sorted = tf.transpose(tf.reshape(once, [half, count, 2, q]), [1, 3, 0, 2]);
        const back = tf.matMul(tf.reshape(sorted, [count * q, half * 2]) as tf.Tensor2D, first, false, true);
        return tf.reshape(tf.transpose(tf.reshape(back, [count, q, p]), [0, 2, 1]), [count, length]) as tf.Tensor2D;
      }),
  };
}

/**
 * Product of two spectra, number by number.
 *
 * @param a  shape [H, rows, 2·Q]
 * @returns a's shape; the caller owns it
 */
export function multiplySpectra(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => {
    const [half, rows, both] = a.shape;
    const part = (x: tf.Tensor3D, imaginary: number) =>
      tf.slice(x, [0, 0, (imaginary * both) / 2], [half, rows, both / 2]);
    const [ar, ai, br, bi] = [part(a, 0), part(a, 1), part(b, 0), part(b, 1)];
    const real = tf.sub(tf.mul(ar!, br!), tf.mul(ai!, bi!));
    const imaginary = tf.add(tf.mul(ar!, bi!), tf.mul(ai!, br!));
    return tf.concat([real, imaginary], 2) as tf.Tensor3D;
  });
}

interface Matrices {
  readonly p: number;
  readonly q: number;
  /** ⌊P/2⌋ + 1 */
  readonly half: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** how often each k₁ counts in the inverse, over N */
  readonly weights: Float32Array;
}

/** The matrices of the lengths used last. */
const KEPT = 4;
const latest = new Map<number, Matrices>();

function makeMatrices(length: number): Matrices {
  let p = Math.floor(Math.sqrt(length));
  while (length % p !== 0) p--;
  const q = length / p;
  const half = Math.floor(p / 2) + 1;
  if (half * 4 * q * q > MOST_NUMBERS) {
    throw new InvalidOptionError("dims", length, `numbers with a divisor near their square root, such as 1024 or 8192`);
  }
  const turn = (-2 * Math.PI) / length;
  const first = new Float32Array(p * half * 2);
  for (let n1 = 0; n1 < p; n1++) {
    for (let k1 = 0; k1 < half; k1++) {
      const angle = turn * q * ((n1 * k1) % p);
      first[(n1 * half + k1) * 2] = Math.cos(angle);
      first[(n1 * half + k1) * 2 + 1] = Math.sin(angle);
    }
  }
  const second = new Float32Array(half * 4 * q * q);
  for (let k1 = 0; k1 < half; k1++) {
    for (let n2 = 0; n2 < q; n2++) {
      for (let k2 = 0; k2 < q; k2++) {
        const angle = turn * ((n2 * (k1 + p * k2)) % length);
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        const at = (row: number, column: number) => (k1 * 2 * q + row) * 2 * q + column;
        second[at(n2, k2)] = cosine;
        second[at(n2, q + k2)] = sine;
        second[at(q + n2, k2)] = -sine;
        second[at(q + n2, q + k2)] = cosine;
      }
    }
  }
  // k₁ and P − k₁ are conjugates: those without a partner count once.
  const weights = Float32Array.from({ length: half }, (_, k1) => ((2 * k1) % p === 0 ? 1 : 2) / length);
  return { p, q, half, first, second, weights };
}
