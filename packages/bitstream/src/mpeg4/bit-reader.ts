import { InvalidSyntaxError, TruncatedStreamError, type Where } from "../errors.js";

/** Where a run of bytes comes from, so that errors can say so. */
export interface Origin {
  /** Decode index of the frame, if known. */
  readonly frame?: number;
  /** Offset in the file of the bytes' first, if known. */
  readonly byteOffset?: number;
}

/** Reads unsigned bit fields, most significant bit first; throws at the end of the data, never returns 0 for what is not there. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #origin: Origin;
  #position: number;

  /** @param start first bit, @param end one past the last bit, both counted from the first byte */
  constructor(bytes: Uint8Array, origin: Origin = {}, start = 0, end = bytes.length * 8) {
    this.#bytes = bytes;
    this.#origin = origin;
    this.#position = start;
    this.#end = end;
  }

  /** Bits from the first byte. */
  get position(): number {
    return this.#position;
  }

  /** Bits left. */
  get left(): number {
    return this.#end - this.#position;
  }

  /**
   * The next `count` bits as an unsigned number.
   * @param count 0…32
   * @throws TruncatedStreamError if fewer are left
   */
  read(count: number, element: string): number {
    if (count > this.left) {
      throw new TruncatedStreamError(`the data ends inside ${element}`, this.where());
    }
    let value = 0;
    for (let need = count; need > 0; ) {
      const free = 8 - (this.#position & 7);
      const take = Math.min(free, need);
      const bits = (this.#bytes[this.#position >> 3]! >> (free - take)) & ((1 << take) - 1);
      value = value * 2 ** take + bits;
      this.#position += take;
      need -= take;
    }
    return value;
  }

  /** One bit. */
  flag(element: string): boolean {
    return this.read(1, element) === 1;
  }

  /** A marker_bit, which must be 1 (it keeps start codes from being imitated). */
  marker(clause: string): void {
    const at = this.#position;
    if (this.read(1, "marker_bit") !== 1) throw new InvalidSyntaxError("marker_bit", 0, "1", clause, this.where(at));
  }

  /** Reads a field and checks that it lies in `minimum`…`maximum`. */
  ranged(count: number, element: string, minimum: number, maximum: number, clause: string): number {
    const at = this.#position;
    const value = this.read(count, element);
    if (value < minimum || value > maximum) {
      throw new InvalidSyntaxError(element, value, `${minimum}…${maximum}`, clause, this.where(at));
    }
    return value;
  }

  /** The place of a bit (of the next one by default), for errors. */
  where(bit = this.#position): Where {
    const { frame, byteOffset } = this.#origin;
    const where: { -readonly [K in keyof Where]: Where[K] } = { bit };
    if (frame !== undefined) where.frame = frame;
    if (byteOffset !== undefined && byteOffset >= 0) where.byte = byteOffset + (bit >> 3);
    return where;
  }
}
