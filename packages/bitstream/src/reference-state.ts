import type { PictureHeader } from "./codec.js";
import type { FrameType } from "./frame.js";

/**
 * Whether what a picture refers to has been decoded: after random access into an open group of pictures, its first B-frames refer
 * to an anchor before it; after a fault, nothing up to the next key frame is of use.
 *
 * B-frames without their past anchor still have vectors and coefficients: they are left out only where pictures are wanted. After
 * a fault they are always left out with the rest.
 */
export class ReferenceState {
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

  /** Whether a picture can be decoded now. */
  has({ type, keyFrame }: PictureHeader): boolean {
    if (keyFrame) return true;
    if (this.#waitForKeyFrame) return false;
    return type !== "B" || !this.#pictures || this.#anchors === 2;
  }

  decoded({ type, keyFrame }: PictureHeader): void {
    if (keyFrame && this.#waitForKeyFrame) this.#anchors = 0;
    if (keyFrame) this.#waitForKeyFrame = false;
    if (type !== "B") this.#anchors = Math.min(2, this.#anchors + 1);
  }

  /** A picture could not be decoded. @returns whether others refer to it, so that they are lost with it */
  lost(type: FrameType): boolean {
    if (type === "B") return false;
    this.#waitForKeyFrame = true;
    return true;
  }
}
