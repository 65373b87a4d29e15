import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder, StreamHeaders } from "../codec.js";
import { InvalidSyntaxError, LimitExceededError, UnsupportedFeatureError, type Where } from "../errors.js";
import { ownArrays } from "../owned-arrays.js";
import { BitReader, type Origin } from "./bit-reader.js";
import { decodeFault } from "./decode-fault.js";
import { CHROMA_HALVINGS, type EncoderBehaviour, encoderBehaviour } from "./encoder-behaviour.js";
import { type HeadersSoFar, readHeaderUnit } from "./header-units.js";
import { checkLimit, MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import { viewMotion, viewPicture, viewResidual } from "./picture-arrays.js";
import { sameLayer } from "./same-layer.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { setSprite } from "./set-sprite.js";
import { checkTools } from "./simple-profile.js";
import { nextStartCode, StartCode } from "./start-codes.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { readVopHeader, readVopType } from "./video-object-plane.js";
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
  writeMatrices(wasm, layer);
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
  #headers: HeadersSoFar;
  /** The picture that the next P-picture refers to is there. */
  #hasReference = false;

  constructor(wasm: MacroblockLayer, state: Mpeg4State, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#layer = state.layer;
    this.#fourcc = state.fourcc;
    this.#output = options.output;
    this.#residual = options.output === "motion" ? "none" : options.residual;
    this.#standardRounding = options.rounding === "standard";
    this.#borrowed = options.arrays === "borrowed";
    this.#headers = {
      profileAndLevel: null,
      visualObjectVersion: state.visualObjectVersion,
      layer: state.layer,
      encoder: state.encoder,
    };
  }

  reset(): void {
    this.#hasReference = false;
  }

  close(): void {
    releaseMemory(this.#wasm);
  }

  decode(packet: Packet, numbers: readonly (FrameNumber | null)[]): DecodedPicture[] {
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
    let vop = 0;
    let at = nextStartCode(data, 0);
    while (at >= 0) {
      let end = at + 4;
      if (data[at + 3] !== StartCode.vop) this.#readHeader(data, at, origin);
      else {
        const number = numbers[vop++];
        if (number) {
          // The next picture of the same packet takes the memory of the one before.
          if (this.#borrowed) pictures = pictures.map(ownArrays);
          const decoded = this.#decodeVop(data, end, { frame: number.decodeIndex, byteOffset }, number);
          pictures.push(this.#borrowed ? decoded.picture : ownArrays(decoded.picture));
          end = decoded.end;
        }
      }
      at = nextStartCode(data, end);
    }
    return pictures;
  }

  /** Headers may be repeated in the stream; they may not change what the decoder was made for. */
  #readHeader(data: Uint8Array, at: number, origin: Origin): void {
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
    this.#headers = headers;
  }

  #decodeVop(
    data: Uint8Array,
    at: number,
    origin: Origin,
    number: FrameNumber,
  ): { picture: DecodedPicture; end: number } {
    const layer = this.#layer;
    const bits = new BitReader(data, origin, at * 8);
    const { type } = readVopType(bits, layer);
    if (type === "B") throw new UnsupportedFeatureError("a B-VOP", "ISO/IEC 14496-2, 6.3.5", bits.where(at * 8));
    if (type === "S" && layer.sprite === 0) throw spriteless(bits.where(at * 8));
    // A P-picture without what it refers to still has its own vectors and coefficients.
    const predicted = type !== "I";
    if (predicted && this.#output === "pictures" && !this.#hasReference) throw noReference(bits.where(at * 8));
    const wantPixels = this.#output === "pictures" || (this.#output === "compressed" && !predicted);
    // The caller gets nothing of the macroblocks of an I-picture.
    if (this.#output === "motion" && !predicted) {
      return { picture: { type: "I", keyFrame: true, motion: null, residual: null, picture: null }, end: at + 1 };
    }
    const { earlySprites } = this.#behaviour();
    const header = readVopHeader(bits, type, layer, !earlySprites);
    const wantCoded = predicted && this.#residual === "coded";
    const wantReconstructed = predicted && this.#residual === "reconstructed" && this.#output === "pictures";
    const { wasm, end } = this.#decodeMacroblocks(data, bits.position, header, predicted, {
      pixels: wantPixels,
      coded: wantCoded,
      reconstructed: wantReconstructed,
      reference: number.past,
      where: origin,
    });
    const picture = wantPixels ? viewPicture(wasm, layer) : null;
    const residual = wantCoded
      ? viewResidual(wasm, layer, "coded")
      : wantReconstructed
        ? viewResidual(wasm, layer, "reconstructed")
        : null;
    const motion = predicted ? viewMotion(wasm, layer, header.roundingType) : null;
    if (this.#output === "pictures") wasm.swapPictures();
    this.#hasReference = true;
    return { picture: { type: predicted ? "P" : "I", keyFrame: !predicted, motion, residual, picture }, end };
  }

  #decodeMacroblocks(
    data: Uint8Array,
    start: number,
    header: ReturnType<typeof readVopHeader>,
    predicted: boolean,
    want: { pixels: boolean; coded: boolean; reconstructed: boolean; reference: number; where: Origin },
  ): { wasm: MacroblockLayer; end: number } {
    const wasm = this.#wasm;
    const layer = this.#layer;
    const input = wasm.reserveInput(data.length);
    if (input === 0) throw new LimitExceededError("the length of an access unit", data.length, 0, want.where);
    new Uint8Array(wasm.memory.buffer, input, data.length).set(data);
    const { idct, unlimitedDc, edgeAtPictureSize, chromaHalving, oldDiagonals, earlySprites } = this.#behaviour();
    wasm.setBehaviour(idct === "xvid", unlimitedDc, edgeAtPictureSize, this.#standardRounding);
    wasm.setQuarterPel(layer.quarterSample, CHROMA_HALVINGS.indexOf(chromaHalving), oldDiagonals);
    const { roundingType, intraDcThreshold, quantiser, forwardCode, sprite } = header;
    wasm.setPicture(predicted, roundingType, intraDcThreshold, quantiser, forwardCode, want.reference);
    if (sprite) setSprite(wasm, layer, sprite, earlySprites, want.where);
    wasm.setOutput(want.pixels, want.coded, want.reconstructed);
    const fault = wasm.decode(data.length, start, this.#layer.resyncMarkers);
    if (fault !== 0) {
      // The picture that the next one refers to is not there: only a key frame helps.
      this.#hasReference = false;
      const where: Where = new BitReader(data, want.where).where(wasm.getFaultBit());
      throw decodeFault(fault, wasm.getFaultValue(), where);
    }
    return { wasm, end: (wasm.position() + 7) >> 3 };
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

function noReference(where: Where): InvalidSyntaxError {
  return new InvalidSyntaxError("vop_coding_type", "P", "I before the first P-VOP", "ISO/IEC 14496-2, 7.6", where);
}
