import type { PictureHeader } from "./codec.js";

/**
 * Whether what a picture refers to has been decoded: after random access into an open group of pictures, its first B-frames refer
 * to an anchor before it; after a fault, nothing up to the next key frame is of use.
 */
export interface References {
  /** Whether a picture can be decoded now. */
  has(header: PictureHeader): boolean;
  /** Whether the decoder must be given a picture that is not delivered, for what comes after it. */
  concern(header: PictureHeader): boolean;
  decoded(header: PictureHeader): void;
  /**
   * A picture could not be decoded.
   * @param header null: not known
   * @returns whether others refer to it, so that they are lost with it
   */
  lost(header: PictureHeader | null): boolean;
}

/**
 * {@link References} of MPEG-4 Part 2 and H.263. B-frames without their past anchor still have vectors and coefficients: they are left
 * out only where pictures are wanted. After a fault they are always left out with the rest.
 */
export class ReferenceState implements References {
  readonly #pictures: boolean;
  /** Anchors since the start or the last fault, at most 2. */
  #anchors: number;
  #waitForKeyFrame = false;

  /**
   * @param pictures whether pictures are reconstructed
   * @param fromTheStart whether decoding begins with the stream, whose headers tell which pictures are frames at all
   */
  constructor(pictures: boolean, fromTheStart: boolean) {
    this.#pictures = pictures;
    this.#anchors = fromTheStart ? 2 : 0;
  }

  has({ type, keyFrame }: PictureHeader): boolean {
    if (keyFrame) return true;
    if (this.#waitForKeyFrame) return false;
    return type !== "B" || !this.#pictures || this.#anchors === 2;
  }

  concern(): boolean {
    return false;
  }

  decoded({ type, keyFrame }: PictureHeader): void {
    if (keyFrame && this.#waitForKeyFrame) this.#anchors = 0;
    if (keyFrame) this.#waitForKeyFrame = false;
    if (type !== "B") this.#anchors = Math.min(2, this.#anchors + 1);
  }

  lost(header: PictureHeader | null): boolean {
    if (header?.type === "B") return false;
    this.#waitForKeyFrame = true;
    return true;
  }
}
