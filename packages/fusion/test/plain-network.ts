/** The layers of a transformer and of a ConvLSTM, one number at a time and in double precision, over nested arrays. */

export type Row = number[];
export type PlainMap = Row[][];
export interface PlainPair {
  readonly kernel: Row[];
  readonly bias: Row;
}

/** y = x·W + b of each row. */
export function plainLinear(rows: Row[], { kernel, bias }: PlainPair): Row[] {
  return rows.map((row) =>
    bias.map((offset, o) => row.reduce((sum, value, i) => sum + value * kernel[i]![o]!, offset)),
  );
}

/** Layer norm of each row, ε = 1e-5. */
export function plainLayerNorm(rows: Row[], scale: Row, shift: Row): Row[] {
  return rows.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i]! + shift[i]!);
  });
}

/** softmax(QKᵀ/√(d/h))·V, head by head. */
export function plainAttention(queries: Row[], keys: Row[], values: Row[], heads: number): Row[] {
  const width = queries[0]!.length / heads;
  return queries.map((query) =>
    query.map((_, feature) => {
      const from = Math.floor(feature / width) * width;
      const weights = keys.map((key) => {
        let dot = 0;
        for (let i = from; i < from + width; i++) dot += query[i]! * key[i]!;
        return Math.exp(dot / Math.sqrt(width));
      });
      const total = weights.reduce((sum, weight) => sum + weight);
      return weights.reduce((sum, weight, n) => sum + (weight / total) * values[n]![feature]!, 0);
    }),
  );
}

/** x·Φ(x). */
export function plainGelu(x: number): number {
  return x * 0.5 * (1 + erf(x / Math.SQRT2));
}

/** Columns `part`·d … of rows of (q | k | v). */
export function plainPart(rows: Row[], part: number): Row[] {
  const d = rows[0]!.length / 3;
  return rows.map((row) => row.slice(part * d, (part + 1) * d));
}

export const plainSum = (a: Row[], b: Row[]): Row[] => a.map((row, n) => row.map((value, i) => value + b[n]![i]!));

/** Weights of a pre-LN block as a flat list: norm1, qkv, projection, norm2, expand, contract, two each. */
// biome-ignore lint/suspicious/noExplicitAny: rows and matrices
export type PlainBlock = any[];

export const plainPair = (weights: PlainBlock, i: number): PlainPair => ({ kernel: weights[i], bias: weights[i + 1] });

/** y = x + attended; y + W₂·gelu(W₁·LN(y)). */
export function plainAfterAttention(x: Row[], attended: Row[], weights: PlainBlock): Row[] {
  const y = plainSum(x, attended);
  const hidden = plainLinear(plainLayerNorm(y, weights[6], weights[7]), plainPair(weights, 8));
  return plainSum(
    y,
    plainLinear(
      hidden.map((row) => row.map(plainGelu)),
      plainPair(weights, 10),
    ),
  );
}

/** Convolution with ⌊k/2⌋ zeros on every side, of one map. */
export function plainSymmetricConvolution(map: PlainMap, kernel: Row[][][], stride = 1): PlainMap {
  const half = Math.floor(kernel.length / 2);
  const outputs = kernel[0]![0]![0]!.length;
  return Array.from({ length: Math.ceil(map.length / stride) }, (_, row) =>
    Array.from({ length: Math.ceil(map[0]!.length / stride) }, (_unused, column) =>
      Array.from({ length: outputs }, (_none, o) => {
        let sum = 0;
        kernel.forEach((line, i) => {
          line.forEach((tap, j) => {
            const pixel = map[row * stride + i - half]?.[column * stride + j - half];
            tap.forEach((weights, c) => {
              sum += (pixel?.[c] ?? 0) * weights[o]!;
            });
          });
        });
        return sum;
      }),
    ),
  );
}

/** By its Taylor series, good to 1e-12 for |x| < 4. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
