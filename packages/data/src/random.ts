/** Mixes whole numbers into one 32-bit seed: equal parts give an equal seed, neighbouring parts unrelated ones. */
export function mixSeed(...parts: number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) state = scramble(state ^ scramble((part >>> 0) + 0x9e3779b9));
  return state;
}

/** A stream of numbers in [0, 1) from a 32-bit seed: a Weyl sequence through a mixing function (SplitMix, 32 bits). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return scramble(state) / 2 ** 32;
  };
}

/** 0 … length − 1 in a random order (Fisher–Yates). */
export function shuffledIndices(length: number, seed: number): number[] {
  const random = randomStream(seed);
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Wellons's "lowbias32" mixing: multiply and xor-shift, a bijection of 32-bit numbers. */
function scramble(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
