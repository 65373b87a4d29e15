/** The discrete Fourier transform of complex vectors of one length, in double precision. */
export interface FourierPlan {
  /** X[k] = Σ_j x[j]·exp(−2πi·jk/n), in place; `re` and `im` have length n. */
  forward(re: Float64Array, im: Float64Array): void;
}

const plans = new Map<number, FourierPlan>();
/** More lengths than this at once are not kept; they are planned anew. */
const MOST_PLANS = 64;

/** The plan for length n ≥ 1, O(n log n) for every n: powers of two by Cooley–Tukey, others by Bluestein's chirp. */
export function fourierPlan(n: number): FourierPlan {
  let plan = plans.get(n);
  if (!plan) {
    plan = (n & (n - 1)) === 0 ? powerOfTwo(n) : chirp(n);
    if (plans.size >= MOST_PLANS) plans.clear();
    plans.set(n, plan);
  }
  return plan;
}

/** Iterative decimation in time (Cooley & Tukey 1965). */
function powerOfTwo(n: number): FourierPlan {
  const [cos, sin] = [new Float64Array(n / 2), new Float64Array(n / 2)];
  for (let k = 0; k < n / 2; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  const turned = new Uint32Array(n);
  for (let i = 1; i < n; i++) turned[i] = (turned[i >> 1]! >> 1) | (i & 1 ? n >> 1 : 0);
  const swap = (a: Float64Array, i: number, j: number) => {
    const value = a[i]!;
    a[i] = a[j]!;
    a[j] = value;
  };
  return {
    forward(re, im) {
      for (let i = 0; i < n; i++) {
        const j = turned[i]!;
        if (i >= j) continue;
        swap(re, i, j);
        swap(im, i, j);
      }
      for (let half = 1; half < n; half *= 2) {
        const step = n / (2 * half);
        for (let start = 0; start < n; start += 2 * half) {
          for (let k = 0; k < half; k++) {
            const [i, j] = [start + k, start + k + half];
            const [c, s] = [cos[k * step]!, sin[k * step]!];
            const x = re[j]! * c - im[j]! * s;
            const y = re[j]! * s + im[j]! * c;
            re[j] = re[i]! - x;
            im[j] = im[i]! - y;
            re[i]! += x;
            im[i]! += y;
          }
        }
      }
    },
  };
}

/** jk = (j² + k² − (k − j)²)/2 makes any transform a convolution with a chirp (Bluestein 1970). */
function chirp(n: number): FourierPlan {
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const inner = powerOfTwo(size);
  const [cos, sin] = [new Float64Array(n), new Float64Array(n)];
  const [br, bi] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < n; k++) {
    // k² mod 2n keeps the angle small, so that no precision is lost.
    const angle = (Math.PI * ((k * k) % (2 * n))) / n;
    cos[k] = Math.cos(angle);
    sin[k] = -Math.sin(angle);
    br[k] = br[(size - k) % size] = cos[k]!;
    bi[k] = bi[(size - k) % size] = -sin[k]!;
  }
  inner.forward(br, bi);
  const [ar, ai] = [new Float64Array(size), new Float64Array(size)];
  return {
    forward(re, im) {
      ar.fill(0);
      ai.fill(0);
      for (let k = 0; k < n; k++) {
        ar[k] = re[k]! * cos[k]! - im[k]! * sin[k]!;
        ai[k] = re[k]! * sin[k]! + im[k]! * cos[k]!;
      }
      inner.forward(ar, ai);
      // The inverse transform of the product: its conjugate, transformed forwards, conjugated and divided.
      for (let k = 0; k < size; k++) {
        const [x, y] = [ar[k]!, ai[k]!];
        ar[k] = x * br[k]! - y * bi[k]!;
        ai[k] = -(x * bi[k]! + y * br[k]!);
      }
      inner.forward(ar, ai);
      for (let k = 0; k < n; k++) {
        const [x, y] = [ar[k]! / size, -ai[k]! / size];
        re[k] = x * cos[k]! - y * sin[k]!;
        im[k] = x * sin[k]! + y * cos[k]!;
      }
    },
  };
}
