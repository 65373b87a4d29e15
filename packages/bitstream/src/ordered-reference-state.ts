import type { PictureHeader } from "./codec.js";
import type { References } from "./reference-state.js";

/**
 * {@link References} of pictures with an `order`: those that are displayed before the key frame at which decoding begins refer to what
 * comes before it. What they refer to is not known then, so they are left out, and the decoder only follows those of them that are
 * references themselves.
 */
export class OrderedReferenceState implements References {
  readonly #decoding: boolean;
  /** Order of the key frame at which decoding began; null: none has come since the last fault. */
  #begin: number | null;

  /**
   * @param decoding whether anything is decoded
   * @param fromTheStart whether decoding begins with the stream, whose headers tell which pictures are frames at all
   */
  constructor(decoding: boolean, fromTheStart: boolean) {
    this.#decoding = decoding;
    this.#begin = fromTheStart ? Number.NEGATIVE_INFINITY : null;
  }

  has({ keyFrame, order }: PictureHeader): boolean {
    if (keyFrame || this.#begin === null) return keyFrame;
    return !this.#decoding || order === undefined || order >= this.#begin;
  }

  concern(header: PictureHeader): boolean {
    return this.#begin !== null && isReference(header);
  }

  decoded({ keyFrame, order }: PictureHeader): void {
    if (keyFrame) this.#begin ??= order ?? Number.NEGATIVE_INFINITY;
  }

  lost(header: PictureHeader | null): boolean {
    if (header && !isReference(header)) return false;
    this.#begin = null;
    return true;
  }
}

/** Whether other frames may refer to a picture. */
export function isReference({ type, reference = type !== "B" }: PictureHeader): boolean {
  return reference;
}
