/** Bits that grow, most significant first. */
export class BitSink {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Bits written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends the low `count` (0…31) bits of a number. */
  put(value: number, count: number): void {
    while ((this.#length + count + 7) >> 3 > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    for (let i = count - 1; i >= 0; i--, this.#length++) {
      if ((value >> i) & 1) this.#bytes[this.#length >> 3]! |= 0x80 >> (this.#length & 7);
    }
  }

  /** Appends a code written as a text of 0s and 1s; spaces separate. */
  code(text: string): void {
    for (const digit of text) if (digit !== " ") this.put(digit === "1" ? 1 : 0, 1);
  }

  /** Appends all of another sink's bits. */
  append(other: BitSink): void {
    for (let i = 0; i < other.#length; i++) this.put((other.#bytes[i >> 3]! >> (7 - (i & 7))) & 1, 1);
  }

  /** next_start_code() and next_resync_marker() (5.2.4): a 0, then 1s up to the byte boundary. */
  stuff(): void {
    this.put(0, 1);
    while (this.#length & 7) this.put(1, 1);
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, (this.#length + 7) >> 3);
  }
}
