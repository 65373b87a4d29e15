import { type BitstreamError, DamagedReferenceError } from "../errors.js";
import type { FrameType } from "../frame.js";

/** Knows which of the pictures that others refer to are damaged, so that no fault passes on unsaid. */
export class AnchorDamage {
  /** Of the last anchor (I- or P-picture) and of the one before it. */
  #last: BitstreamError | null = null;
  #past: BitstreamError | null = null;

  /** Forgets the anchors. */
  reset(): void {
    this.#last = null;
    this.#past = null;
  }

  /**
   * What is to be said of the picture that was just decoded.
   * @param own what was wrong with it, or null
   * @param frame its decode index
   * @returns that, or else that it refers to a damaged one; null: all is well
   */
  of(type: FrameType, own: BitstreamError | null, frame: number): BitstreamError | null {
    const referred = type === "I" ? null : type === "P" ? this.#last : (this.#last ?? this.#past);
    const inherited = referred instanceof DamagedReferenceError ? referred.reference : referred;
    const damage = own ?? (inherited && new DamagedReferenceError(inherited, { frame }));
    if (type !== "B") {
      this.#past = this.#last;
      this.#last = damage;
    }
    return damage;
  }
}
