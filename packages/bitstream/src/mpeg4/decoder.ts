import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder, StreamHeaders } from "../codec.js";
import { InvalidSyntaxError, LimitExceededError, UnsupportedFeatureError, type Where } from "../errors.js";
import { ownArrays } from "../owned-arrays.js";
import { AnchorDamage } from "./anchor-damage.js";
import { BitReader, type Origin } from "./bit-reader.js";
import { decodeFault } from "./decode-fault.js";
import { CHROMA_HALVINGS, type EncoderBehaviour, encoderBehaviour } from "./encoder-behaviour.js";
import { type HeadersSoFar, readHeaderUnit } from "./header-units.js";
import { checkLimit, MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import {
  viewBidirectionalMotion,
  viewMacroblockDamage,
  viewMotion,
  viewPicture,
  viewResidual,
} from "./picture-arrays.js";
import { readGroupSeconds } from "./picture-headers.js";
import { sameLayer } from "./same-layer.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { setSprite } from "./set-sprite.js";
import { checkTools } from "./simple-profile.js";
import type { SpriteWarp } from "./sprite-warp.js";
import { isVideoObjectLayer, nextStartCode, StartCode } from "./start-codes.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { readVopHeader, readVopType, type VopHeader, type VopType, vopTypeCode } from "./video-object-plane.js";
import { groupTimes, NO_TIMES, type VopDistances, type VopTimes, vopDistances, vopTimes } from "./vop-times.js";
import { instantiateMacroblockLayer, type MacroblockLayer, releaseMemory } from "./wasm-module.js";
import { writeMatrices } from "./weighting-matrices.js";

/**
 * A decoder for one stream.
 * @throws UnsupportedFeatureError if the stream uses a tool that is not implemented (simple-profile.ts)
 * @throws LimitExceededError if memory for its pictures cannot be had
 */
export async function createDecoder(
  headers: StreamHeaders<Mpeg4State>,
  options: DecoderOptions,
): Promise<PictureDecoder> {
  const { layer } = headers.state;
  checkTools(layer);
  const wasm = await instantiateMacroblockLayer();
  const residual = options.output !== "motion" && options.residual !== "none";
  const pictures = options.output === "pictures";
  if (!wasm.configure(layer.width, layer.height, layer.mpegQuantisation, layer.timeIncrementBits, residual, pictures)) {
    throw new LimitExceededError("the picture area", layer.width * layer.height, 0);
  }
  if (layer.dataPartitioned && !wasm.usePartitions(layer.reversibleVlc)) {
    throw new LimitExceededError("the picture area", layer.width * layer.height, 0);
  }
  if (options.onDamage === "skip" && !wasm.tolerateDamage()) {
    throw new LimitExceededError("the picture area", layer.width * layer.height, 0);
  }
  return new Mpeg4Decoder(wasm, headers.state, options);
}

class Mpeg4Decoder implements PictureDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #layer: VideoObjectLayer;
  readonly #fourcc: string | null;
  readonly #output: DecoderOptions["output"];
  readonly #residual: DecoderOptions["residual"];
  readonly #standardRounding: boolean;
  /** The caller is content with views. */
  readonly #borrowed: boolean;
  readonly #tolerant: boolean;
  readonly #damage = new AnchorDamage();
  #headers: HeadersSoFar;
  /** The bytes of the last video object layer in the stream. */
  #layerUnit: Uint8Array | null = null;
  /** Anchors (I- and P-pictures) that pictures can refer to: a P-picture needs 1, a B-picture 2. */
  #anchors = 0;
  /** The macroblock layer has the weighting matrices in FFmpeg's wrong places. */
  #misplaced: boolean;
  /** The clock, where the caller does not tell it. */
  #times = NO_TIMES;

  constructor(wasm: MacroblockLayer, state: Mpeg4State, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#layer = state.layer;
    this.#fourcc = state.fourcc;
    this.#output = options.output;
    this.#residual = options.output === "motion" ? "none" : options.residual;
    this.#standardRounding = options.rounding === "standard";
    this.#borrowed = options.arrays === "borrowed";
    this.#tolerant = options.onDamage === "skip";
    this.#headers = {
      profileAndLevel: null,
      visualObjectVersion: state.visualObjectVersion,
      layer: state.layer,
      encoder: state.encoder,
    };
    this.#misplaced = state.outOfBand && !this.#standardRounding && this.#behaviour().idct === "xvid";
    writeMatrices(wasm, state.layer, this.#misplaced);
  }

  reset(): void {
    this.#anchors = 0;
    this.#damage.reset();
  }

  close(): void {
    releaseMemory(this.#wasm);
  }

  decode(packet: Packet, numbers: readonly (FrameNumber | null)[], before?: unknown): DecodedPicture[] {
    const { data, byteOffset } = packet;
    const first = numbers.find((number) => number !== null)?.decodeIndex;
    const origin: Origin = first === undefined ? { byteOffset } : { frame: first, byteOffset };
    checkLimit(
      "the length of an access unit",
      data.length,
      MAX_ACCESS_UNIT_BYTES,
      first === undefined ? {} : { frame: first },
    );
    let pictures: DecodedPicture[] = [];
    const start = (before as VopTimes | undefined) ?? this.#times;
    let times = start;
    let index = 0;
    let at = nextStartCode(data, 0);
    while (at >= 0) {
      let end = at + 4;
      if (data[at + 3] === StartCode.vop) {
        const number = numbers[index++];
        const bits = new BitReader(data, number ? { frame: number.decodeIndex, byteOffset } : origin, end * 8);
        const where = bits.where();
        const vop = readVopType(bits, this.#layer);
        if (number) {
          // The next picture of the same packet takes the memory of the one before.
          if (this.#borrowed) pictures = pictures.map(ownArrays);
          const decoded = this.#decodeVop(data, bits, where, vop, times, number);
          pictures.push(this.#borrowed ? decoded.picture : ownArrays(decoded.picture));
          end = decoded.end;
        }
        times = vopTimes(times, vop, this.#layer.timeResolution, start.packed && !vop.coded);
      } else {
        this.#readHeader(data, at, origin);
        if (data[at + 3] === StartCode.groupOfVop) {
          times = groupTimes(times, readGroupSeconds(new BitReader(data, origin, end * 8)) ?? times.seconds);
        }
      }
      at = nextStartCode(data, end);
    }
    this.#times = { ...times, packed: false };
    return pictures;
  }

  /** Headers may be repeated in the stream; they may not change what the decoder was made for. */
  #readHeader(data: Uint8Array, at: number, origin: Origin): void {
    const isLayer = isVideoObjectLayer(data[at + 3]!);
    const next = isLayer ? nextStartCode(data, at + 4) : -1;
    const unit = isLayer ? data.subarray(at, next < 0 ? data.length : next) : null;
    // Encoders repeat it at each key frame.
    if (unit && this.#layerUnit && sameBytes(unit, this.#layerUnit)) return;
    const headers = readHeaderUnit(data, at, origin, this.#headers);
    if (headers.layer !== this.#headers.layer && !sameLayer(headers.layer!, this.#layer)) {
      const { frame } = origin;
      throw new UnsupportedFeatureError(
        "a change of the video object layer within a stream",
        "ISO/IEC 14496-2, 6.2.3",
        {
          ...(frame === undefined ? {} : { frame }),
          bit: at * 8,
        },
      );
    }
    if (headers.layer !== this.#headers.layer && this.#misplaced) {
      this.#misplaced = false;
      writeMatrices(this.#wasm, this.#layer, false);
    }
    this.#headers = headers;
    if (unit) this.#layerUnit = unit.slice();
  }

  #decodeVop(
    data: Uint8Array,
    bits: BitReader,
    at: Where,
    vop: VopType,
    times: VopTimes,
    number: FrameNumber,
  ): { picture: DecodedPicture; end: number } {
    const layer = this.#layer;
    const { type } = vop;
    if (type === "S" && layer.sprite === 0) throw spriteless(at);
    const predicted = type !== "I";
    this.#checkReferences(type, at);
    const wantPixels = this.#output === "pictures" || (this.#output === "compressed" && !predicted);
    // The caller gets nothing of the macroblocks of an I-picture.
    if (this.#output === "motion" && !predicted) {
      this.#wasm.setPicture(vopTypeCode(type), 0, 0, 1, 0, -1);
      this.#anchors = Math.min(2, this.#anchors + 1);
      this.#damage.of("I", null, number.decodeIndex);
      const picture = { type: "I", keyFrame: true, motion: null, residual: null, picture: null } as const;
      return { picture, end: bits.position >> 3 };
    }
    const header = readVopHeader(bits, type, layer, !this.#behaviour().earlySprites);
    const wantCoded = predicted && this.#residual === "coded";
    const wantReconstructed = predicted && this.#residual === "reconstructed" && this.#output === "pictures";
    const { wasm, end, warp, damaged } = this.#decodeMacroblocks(data, bits, type, header, {
      pixels: wantPixels,
      coded: wantCoded,
      reconstructed: wantReconstructed,
      number,
      distances: type === "B" ? distancesOf(times, vop, layer, at) : null,
    });
    const picture = wantPixels ? viewPicture(wasm, layer) : null;
    const residual = wantCoded
      ? viewResidual(wasm, layer, "coded")
      : wantReconstructed
        ? viewResidual(wasm, layer, "reconstructed")
        : null;
    if (type === "B") {
      const motion = viewBidirectionalMotion(wasm, layer);
      const damage = this.#damage.of(type, damaged?.damage ?? null, number.decodeIndex);
      return { picture: { type, keyFrame: false, motion, residual, picture, ...damaged, damage }, end };
    }
    const motion = predicted ? viewMotion(wasm, layer, header.roundingType, warp) : null;
    if (this.#output === "pictures") wasm.rotatePictures();
    this.#anchors = Math.min(2, this.#anchors + 1);
    const shown = predicted ? "P" : "I";
    const damage = this.#damage.of(shown, damaged?.damage ?? null, number.decodeIndex);
    return { picture: { type: shown, keyFrame: !predicted, motion, residual, picture, ...damaged, damage }, end };
  }

  /**
   * A P-picture without what it refers to still has its own vectors and coefficients. So has a B-picture without its past anchor,
   * but direct vectors are made from the future anchor's.
   */
  #checkReferences(type: VopType["type"], where: Where): void {
    const needed =
      type === "B" ? (this.#output === "pictures" ? 2 : 1) : type === "I" || this.#output !== "pictures" ? 0 : 1;
    if (this.#anchors < needed) throw noReference(type, where);
  }

  #decodeMacroblocks(
    data: Uint8Array,
    bits: BitReader,
    type: VopType["type"],
    header: VopHeader,
    want: {
      pixels: boolean;
      coded: boolean;
      reconstructed: boolean;
      number: FrameNumber;
      distances: VopDistances | null;
    },
  ): {
    wasm: MacroblockLayer;
    end: number;
    warp: SpriteWarp | null;
    damaged: Pick<DecodedPicture, "damage" | "macroblockDamage"> | null;
  } {
    const wasm = this.#wasm;
    const layer = this.#layer;
    const { number, distances } = want;
    const input = wasm.reserveInput(data.length);
    if (input === 0) throw new LimitExceededError("the length of an access unit", data.length, 0, bits.where());
    new Uint8Array(wasm.memory.buffer, input, data.length).set(data);
    const behaviour = this.#behaviour();
    const { idct, unlimitedDc, edgeAtPictureSize, chromaHalving, oldDiagonals, earlySprites, wholeDirect } = behaviour;
    wasm.setBehaviour(idct === "xvid", unlimitedDc, edgeAtPictureSize, this.#standardRounding);
    wasm.setQuarterPel(layer.quarterSample, CHROMA_HALVINGS.indexOf(chromaHalving), oldDiagonals);
    const { roundingType, intraDcThreshold, quantiser, forwardCode, sprite } = header;
    wasm.setPicture(vopTypeCode(type), roundingType, intraDcThreshold, quantiser, forwardCode, number.past);
    const warp = sprite && setSprite(wasm, layer, sprite, earlySprites, bits.where());
    if (distances) {
      wasm.setWholeDirect(wholeDirect);
      if (!wasm.setBidirectional(header.backwardCode, number.future, distances.trb, distances.trd)) {
        throw new LimitExceededError("the picture area", layer.width * layer.height, 0, bits.where());
      }
    }
    wasm.setOutput(want.pixels, want.coded, want.reconstructed);
    if (this.#tolerant) wasm.setReferenceHeld(this.#output === "pictures" && this.#anchors > 0);
    const fault = wasm.decode(data.length, bits.position, layer.resyncMarkers);
    if (fault !== 0) {
      const damage = decodeFault(fault, wasm.getFaultValue(), bits.where(wasm.getFaultBit()));
      const macroblockDamage = this.#tolerant ? viewMacroblockDamage(wasm, layer) : null;
      if (macroblockDamage) return { wasm, end: bits.position >> 3, warp, damaged: { damage, macroblockDamage } };
      // The picture that the next one refers to is not there: only a key frame helps. Nothing refers to a B-picture.
      if (type !== "B") this.#anchors = 0;
      throw damage;
    }
    return { wasm, end: (wasm.position() + 7) >> 3, warp, damaged: null };
  }

  #behaviour(): EncoderBehaviour {
    const { encoder } = this.#headers;
    const bare = this.#layer.objectType === 0 && !this.#layer.volControlParameters;
    return encoderBehaviour(encoder, this.#fourcc, bare);
  }
}

function spriteless(where: Where): InvalidSyntaxError {
  const allowed = "I, P or B in a layer without sprites";
  return new InvalidSyntaxError("vop_coding_type", "S", allowed, "ISO/IEC 14496-2, 6.3.5", where);
}

function distancesOf(times: VopTimes, vop: VopType, layer: VideoObjectLayer, where: Where): VopDistances {
  const distances = vopDistances(times, vop, layer.timeResolution);
  if (distances) return distances;
  const range = "a time between those of its anchors";
  throw new InvalidSyntaxError("vop_time_increment", vop.timeIncrement, range, "ISO/IEC 14496-2, 7.6.7", where);
}

function noReference(type: string, where: Where): InvalidSyntaxError {
  const range = type === "B" ? "two I- or P-VOPs before the first B-VOP" : "I before the first P-VOP";
  return new InvalidSyntaxError("vop_coding_type", type, range, "ISO/IEC 14496-2, 7.6", where);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
