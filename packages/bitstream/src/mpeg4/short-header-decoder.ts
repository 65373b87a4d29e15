import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder, StreamHeaders } from "../codec.js";
import { InvalidSyntaxError, LimitExceededError, UnsupportedFeatureError } from "../errors.js";
import { ownArrays } from "../owned-arrays.js";
import { AnchorDamage } from "./anchor-damage.js";
import { BitReader, type Origin } from "./bit-reader.js";
import { decodeFault } from "./decode-fault.js";
import type { ExtendedPictureType } from "./extended-picture-type.js";
import { checkLimit, MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import { type PictureLayer, viewMacroblockDamage, viewMotion, viewPicture, viewResidual } from "./picture-arrays.js";
import { nextShortHeader, readShortHeader, type ShortHeader, VECTOR_CODINGS } from "./short-header.js";
import type { ShortHeaderState } from "./short-header-stream.js";
import { instantiateMacroblockLayer, type MacroblockLayer } from "./wasm-module.js";

/**
 * A decoder for one stream of pictures with short video headers.
 * @throws LimitExceededError if memory for its pictures cannot be had
 */
export async function createShortHeaderDecoder(
  headers: StreamHeaders<ShortHeaderState>,
  options: DecoderOptions,
): Promise<PictureDecoder> {
  const { width, height } = headers.state.shortHeader;
  const wasm = await instantiateMacroblockLayer();
  const residual = options.output !== "motion" && options.residual !== "none";
  if (!wasm.configure(width, height, false, 1, residual, options.output === "pictures")) {
    throw new LimitExceededError("the picture area", width * height, 0);
  }
  if (options.onDamage === "skip" && !wasm.tolerateDamage())
    throw new LimitExceededError("the picture area", width * height, 0);
  return new ShortHeaderDecoder(wasm, headers.state, options);
}

class ShortHeaderDecoder implements PictureDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #layer: PictureLayer;
  readonly #options: DecoderOptions;
  #extended: ExtendedPictureType | null;
  /** The picture that the next P-picture refers to is there. */
  #hasReference = false;
  readonly #anchors = new AnchorDamage();

  constructor(wasm: MacroblockLayer, state: ShortHeaderState, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#layer = { ...state.shortHeader, quarterSample: false };
    this.#extended = state.extended;
    this.#options = options;
  }

  reset(): void {
    this.#hasReference = false;
    this.#anchors.reset();
  }

  decode(packet: Packet, numbers: readonly (FrameNumber | null)[]): DecodedPicture[] {
    const { data, byteOffset } = packet;
    checkLimit("the length of an access unit", data.length, MAX_ACCESS_UNIT_BYTES, {});
    const borrowed = this.#options.arrays === "borrowed";
    let pictures: DecodedPicture[] = [];
    let index = 0;
    for (let at = nextShortHeader(data, 0); at >= 0; ) {
      const next = nextShortHeader(data, at + 3);
      const number = numbers[index++];
      if (number) {
        // The next picture of the same packet takes the memory of the one before.
        if (borrowed) pictures = pictures.map(ownArrays);
        const unit = next < 0 ? data : data.subarray(0, next);
        const picture = this.#decodePicture(unit, at, { frame: number.decodeIndex, byteOffset }, number);
        pictures.push(borrowed ? picture : ownArrays(picture));
      }
      at = next;
    }
    return pictures;
  }

  #decodePicture(data: Uint8Array, at: number, origin: Origin, number: FrameNumber): DecodedPicture {
    const { output, residual: kind } = this.#options;
    const bits = new BitReader(data, origin, at * 8);
    const header = readShortHeader(bits, this.#extended);
    this.#extended = header.extended ?? this.#extended;
    const { type } = header;
    if (header.width !== this.#layer.width || header.height !== this.#layer.height) {
      throw new UnsupportedFeatureError("a change of the picture size", "ITU-T H.263, 5.1.3", bits.where(at * 8));
    }
    const predicted = type === "P";
    if (predicted && output === "pictures" && !this.#hasReference) {
      const range = "I before the first P-picture";
      throw new InvalidSyntaxError("picture_coding_type", "P", range, "ITU-T H.263, 5.1.3", bits.where(at * 8));
    }
    if (output === "motion" && !predicted) {
      this.#anchors.of(type, null, number.decodeIndex);
      return { type, keyFrame: true, reference: true, motion: null, residual: null, picture: null };
    }
    const pixels = output === "pictures" || !predicted;
    const coded = predicted && output !== "motion" && kind === "coded";
    const reconstructed = predicted && output === "pictures" && kind === "reconstructed";
    this.#wasm.setOutput(pixels, coded, reconstructed);
    const damaged = this.#decodeMacroblocks(data, bits.position, header, number, origin);
    const picture = pixels ? viewPicture(this.#wasm, this.#layer) : null;
    const residual =
      coded || reconstructed ? viewResidual(this.#wasm, this.#layer, coded ? "coded" : "reconstructed") : null;
    const motion = predicted ? viewMotion(this.#wasm, this.#layer, header.roundingType) : null;
    if (output === "pictures") this.#wasm.rotatePictures();
    this.#hasReference = true;
    const damage = this.#anchors.of(type, damaged?.damage ?? null, number.decodeIndex);
    return { type, keyFrame: !predicted, reference: true, motion, residual, picture, ...damaged, damage };
  }

  #decodeMacroblocks(
    data: Uint8Array,
    start: number,
    { type, roundingType, quantiser, rowsOfGroup, vectorCoding, slices, extended }: ShortHeader,
    { past }: FrameNumber,
    origin: Origin,
  ): Pick<DecodedPicture, "damage" | "macroblockDamage"> | null {
    const wasm = this.#wasm;
    const input = wasm.reserveInput(data.length);
    if (input === 0) throw new LimitExceededError("the length of an access unit", data.length, 0, origin);
    new Uint8Array(wasm.memory.buffer, input, data.length).set(data);
    wasm.setBehaviour(false, false, false, this.#options.rounding === "standard");
    const FORWARD_CODE = 1;
    wasm.setPicture(type === "P" ? 1 : 0, roundingType, 0, quantiser, FORWARD_CODE, past);
    wasm.setReferenceHeld(this.#hasReference && this.#options.output === "pictures");
    const { advancedIntra = false, modifiedQuantisation = false } = extended ?? {};
    if (!wasm.useShortTools(VECTOR_CODINGS.indexOf(vectorCoding), slices, advancedIntra, modifiedQuantisation)) {
      throw new LimitExceededError("the picture area", this.#layer.width * this.#layer.height, 0, origin);
    }
    const fault = wasm.decodeShort(data.length, start, rowsOfGroup);
    if (fault === 0) return null;
    const damage = decodeFault(fault, wasm.getFaultValue(), new BitReader(data, origin).where(wasm.getFaultBit()));
    const macroblockDamage = this.#options.onDamage === "skip" ? viewMacroblockDamage(wasm, this.#layer) : null;
    if (macroblockDamage) return { damage, macroblockDamage };
    // The picture that the next one refers to is not there: only a key frame helps.
    this.#hasReference = false;
    throw damage;
  }
}
