/** Of a neighbour that is not there. */
const NO_DC = 1024;

/**
 * Predicts intra DC coefficients (7.4.3.1) as a writer must: the sum of prediction and difference has to stay in 0…2047.
 * Positions are those of 8×8 blocks, of luma or of one chroma plane.
 */
export class DcPrediction {
  readonly #mbWidth: number;
  /** By block 0…5 of each macroblock: its dequantised DC; NO_DC where the macroblock is not intra. */
  readonly #values: Int16Array;
  readonly #packets: Int32Array;
  #packet = 0;

  constructor(mbWidth: number, mbHeight: number) {
    this.#mbWidth = mbWidth;
    this.#values = new Int16Array(mbWidth * mbHeight * 6).fill(NO_DC);
    this.#packets = new Int32Array(mbWidth * mbHeight).fill(-1);
  }

  /** A video packet begins: what was before does not predict. */
  beginPacket(): void {
    this.#packet += 1;
  }

  /** The quantised prediction of block 0…5. */
  predict(mbIndex: number, block: number, scaler: number): number {
    const here = [mbIndex % this.#mbWidth, Math.floor(mbIndex / this.#mbWidth)] as const;
    const a = this.#neighbour(here, block, -1, 0);
    const b = this.#neighbour(here, block, -1, -1);
    const c = this.#neighbour(here, block, 0, -1);
    const value = Math.abs(a - b) < Math.abs(b - c) ? c : a;
    return Math.floor((value + (scaler >> 1)) / scaler);
  }

  store(mbIndex: number, block: number, value: number): void {
    this.#packets[mbIndex] = this.#packet;
    this.#values[mbIndex * 6 + block] = value;
  }

  #neighbour([mbX, mbY]: readonly [number, number], block: number, dx: number, dy: number): number {
    const luma = block < 4;
    const x = luma ? mbX * 2 + (block & 1) + dx : mbX + dx;
    const y = luma ? mbY * 2 + (block >> 1) + dy : mbY + dy;
    const [column, row] = luma ? [x >> 1, y >> 1] : [x, y];
    if (column < 0 || row < 0) return NO_DC;
    const index = row * this.#mbWidth + column;
    if (this.#packets[index] !== this.#packet) return NO_DC;
    return this.#values[index * 6 + (luma ? (x & 1) + 2 * (y & 1) : block)]!;
  }
}

/** dc_scaler (Table 7-1). */
export function dcScaler(quantiser: number, luma: boolean): number {
  if (quantiser < 5) return 8;
  if (luma) return quantiser < 9 ? 2 * quantiser : quantiser < 25 ? quantiser + 8 : 2 * quantiser - 16;
  return quantiser < 25 ? (quantiser + 13) >> 1 : quantiser - 6;
}
