import type { DecodedPicture, DecoderOptions, FrameNumber } from "../codec.js";
import { type BitstreamError, DamagedReferenceError, InvalidSyntaxError, LimitExceededError } from "../errors.js";
import type { FrameType } from "../frame.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";
import type { CodedPicture } from "./coded-pictures.js";
import { decodeFault, lostMacroblocks } from "./decode-fault.js";
import { missingFrameNums } from "./frame-num-gap.js";
import { initialReferenceLists } from "./initial-reference-lists.js";
import { modifiedReferenceList } from "./modify-reference-list.js";
import { macroblockDamage, pack, viewMotion, viewPicture, viewResidual } from "./picture-arrays.js";
import { frameType } from "./picture-headers.js";
import type { PictureOrder } from "./picture-order-count.js";
import { newFrame, PictureSlots } from "./picture-slots.js";
import { numbering, type ReferenceFrame, type ReferencePicture } from "./reference-frame.js";
import {
  isUsed,
  markReferences,
  NO_REFERENCES,
  type References,
  slideWindow,
  wrapFrameNums,
} from "./reference-marking.js";
import { resetsAll } from "./reference-marking-syntax.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";
import { placeOf, SliceDecoder } from "./slice-decoder.js";
import { type SliceHeader, SliceType } from "./slice-header.js";
import type { FrameOfPacket } from "./stream-progress.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** A frame to decode: a coded frame, two fields, or one field. */
export interface CodedFrameOfStream {
  readonly data: Uint8Array;
  readonly origin: Origin;
  readonly frame: FrameOfPacket;
  readonly number: FrameNumber;
  readonly type: FrameType;
  readonly keyFrame: boolean;
  /** What was wrong with the packet's slice headers, or null. */
  readonly fault: BitstreamError | null;
  /** It is decoded for those that refer to it only: what is missing for it is no error. */
  readonly hidden: boolean;
}

/** The frame that is being decoded. */
interface Current {
  readonly coded: CodedFrameOfStream;
  readonly frame: ReferenceFrame;
  /** Slices so far, of both fields. */
  slices: number;
  /** What is wrong with it, with what it refers to. */
  damage: BitstreamError | null;
  inherited: BitstreamError | null;
}

/** Decodes frames one after the other, and keeps what they refer to (Rec. ITU-T H.264, 8.2.4 and 8.2.5). */
export class FrameDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #output: DecoderOptions["output"];
  readonly #residual: DecoderOptions["residual"];
  readonly #tolerant: boolean;
  readonly #slots: PictureSlots;
  readonly #slices: SliceDecoder;
  #references: References = NO_REFERENCES;
  /** PrevRefFrameNum; null: nothing came before. */
  #frameNum: number | null = null;
  /** Place of the last key frame in display order: what is displayed behind it builds on nothing before it. */
  #keyOrder = Number.NEGATIVE_INFINITY;

  constructor(wasm: MacroblockLayer, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#output = options.output;
    this.#residual = options.output === "motion" ? "none" : options.residual;
    this.#tolerant = options.onDamage === "skip";
    this.#slots = new PictureSlots(wasm);
    this.#slices = new SliceDecoder(wasm);
  }

  /** Forgets the references. */
  reset(): void {
    this.#references = NO_REFERENCES;
    this.#frameNum = null;
    this.#keyOrder = Number.NEGATIVE_INFINITY;
  }

  /** @throws BitstreamError with its place; the next key frame can be decoded */
  decode(coded: CodedFrameOfStream): DecodedPicture {
    const { frame, type, keyFrame, fault, number } = coded;
    if (fault && !this.#forgives(coded)) throw fault;
    const { header } = frame.pictures[0]!.picture;
    const wanted = this.#wanted(type);
    const gap = this.#fillGap(header, coded);
    const slot = this.#slots.free(header.idr ? [] : this.#references.frames);
    if (!this.#wasm.beginPicture(slot, header.structure !== 3, wanted.pixels, wanted.coded, wanted.reconstructed)) {
      throw new LimitExceededError("the picture area", 256 * header.pps.sps.mbWidth * header.pps.sps.mbHeight, 0);
    }
    this.#slots.take(slot, number.displayIndex);
    const current: Current = {
      coded,
      frame: newFrame(slot, header.frameNum, frame.order),
      slices: 0,
      damage: fault ?? gap,
      inherited: null,
    };
    if (keyFrame) this.#keyOrder = frame.order;
    this.#slices.begin(coded.data, coded.origin.frame === undefined ? {} : { frame: coded.origin.frame });
    for (const { picture, order } of frame.pictures) this.#decodePicture(picture, order, current);
    this.#wasm.finishPicture();
    return this.#view(current, wanted);
  }

  #forgives({ hidden }: CodedFrameOfStream): boolean {
    return this.#tolerant || hidden;
  }

  /** What the macroblock layer is asked for. */
  #wanted(type: FrameType): Wanted {
    const pictures = this.#output === "pictures";
    const kind = type !== "I" && (this.#residual === "coded" || pictures) ? this.#residual : "none";
    return {
      pixels: pictures || (this.#output === "compressed" && type === "I"),
      coded: kind === "coded",
      reconstructed: kind === "reconstructed",
    };
  }

  /** Decodes a frame or a field, and marks it. */
  #decodePicture(picture: CodedPicture, order: PictureOrder, current: Current): void {
    const { header } = picture;
    const { frame } = current;
    const { structure } = header;
    frame.fields |= structure;
    if (structure & 1) frame.top = order.top;
    if (structure & 2) frame.bottom = order.bottom;
    const before = header.idr && !this.#references.frames.includes(frame) ? NO_REFERENCES : this.#references;
    for (const reference of before.frames) this.#slots.update(reference);
    this.#slots.update(frame);
    // The caller gets nothing of the macroblocks of an I-frame, but direct ones of B-frames look at their kind and, where its second
    // field is predicted from the first, at its vectors (8.4.1.2.1).
    const pairs = header.pps.sps.mbaff && structure === 3 && header.referenceIdc !== 0;
    const asked = pairs || frameType([picture], false) !== "I";
    if (this.#output !== "motion" || current.coded.type !== "I" || asked) {
      this.#decodeSlices(picture, order, before, current);
      this.#finish(picture, before, current);
    }
    frame.damage = current.damage ?? current.inherited;
    if (header.referenceIdc === 0) return;
    this.#references = markReferences(this.#references, header, frame);
    if (!resetsAll(header.marking)) {
      this.#frameNum = header.frameNum;
      return;
    }
    // It counts as if it had begun anew (8.2.1).
    this.#frameNum = 0;
    frame.frameNum = 0;
    frame.top -= order.reset;
    frame.bottom -= order.reset;
  }

  #decodeSlices(picture: CodedPicture, order: PictureOrder, before: References, current: Current): void {
    const { header } = picture;
    const maxFrameNum = 2 ** header.pps.sps.log2MaxFrameNum;
    const { frames } = before;
    wrapFrameNums(before, header.frameNum, maxFrameNum);
    const initial: (ReferencePicture[][] | null)[] = [null, null];
    const { origin } = current.coded;
    for (const slice of picture.slices) {
      if (slice.header.redundantPicCnt > 0 && !this.#tolerant) continue;
      const isB = slice.header.sliceType === SliceType.B;
      initial[Number(isB)] ??= initialReferenceLists(frames, {
        isB,
        structure: header.structure,
        picOrderCnt:
          header.structure === 2
            ? order.bottom
            : header.structure === 1
              ? order.top
              : Math.min(order.top, order.bottom),
        ordersAreSent: header.pps.sps.picOrderCntType === 0,
      });
      const lists = this.#lists(slice.header, initial[Number(isB)]!, frames, maxFrameNum, current);
      const code = this.#slices.decode(slice, current.frame.slot, current.slices++, lists, placeOf(slice, origin));
      if (code === 0) continue;
      const damage = decodeFault(code, this.#wasm.getFaultValue(), placeOf(slice, origin, this.#wasm.getFaultBit()));
      if (!this.#forgives(current.coded)) throw damage;
      this.#wasm.distrustSlice();
      current.damage ??= damage;
    }
  }

  /** The lists of a slice; null: a picture is missing. */
  #lists(
    header: SliceHeader,
    initial: readonly ReferencePicture[][],
    frames: readonly ReferenceFrame[],
    maxFrameNum: number,
    current: Current,
  ): (ReferencePicture | null)[][] {
    const numbers = numbering(header.structure, header.frameNum, maxFrameNum);
    const lists = header.modifications.map((steps, i) =>
      modifiedReferenceList(initial[i]!, steps, header.active[i]!, frames, numbers),
    );
    for (const entry of lists.flat()) if (entry) this.#inherit(entry.frame, current);
    if (this.#output === "pictures") return lists;
    return lists.map((list) =>
      list.map((entry) => entry ?? { frame: this.#slots.missing(), structure: header.structure }),
    );
  }

  /** A frame that may build on a damaged one is not to be relied on. */
  #inherit(reference: ReferenceFrame, current: Current): void {
    const { damage, order } = reference;
    if (!damage || current.inherited || reference === current.frame) return;
    if (order < this.#keyOrder && current.frame.order > this.#keyOrder) return;
    const first = damage instanceof DamagedReferenceError ? damage.reference : damage;
    current.inherited = new DamagedReferenceError(first, { frame: current.coded.number.decodeIndex });
  }

  #finish(picture: CodedPicture, { frames }: References, current: Current): void {
    const past = frames.findLast((frame) => frame !== current.frame && isUsed(frame));
    const lost = this.#wasm.finishField(picture.header.structure, past?.slot ?? -1);
    if (lost === 0) return;
    const damage = lostMacroblocks(lost, placeOf(picture.slices[0]!, current.coded.origin));
    current.damage ??= damage;
    if (!this.#forgives(current.coded)) throw damage;
  }

  /**
   * Fills a gap in frame_num (8.2.5.2) with frames that are copies of the one before, as FFmpeg does.
   *
   * @returns what is wrong, where the sequence has no gaps; null at key frames: pictures before them were left out on purpose
   */
  #fillGap(header: SliceHeader, coded: CodedFrameOfStream): BitstreamError | null {
    const { keyFrame, origin } = coded;
    const previous = this.#frameNum;
    const missing = missingFrameNums(header, previous);
    if (missing.length === 0) return null;
    const { sps } = header.pps;
    const maxFrameNum = 2 ** sps.log2MaxFrameNum;
    const allowed = sps.gapsInFrameNumAllowed || keyFrame;
    const range = `${previous} or ${(previous! + 1) % maxFrameNum}`;
    const { frame: decodeIndex } = origin;
    const damage = allowed
      ? null
      : new InvalidSyntaxError("frame_num", header.frameNum, range, clause("7.4.3"), {
          ...(decodeIndex === undefined ? {} : { frame: decodeIndex }),
        });
    if (damage && !this.#forgives(coded)) throw damage;
    for (const frameNum of missing) this.#inferFrame(frameNum, sps, damage);
    return damage;
  }

  #inferFrame(frameNum: number, sps: SequenceParameterSet, damage: BitstreamError | null): void {
    wrapFrameNums(this.#references, frameNum, 2 ** sps.log2MaxFrameNum);
    slideWindow(this.#references.frames, Math.max(1, sps.maxNumRefFrames), null);
    const frames = this.#references.frames.filter(isUsed);
    const before = frames.findLast(({ shortTerm }) => shortTerm !== 0) ?? null;
    const slot = this.#slots.free(frames);
    this.#wasm.copySlot(before?.slot ?? -1, slot);
    this.#slots.take(slot, -1);
    const { top, bottom, order } = before ?? { top: 0, bottom: 0, order: this.#keyOrder };
    const inferred = { ...newFrame(slot, frameNum, order, true), shortTerm: 3, top, bottom, damage };
    this.#references = { ...this.#references, frames: [...frames, inferred] };
    this.#frameNum = frameNum;
  }

  #view(current: Current, wanted: Wanted): DecodedPicture {
    const { type, keyFrame, frame } = current.coded;
    const { header } = frame.pictures[0]!.picture;
    const { sps } = header.pps;
    const kind = wanted.coded ? "coded" : wanted.reconstructed ? "reconstructed" : null;
    const missing = (3 - current.frame.fields) as 0 | 1 | 2;
    const packed = pack(this.#wasm, sps, { picture: wanted.pixels, residual: kind !== null });
    const picture = wanted.pixels ? viewPicture(this.#wasm, sps, packed.picture, missing) : null;
    const residual = kind && viewResidual(this.#wasm, sps, packed.residual, kind);
    const coded = frame.pictures.map(({ picture }) => picture);
    const kindOfMotion = frameType(coded, false);
    const motion = kindOfMotion === "I" ? null : viewMotion(this.#wasm, sps, kindOfMotion === "B" ? 2 : 1);
    const reference = frame.pictures.some(({ picture }) => picture.header.referenceIdc !== 0);
    const own = current.damage && this.#tolerant ? macroblockDamage(this.#wasm, sps) : null;
    const damage = current.damage ?? current.inherited;
    return { type, keyFrame, reference, motion, residual, picture, damage, macroblockDamage: own };
  }
}

interface Wanted {
  readonly pixels: boolean;
  readonly coded: boolean;
  readonly reconstructed: boolean;
}
