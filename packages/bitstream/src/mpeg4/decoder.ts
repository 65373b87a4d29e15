import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder, StreamHeaders } from "../codec.js";
import { LimitExceededError, UnsupportedFeatureError } from "../errors.js";
import { ownArrays } from "../owned-arrays.js";
import { BitReader, type Origin } from "./bit-reader.js";
import { type EncoderBehaviour, encoderBehaviour } from "./encoder-behaviour.js";
import { type HeadersSoFar, readHeaderUnit } from "./header-units.js";
import { checkLimit, MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import { readGroupSeconds } from "./picture-headers.js";
import { sameLayer } from "./same-layer.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { isVideoObjectLayer, nextStartCode, StartCode } from "./start-codes.js";
import { checkTools } from "./supported-tools.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { readVopType } from "./video-object-plane.js";
import { VopDecoder } from "./vop-decoder.js";
import { groupTimes, layerTimes, NO_TIMES, type VopTimes, vopDistances, vopTimes } from "./vop-times.js";
import { instantiateMacroblockLayer, type MacroblockLayer, releaseMemory } from "./wasm-module.js";
import { writeMatrices } from "./weighting-matrices.js";

/**
 * A decoder for one stream.
 * @throws UnsupportedFeatureError if the stream uses a tool that is not implemented (supported-tools.ts)
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
  const { width, height, mpegQuantisation, timeIncrementBits, dataPartitioned, reversibleVlc, interlaced } = layer;
  const enough =
    wasm.configure(width, height, mpegQuantisation, timeIncrementBits, residual, pictures) &&
    (!dataPartitioned || wasm.usePartitions(reversibleVlc)) &&
    (!interlaced || wasm.useFields()) &&
    (options.onDamage !== "skip" || wasm.tolerateDamage());
  if (!enough) throw new LimitExceededError("the picture area", width * height, 0);
  return new Mpeg4Decoder(wasm, headers.state, options);
}

class Mpeg4Decoder implements PictureDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #layer: VideoObjectLayer;
  readonly #fourcc: string | null;
  readonly #vops: VopDecoder;
  /** The caller is content with views. */
  readonly #borrowed: boolean;
  #headers: HeadersSoFar;
  /** The bytes of the last video object layer in the stream. */
  #layerUnit: Uint8Array | null = null;
  /** The macroblock layer has the weighting matrices in FFmpeg's wrong places. */
  #misplaced: boolean;
  /** The clock, where the caller does not tell it. */
  #times = NO_TIMES;

  constructor(wasm: MacroblockLayer, state: Mpeg4State, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#layer = state.layer;
    this.#fourcc = state.fourcc;
    this.#vops = new VopDecoder(wasm, state.layer, options);
    this.#borrowed = options.arrays === "borrowed";
    this.#headers = {
      profileAndLevel: null,
      visualObjectVersion: state.visualObjectVersion,
      layer: state.layer,
      encoder: state.encoder,
    };
    this.#misplaced = state.outOfBand && options.rounding !== "standard" && this.#behaviour().idct === "xvid";
    writeMatrices(wasm, state.layer, this.#misplaced);
  }

  reset(): void {
    this.#vops.reset();
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
          const distances = vop.type === "B" ? vopDistances(times, vop, this.#layer) : null;
          const behaviour = this.#behaviour();
          const decoded = this.#vops.decode({ data, bits, where, vop, distances, number, behaviour });
          pictures.push(this.#borrowed ? decoded.picture : ownArrays(decoded.picture));
          end = decoded.end;
        }
        times = vopTimes(times, vop, this.#layer.timeResolution, start.packed && !vop.coded);
      } else {
        this.#readHeader(data, at, origin);
        if (isVideoObjectLayer(data[at + 3]!)) times = layerTimes(times);
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

  #behaviour(): EncoderBehaviour {
    const { encoder } = this.#headers;
    const bare = this.#layer.objectType === 0 && !this.#layer.volControlParameters;
    return encoderBehaviour(encoder, this.#fourcc, bare);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
