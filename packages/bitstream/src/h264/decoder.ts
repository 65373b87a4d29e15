import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder, StreamHeaders } from "../codec.js";
import { LimitExceededError, UnsupportedFeatureError } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { ownArrays } from "../owned-arrays.js";
import { clause } from "./clause.js";
import { readCodedPictures } from "./coded-pictures.js";
import { FrameDecoder } from "./frame-decoder.js";
import { checkLimit, MAX_ACCESS_UNIT_BYTES } from "./limits.js";
import { frameType, isKeyFrame } from "./picture-headers.js";
import type { H264State } from "./sequence-headers.js";
import { type SequenceParameterSet, sameLayout } from "./sequence-parameter-set.js";
import { orderFrames, type StreamProgress } from "./stream-progress.js";
import { instantiateMacroblockLayer, type MacroblockLayer, releaseMemory } from "./wasm-module.js";

/**
 * A decoder for one stream.
 *
 * @throws UnsupportedFeatureError for colour planes that are coded apart
 * @throws LimitExceededError if memory for its pictures cannot be had
 */
export async function createDecoder(
  headers: StreamHeaders<H264State>,
  options: DecoderOptions,
): Promise<PictureDecoder> {
  const { sps } = headers.state;
  if (sps.separateColourPlanes) {
    throw new UnsupportedFeatureError("separate_colour_plane_flag", clause("7.4.2.1.1"));
  }
  const { mbWidth, mbHeight, chromaFormatIdc, bitDepthLuma, bitDepthChroma, frameMbsOnly } = sps;
  const high = bitDepthLuma > 8 || bitDepthChroma > 8;
  const wasm = await instantiateMacroblockLayer(high);
  const keep = options.output === "pictures";
  if (!wasm.configure(mbWidth, mbHeight, chromaFormatIdc, bitDepthLuma, bitDepthChroma, frameMbsOnly, keep)) {
    throw new LimitExceededError("the picture area", 256 * mbWidth * mbHeight, 0);
  }
  wasm.setCrop(sps.cropX, sps.cropY, sps.width, sps.height);
  if (isOldX264(headers.encoder)) wasm.imitateOldX264();
  return new H264Decoder(wasm, high, headers.state, options);
}

/** x264 before build 151 counted neighbours in 4:4:4 otherwise than the standard; FFmpeg follows it, too. */
function isOldX264(encoder: string | null): boolean {
  const build = /^x264 - core (\d+)/.exec(encoder ?? "")?.[1];
  return build !== undefined && Number(build) < 151;
}

/** Of a frame that is not delivered, and may be referred to. */
const HIDDEN: FrameNumber = { decodeIndex: -1, displayIndex: -1, past: -1, future: -1 };

class H264Decoder implements PictureDecoder {
  readonly #wasm: MacroblockLayer;
  readonly #high: boolean;
  readonly #state: H264State;
  readonly #frames: FrameDecoder;
  /** The caller is content with views. */
  readonly #borrowed: boolean;
  /** What the next packet is read with, where the caller does not tell it. */
  #progress: StreamProgress;

  constructor(wasm: MacroblockLayer, high: boolean, state: H264State, options: DecoderOptions) {
    this.#wasm = wasm;
    this.#high = high;
    this.#state = state;
    this.#frames = new FrameDecoder(wasm, options);
    this.#borrowed = options.arrays === "borrowed";
    this.#progress = state.beginning;
  }

  reset(): void {
    this.#frames.reset();
  }

  close(): void {
    releaseMemory(this.#wasm, this.#high);
  }

  decode(packet: Packet, numbers: readonly (FrameNumber | null)[], before?: unknown): DecodedPicture[] {
    const { data, byteOffset } = packet;
    const first = numbers.find((number) => number !== null)?.decodeIndex;
    const where = first === undefined ? {} : { frame: first };
    const origin: Origin = { ...where, byteOffset };
    checkLimit("the length of an access unit", data.length, MAX_ACCESS_UNIT_BYTES, where);
    const progress = (before as StreamProgress | undefined) ?? this.#progress;
    const { pictures, sets, fault } = readCodedPictures(data, this.#state.lengthSize, progress.sets, origin);
    if (fault && pictures.length === 0) throw fault;
    const { frames, after } = orderFrames(pictures, progress, sets);
    this.#progress = after;
    let decoded: DecodedPicture[] = [];
    for (const [i, frame] of frames.entries()) {
      const number = numbers[i] ?? null;
      const coded = frame.pictures.map(({ picture }) => picture);
      if (!number && coded.every(({ header }) => header.referenceIdc === 0)) continue;
      checkLayout(coded[0]!.header.pps.sps, this.#state.sps, number);
      // The next picture of the same packet takes the memory of the one before.
      if (this.#borrowed) decoded = decoded.map(ownArrays);
      const keyFrame = isKeyFrame(coded[0]!, this.#state.intraKeys) && !frame.secondHalf;
      const type = frameType(coded, keyFrame);
      const hidden = number === null;
      const shown = { data, origin, frame, number: number ?? HIDDEN, type, keyFrame, fault, hidden };
      const result = this.#frames.decode(shown);
      if (!hidden) decoded.push(this.#borrowed ? result : ownArrays(result));
    }
    return decoded;
  }
}

/** Parameter sets may change; they may not change what the decoder was made for. */
function checkLayout(sps: SequenceParameterSet, made: SequenceParameterSet, number: FrameNumber | null): void {
  if (sameLayout(sps, made)) return;
  const change = `a change of the pictures' size or format within a stream (${made.width}x${made.height} to ${sps.width}x${sps.height})`;
  throw new UnsupportedFeatureError(change, clause("7.4.1.2.1"), number ? { frame: number.decodeIndex } : {});
}
