/** The pooling equations as plain loops over double-precision numbers, written from the papers. Maps are [B][K][c]. */

export type Maps = number[][][];
/** [c][D][d] */
export type Factors = number[][][];

/** Huo et al., Eq. 2: [B][c][c′]. */
export function plainBilinear(x: Maps, y: Maps): Maps {
  return x.map((xs, b) =>
    xs[0]!.map((_, i) =>
      y[b]![0]!.map((_, j) => xs.reduce((sum, row, k) => sum + row[i]! * y[b]![k]![j]!, 0) / xs.length),
    ),
  );
}

/** Σ over positions and factors of the product of one projection per map (Eq. 3 with two maps, Eq. 4–6 with three). */
export function plainFactorised(maps: Maps[], factors: Factors[]): number[][] {
  const [first] = factors;
  const [dims, each] = [first![0]!.length, first![0]![0]!.length];
  return maps[0]!.map((rows, b) =>
    Array.from({ length: dims }, (_, n) => {
      let sum = 0;
      for (let k = 0; k < rows.length; k++) {
        for (let f = 0; f < each; f++) {
          let product = 1;
          maps.forEach((map, m) => {
            product *= map[b]![k]!.reduce((dot, value, c) => dot + value * factors[m]![c]![n]![f]!, 0);
          });
          sum += product;
        }
      }
      return sum;
    }),
  );
}

/** Signed square root, then ℓ2, of each row. */
export function plainNormalise(rows: number[][]): number[][] {
  return rows.map((row) => {
    const roots = row.map((f) => Math.sign(f) * Math.sqrt(Math.abs(f)));
    const norm = Math.hypot(...roots);
    return roots.map((root) => (norm === 0 ? 0 : root / norm));
  });
}

/** Eq. 7. */
export function plainTemporal(maps: [Maps, Maps, Maps, Maps], factors: Factors[]): number[][] {
  const [x, neighbour, y, z] = maps;
  const [now, then] = [x, neighbour].map((picture) => plainNormalise(plainFactorised([picture, y, z], factors)));
  return now!.map((row, b) => row.map((value, n) => value + then![b]![n]!));
}

/** ψ(x) of one vector. */
export function plainSketch(x: number[], { dims, places, signs }: PlainHash): number[] {
  const sketch = new Array<number>(dims).fill(0);
  x.forEach((value, c) => {
    sketch[places[c]!]! += signs[c]! * value;
  });
  return sketch;
}

/** Gao et al., Algorithm 2, the convolution written out, over K. */
export function plainCompact(x: Maps, y: Maps, [first, second]: readonly [PlainHash, PlainHash]): number[][] {
  const dims = first.dims;
  return x.map((xs, b) => {
    const result = new Array<number>(dims).fill(0);
    xs.forEach((row, k) => {
      const [p, q] = [plainSketch(row, first), plainSketch(y[b]![k]!, second)];
      for (let i = 0; i < dims; i++) for (let j = 0; j < dims; j++) result[(i + j) % dims]! += p[i]! * q[j]!;
    });
    return result.map((value) => value / xs.length);
  });
}

export interface PlainHash {
  readonly dims: number;
  readonly places: ArrayLike<number>;
  readonly signs: ArrayLike<number>;
}
