import { InvalidSyntaxError } from "../errors.js";
import { BitReader, type Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";

/** Reads a raw byte sequence payload: bit fields and exponential Golomb codes (Rec. ITU-T H.264, 9.1). */
export class RbspReader extends BitReader {
  /** Bit of the rbsp_stop_one_bit, where all of the payload is here. */
  readonly #stop: number;

  /** @param bytes a NAL unit from its header byte on, without emulation prevention bytes; reading begins behind the header */
  constructor(bytes: Uint8Array, origin: Origin = {}) {
    super(bytes, origin, 8);
    this.#stop = lastOneBit(bytes);
  }

  /** more_rbsp_data() (7.2). */
  get more(): boolean {
    return this.position < this.#stop;
  }

  /**
   * ue(v), checked to be 0…`maximum`.
   *
   * @throws TruncatedStreamError at the end of the data
   * @throws InvalidSyntaxError if it is larger
   */
  ue(element: string, maximum: number, where: string): number {
    const at = this.position;
    const value = this.#code(element);
    if (value > maximum) throw new InvalidSyntaxError(element, value, `0…${maximum}`, where, this.where(at));
    return value;
  }

  /** se(v), checked likewise to be `minimum`…`maximum`. */
  se(element: string, minimum: number, maximum: number, where: string): number {
    const at = this.position;
    const code = this.#code(element);
    const value = code & 1 ? Math.ceil(code / 2) : -code / 2;
    if (value < minimum || value > maximum) {
      throw new InvalidSyntaxError(element, value, `${minimum}…${maximum}`, where, this.where(at));
    }
    return value === 0 ? 0 : value;
  }

  #code(element: string): number {
    const at = this.position;
    let zeros = 0;
    while (this.read(1, element) === 0) {
      if (++zeros > 32) {
        throw new InvalidSyntaxError(
          element,
          "a code of more than 32 zeros",
          "0…2³² − 2",
          clause("9.1"),
          this.where(at),
        );
      }
    }
    return 2 ** zeros - 1 + this.read(zeros, element);
  }
}

function lastOneBit(bytes: Uint8Array): number {
  let last = bytes.length - 1;
  while (last > 0 && bytes[last] === 0) last--;
  const byte = bytes[last] ?? 0;
  return byte === 0 ? 0 : last * 8 + 7 - Math.log2(byte & -byte);
}
