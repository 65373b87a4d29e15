import { LimitExceededError } from "../errors.js";
import type { ReferenceFrame } from "./reference-frame.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** Cells shared with assembly/h264/picture-slots.ts. */
const Cell = { pocTop: 0, pocBottom: 1, identity: 2, displayIndex: 3, longTerm: 4 } as const;
const CELLS = 32;
/** 16 reference frames and the current one. */
const SLOTS = 17;
/** Stands for pictures that are missing where only vectors and coefficients are wanted. */
const MISSING_SLOT = 17;
/** Identities stand with two more bits in 31. */
const IDENTITIES = 2 ** 28;

/** Where pictures live in the decoder's memory, and what it is told of them. */
export class PictureSlots {
  readonly #wasm: MacroblockLayer;
  #identity = 0;
  #missing: ReferenceFrame | null = null;

  constructor(wasm: MacroblockLayer) {
    this.#wasm = wasm;
  }

  /** A slot that none of the frames has. */
  free(used: readonly ReferenceFrame[]): number {
    let slot = 0;
    while (used.some((frame) => frame.slot === slot)) slot++;
    if (slot >= SLOTS) throw new LimitExceededError("reference frames", slot, SLOTS - 1);
    return slot;
  }

  /** Tells of a picture that takes a slot. */
  take(slot: number, displayIndex: number): void {
    this.#identity = (this.#identity + 1) % IDENTITIES;
    const cells = this.#cells(slot);
    cells[Cell.identity] = this.#identity;
    cells[Cell.displayIndex] = displayIndex;
    cells[Cell.longTerm] = 0;
  }

  /** Tells of the frame's fields and marks; a field that is not there has the other's picture order count. */
  update({ slot, fields, top, bottom, longTerm }: ReferenceFrame): void {
    const cells = this.#cells(slot);
    cells[Cell.pocTop] = fields === 2 ? bottom : top;
    cells[Cell.pocBottom] = fields === 1 ? top : bottom;
    cells[Cell.longTerm] = longTerm ? 1 : 0;
  }

  /** What a list refers to where only vectors and coefficients are wanted, and a picture is missing: display index −1. */
  missing(): ReferenceFrame {
    if (!this.#missing) {
      this.#wasm.copySlot(-1, MISSING_SLOT);
      this.take(MISSING_SLOT, -1);
      this.#missing = newFrame(MISSING_SLOT, 0, 0, true);
      this.update(this.#missing);
    }
    return this.#missing;
  }

  #cells(slot: number): Int32Array {
    return new Int32Array(this.#wasm.memory.buffer, this.#wasm.slot(slot), CELLS);
  }
}

/** A frame of which nothing is decoded yet. */
export function newFrame(slot: number, frameNum: number, order: number, nonExisting = false): ReferenceFrame {
  return {
    slot,
    frameNum,
    frameNumWrap: frameNum,
    longTermFrameIdx: 0,
    fields: nonExisting ? 3 : 0,
    shortTerm: 0,
    longTerm: 0,
    top: 0,
    bottom: 0,
    nonExisting,
    order,
    damage: null,
  };
}
