/** Writes syntax for tests: bit fields and exponential Golomb codes, most significant bit first. */
export class BitWriter {
  #bits = "";

  u(count: number, value: number): this {
    this.#bits += value.toString(2).padStart(count, "0");
    return this;
  }

  ue(...values: number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.#bits += "0".repeat(code.length - 1) + code;
    }
    return this;
  }

  se(...values: number[]): this {
    return this.ue(...values.map((value) => (value > 0 ? 2 * value - 1 : -2 * value)));
  }

  /** A NAL unit of these bits, with its stop bit; emulation prevention bytes are put in. */
  nal(header: number): Uint8Array {
    const bits = `${this.#bits}1`;
    const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
    const bytes = [header];
    let zeros = 0;
    for (let at = 0; at < padded.length; at += 8) {
      const byte = Number.parseInt(padded.slice(at, at + 8), 2);
      if (zeros >= 2 && byte <= 3) {
        bytes.push(3);
        zeros = 0;
      }
      bytes.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Uint8Array.from(bytes);
  }
}

/** Units with start codes. */
export function byteStream(...units: Uint8Array[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [0, 0, 0, 1, ...unit]));
}

/** Units with lengths of four bytes. */
export function lengthPrefixed(...units: Uint8Array[]): Uint8Array {
  return Uint8Array.from(units.flatMap((unit) => [0, 0, unit.length >> 8, unit.length & 255, ...unit]));
}

/** A Main profile sequence of 2 × 2 macroblocks: pic_order_cnt_type 0 with 4 bits, frame_num of 4 bits, 2 reference frames. */
export function smallSps({ fields = false, profile = 77 } = {}): Uint8Array {
  const bits = new BitWriter()
    .u(8, profile)
    .u(8, 0)
    .u(8, 30)
    .ue(0, 0, 0, 0, 2)
    .u(1, 0)
    .ue(1, fields ? 0 : 1);
  bits.u(1, fields ? 0 : 1);
  if (fields) bits.u(1, 0);
  return bits.u(1, 1).u(1, 0).u(1, 0).nal(0x67);
}

/** A picture parameter set for it: CAVLC, one slice group. */
export function smallPps(): Uint8Array {
  return new BitWriter().ue(0, 0).u(2, 0).ue(0, 0, 0).u(3, 0).se(0, 0, 0).u(3, 0).nal(0x68);
}

export interface SmallSlice {
  readonly frameNum: number;
  readonly lsb: number;
  readonly type?: "P" | "B" | "I";
  readonly idr?: boolean;
  readonly referenceIdc?: number;
  readonly firstMb?: number;
  /** Of a field: 0 top, 1 bottom. */
  readonly bottom?: 0 | 1;
}

/** The header of a slice for them, and a byte of data that is none. */
export function smallSlice(slice: SmallSlice): Uint8Array {
  const { frameNum, lsb, type = "P", idr = false, referenceIdc = 1, firstMb = 0, bottom } = slice;
  const bits = new BitWriter().ue(firstMb, { P: 0, B: 1, I: 2 }[type], 0).u(4, frameNum);
  if (bottom !== undefined) bits.u(1, 1).u(1, bottom);
  if (idr) bits.ue(0);
  bits.u(4, lsb);
  if (type === "B") bits.u(1, 1);
  if (type !== "I") bits.u(1, 0).u(1, 0);
  if (type === "B") bits.u(1, 0);
  if (referenceIdc > 0) bits.u(idr ? 2 : 1, 0);
  return bits
    .se(0)
    .u(8, 0xaa)
    .nal((referenceIdc << 5) | (idr ? 5 : 1));
}
