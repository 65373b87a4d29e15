import type { FrameSize } from "../codec.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { fitContainer } from "./fit-container.js";
import { checkLimit, MAX_PARAMETER_SET_BYTES } from "./limits.js";
import { NalType, type NalUnit, unescaped } from "./nal-unit.js";
import {
  missingParameterSet,
  type PictureParameterSet,
  readPictureParameterSet,
  readPictureParameterSetIds,
} from "./picture-parameter-set.js";
import { readSequenceParameterSet, type SequenceParameterSet } from "./sequence-parameter-set.js";

interface StoredPps {
  readonly spsId: number;
  /** The NAL unit without emulation prevention bytes: it is read when a slice refers to it, against the sequence's set of then. */
  readonly bytes: Uint8Array;
  /** As read last, and against which set: sets are repeated, and slices refer to them again and again. */
  read: PictureParameterSet | null;
}

/** The parameter sets that have come so far. An immutable value: adding one makes another. */
export class ParameterSets {
  readonly #sps: ReadonlyMap<number, SequenceParameterSet>;
  readonly #pps: ReadonlyMap<number, StoredPps>;
  /** The NAL units that `#sps` were read from. */
  readonly #spsBytes: ReadonlyMap<number, Uint8Array>;
  readonly #shown: FrameSize | null;

  private constructor(
    sps: ReadonlyMap<number, SequenceParameterSet>,
    pps: ReadonlyMap<number, StoredPps>,
    spsBytes: ReadonlyMap<number, Uint8Array>,
    shown: FrameSize | null,
  ) {
    this.#sps = sps;
    this.#pps = pps;
    this.#spsBytes = spsBytes;
    this.#shown = shown;
  }

  /** @param shown the size that the container says pictures have (fit-container.ts), or null */
  static empty(shown: FrameSize | null = null): ParameterSets {
    return new ParameterSets(new Map(), new Map(), new Map(), shown);
  }

  /** The first sequence parameter set, or null. */
  get first(): SequenceParameterSet | null {
    return this.#sps.values().next().value ?? null;
  }

  /**
   * With what a NAL unit says, if it is a parameter set.
   *
   * @throws BitstreamError if it makes no sense
   */
  with(data: Uint8Array, unit: NalUnit, origin: Origin = {}): ParameterSets {
    const { type, start, end } = unit;
    if (type !== NalType.sequenceParameterSet && type !== NalType.pictureParameterSet) return this;
    const where = origin.frame === undefined ? {} : { frame: origin.frame };
    checkLimit("the bytes of a parameter set", end - start, MAX_PARAMETER_SET_BYTES, where);
    const bytes = unescaped(data, unit, end - start);
    return type === NalType.sequenceParameterSet ? this.#withSps(bytes, origin) : this.#withPps(bytes, origin);
  }

  #withSps(bytes: Uint8Array, origin: Origin): ParameterSets {
    for (const known of this.#spsBytes.values()) if (sameBytes(bytes, known)) return this;
    const sps = fitContainer(readSequenceParameterSet(bytes, origin), this.#shown);
    return new ParameterSets(
      new Map([...this.#sps, [sps.id, sps]]),
      this.#pps,
      new Map([...this.#spsBytes, [sps.id, bytes]]),
      this.#shown,
    );
  }

  #withPps(bytes: Uint8Array, origin: Origin): ParameterSets {
    for (const known of this.#pps.values()) if (sameBytes(bytes, known.bytes)) return this;
    const { id, spsId } = readPictureParameterSetIds(bytes, origin);
    const stored: StoredPps = { spsId, bytes, read: null };
    return new ParameterSets(this.#sps, new Map([...this.#pps, [id, stored]]), this.#spsBytes, this.#shown);
  }

  /**
   * The picture parameter set that a slice refers to, with its sequence parameter set.
   *
   * @throws InvalidSyntaxError if it has not come, or its sequence's has not
   */
  picture(id: number, origin: Origin = {}): PictureParameterSet {
    const stored = this.#pps.get(id);
    if (!stored) throw missingParameterSet("pic_parameter_set_id", id, origin);
    const sps = this.#sps.get(stored.spsId);
    if (!sps) throw missingParameterSet("seq_parameter_set_id", stored.spsId, origin);
    if (stored.read?.sps !== sps) stored.read = readPictureParameterSet(stored.bytes, sps, origin);
    return stored.read;
  }
}

export const NO_PARAMETER_SETS = ParameterSets.empty();

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
