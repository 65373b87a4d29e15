import type { DecodedPicture, DecoderOptions, FrameNumber } from "../codec.js";
import { InvalidSyntaxError, LimitExceededError, type Where } from "../errors.js";
import { AnchorDamage } from "./anchor-damage.js";
import type { BitReader } from "./bit-reader.js";
import { decodeFault } from "./decode-fault.js";
import type { EncoderBehaviour } from "./encoder-behaviour.js";
import {
  viewBidirectionalMotion,
  viewMacroblockDamage,
  viewMotion,
  viewPicture,
  viewResidual,
} from "./picture-arrays.js";
import { setPicture, setUndecodedIntra } from "./set-picture.js";
import type { SpriteWarp } from "./sprite-warp.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { readVopHeader, type VopHeader, type VopType } from "./video-object-plane.js";
import type { VopDistances } from "./vop-times.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** A VOP to decode. */
export interface CodedVop {
  /** The packet it is in. */
  readonly data: Uint8Array;
  /** Reads the packet, from what follows vop_coded on. */
  readonly bits: BitReader;
  /** Its own place. */
  readonly where: Where;
  readonly vop: VopType;
  /** Of a B-VOP: null where its time is not between those of its anchors. */
  readonly distances: VopDistances | null;
  readonly number: FrameNumber;
  readonly behaviour: EncoderBehaviour;
}

/** A decoded VOP with views of its arrays, and the byte behind it. */
export interface DecodedVop {
  readonly picture: DecodedPicture;
  readonly end: number;
}

/** Decodes VOPs one after the other, and knows which references there are. */
export class VopDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #layer: VideoObjectLayer;
  readonly #output: DecoderOptions["output"];
  readonly #residual: DecoderOptions["residual"];
  readonly #standardRounding: boolean;
  readonly #tolerant: boolean;
  readonly #damage = new AnchorDamage();
  /** Anchors (I-, P- and S-VOPs) that pictures can refer to: a P-picture needs 1, a B-picture 2. */
  #anchors = 0;

  constructor(wasm: MacroblockLayer, layer: VideoObjectLayer, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#layer = layer;
    this.#output = options.output;
    this.#residual = options.output === "motion" ? "none" : options.residual;
    this.#standardRounding = options.rounding === "standard";
    this.#tolerant = options.onDamage === "skip";
  }

  /** Forgets the references. */
  reset(): void {
    this.#anchors = 0;
    this.#damage.reset();
  }

  /** @throws BitstreamError with its place; where others would refer to the VOP, references are forgotten */
  decode(coded: CodedVop): DecodedVop {
    const { type } = coded.vop;
    try {
      this.#check(coded);
      const decoded = type === "I" && this.#output === "motion" ? this.#passOverIntra(coded) : this.#decode(coded);
      if (type !== "B") this.#anchors = Math.min(2, this.#anchors + 1);
      return decoded;
    } catch (error) {
      // Only a key frame helps now. Nothing refers to a B-picture.
      if (type !== "B") this.#anchors = 0;
      throw error;
    }
  }

  /**
   * A P-picture without what it refers to still has its own vectors and coefficients. So has a B-picture without its past anchor,
   * but direct vectors are made from the future anchor's.
   */
  #check({ vop, where, distances }: CodedVop): void {
    const { type } = vop;
    if (type === "S" && this.#layer.sprite === 0) throw spriteless(where);
    const pictures = this.#output === "pictures";
    const needed = { I: 0, P: pictures ? 1 : 0, S: pictures ? 1 : 0, B: pictures ? 2 : 1 }[type];
    if (this.#anchors < needed) throw noReference(type, where);
    if (type === "B" && !distances) throw outOfOrder(vop, where);
  }

  /** The caller gets nothing of the macroblocks of an I-picture. */
  #passOverIntra({ bits, number }: CodedVop): DecodedVop {
    setUndecodedIntra(this.#wasm);
    this.#damage.of("I", null, number.decodeIndex);
    const picture = {
      type: "I",
      keyFrame: true,
      reference: true,
      motion: null,
      residual: null,
      picture: null,
    } as const;
    return { picture, end: bits.position >> 3 };
  }

  #decode(coded: CodedVop): DecodedVop {
    const { vop, number, bits, behaviour } = coded;
    const wasm = this.#wasm;
    const layer = this.#layer;
    const type = vop.type === "S" ? "P" : vop.type;
    const predicted = type !== "I";
    const pictures = this.#output === "pictures";
    const wantPixels = pictures || (this.#output === "compressed" && !predicted);
    const kind = predicted && (this.#residual === "coded" || pictures) ? this.#residual : "none";
    const header = readVopHeader(bits, vop.type, layer, !behaviour.earlySprites);
    const warp = setPicture(wasm, layer, header, coded, this.#standardRounding);
    wasm.setOutput(wantPixels, kind === "coded", kind === "reconstructed");
    const { end, damaged } = this.#decodeMacroblocks(coded);
    const picture = wantPixels ? viewPicture(wasm, layer) : null;
    const residual = kind === "none" ? null : viewResidual(wasm, layer, kind);
    const motion = this.#viewMotion(type, header, warp);
    if (pictures && type !== "B") wasm.rotatePictures();
    const damage = this.#damage.of(type, damaged?.damage ?? null, number.decodeIndex);
    return {
      picture: { type, keyFrame: !predicted, reference: type !== "B", motion, residual, picture, ...damaged, damage },
      end,
    };
  }

  #viewMotion(type: DecodedPicture["type"], header: VopHeader, warp: SpriteWarp | null): DecodedPicture["motion"] {
    if (type === "I") return null;
    if (type === "B") return viewBidirectionalMotion(this.#wasm, this.#layer);
    return viewMotion(this.#wasm, this.#layer, header.roundingType, warp);
  }

  #decodeMacroblocks({ data, bits }: CodedVop): {
    end: number;
    damaged: Pick<DecodedPicture, "damage" | "macroblockDamage"> | null;
  } {
    const wasm = this.#wasm;
    const input = wasm.reserveInput(data.length);
    if (input === 0) throw new LimitExceededError("the length of an access unit", data.length, 0, bits.where());
    new Uint8Array(wasm.memory.buffer, input, data.length).set(data);
    if (this.#tolerant) wasm.setReferenceHeld(this.#output === "pictures" && this.#anchors > 0);
    const fault = wasm.decode(data.length, bits.position, this.#layer.resyncMarkers);
    if (fault === 0) return { end: (wasm.position() + 7) >> 3, damaged: null };
    const damage = decodeFault(fault, wasm.getFaultValue(), bits.where(wasm.getFaultBit()));
    const macroblockDamage = this.#tolerant ? viewMacroblockDamage(wasm, this.#layer) : null;
    if (!macroblockDamage) throw damage;
    return { end: bits.position >> 3, damaged: { damage, macroblockDamage } };
  }
}

function spriteless(where: Where): InvalidSyntaxError {
  const allowed = "I, P or B in a layer without sprites";
  return new InvalidSyntaxError("vop_coding_type", "S", allowed, "ISO/IEC 14496-2, 6.3.5", where);
}

function noReference(type: string, where: Where): InvalidSyntaxError {
  const range = type === "B" ? "two I- or P-VOPs before the first B-VOP" : "I before the first P-VOP";
  return new InvalidSyntaxError("vop_coding_type", type, range, "ISO/IEC 14496-2, 7.6", where);
}

function outOfOrder({ timeIncrement }: VopType, where: Where): InvalidSyntaxError {
  const range = "a time between those of its anchors";
  return new InvalidSyntaxError("vop_time_increment", timeIncrement, range, "ISO/IEC 14496-2, 7.6.7", where);
}
