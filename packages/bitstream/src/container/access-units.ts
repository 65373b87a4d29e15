import type { Codec, SplitterNotes } from "../codec.js";
import { LimitExceededError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";

/** Where a piece of an elementary stream came from. */
export interface Mark {
  /** In seconds, of the first access unit that begins in the piece. */
  readonly timestamp: number | null;
  /** Byte offset in the file. */
  readonly offset: number;
}

interface PlacedMark extends Mark {
  /** In the elementary stream. */
  readonly position: number;
}

/** An access unit cut out of an elementary stream. */
export interface AccessUnit {
  readonly data: Uint8Array;
  readonly timestamp: number | null;
  /** The piece that it begins with; null where it begins inside one. */
  readonly begins: Mark | null;
  /** Byte offset in the file of the piece that it begins in. */
  readonly piece: number;
}

/** Searches for a unit's end that do not wait for the data to double: more would take quadratic time on hostile data. */
const EAGER_SEARCHES = 16;

/** Cuts an elementary stream that comes in pieces (PES packets) into access units. */
export class AccessUnits {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Of the first byte kept, in the elementary stream. */
  #position = 0;
  #marks: PlacedMark[] = [];
  /** Offset of the piece that the last unit began in. */
  #piece = 0;
  #lost: boolean;
  #searches = 0;
  #searched = 0;
  readonly #notes: SplitterNotes = {};

  /** @param inTheMiddle the first piece may begin inside a unit, the rest of which is left out */
  constructor(
    readonly codec: Codec,
    inTheMiddle = false,
  ) {
    this.#lost = inTheMiddle;
  }

  /**
   * Adds a piece.
   *
   * @returns the units that end in it
   * @throws LimitExceededError where a unit does not end; what there is of it is forgotten
   */
  push(piece: Uint8Array, mark: Mark): AccessUnit[] {
    this.#marks.push({ ...mark, position: this.#position + this.#bytes.length });
    const joined = new Uint8Array(this.#bytes.length + piece.length);
    joined.set(this.#bytes);
    joined.set(piece, this.#bytes.length);
    this.#bytes = joined;
    if (joined.length > MAX_PACKET_BYTES) {
      this.#forget(joined.length);
      throw new LimitExceededError("bytes of one packet", joined.length, MAX_PACKET_BYTES, { byte: mark.offset });
    }
    if (this.#searches >= EAGER_SEARCHES && joined.length < 2 * this.#searched) return [];
    return this.#cut(false);
  }

  /** Ends the stream, or a part of it: what is left is the last unit. */
  flush(): AccessUnit[] {
    const units = this.#cut(true);
    this.#forget(this.#bytes.length);
    return units;
  }

  #cut(final: boolean): AccessUnit[] {
    const units: AccessUnit[] = [];
    let start = this.#lost ? this.codec.resync(this.#bytes, 0) : 0;
    this.#lost = start < 0;
    start = Math.max(0, start);
    while (!this.#lost) {
      const end = start < this.#bytes.length ? this.codec.nextAccessUnit(this.#bytes, start, final, this.#notes) : -1;
      if (end <= start) break;
      units.push(this.#unit(start, end));
      start = end;
    }
    this.#searches = start > 0 ? 0 : this.#searches + 1;
    this.#forget(start);
    this.#searched = this.#bytes.length;
    return units;
  }

  #unit(start: number, end: number): AccessUnit {
    const position = this.#position + start;
    const data = this.#bytes.subarray(start, end);
    // Zeros before a start code may stand at the end of the piece before.
    const code = position + leadingZeros(data);
    let mark: PlacedMark | undefined;
    while (this.#marks.length > 0 && this.#marks[0]!.position <= code) mark = this.#marks.shift();
    if (mark) this.#piece = mark.offset;
    const begins = mark && mark.position >= position ? mark : null;
    return { data, timestamp: mark?.timestamp ?? null, begins, piece: this.#piece };
  }

  #forget(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
    this.#position += count;
    if (this.#bytes.length === 0) this.#marks = [];
  }
}

/** Zeros before the three bytes of a start code. */
function leadingZeros(data: Uint8Array): number {
  let zeros = 0;
  while (zeros < data.length && data[zeros] === 0) zeros++;
  return Math.max(0, zeros - 2);
}
