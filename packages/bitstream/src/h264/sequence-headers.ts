import type { FrameSize, StreamHeaders } from "../codec.js";
import { BitstreamError, UnknownFormatError } from "../errors.js";
import { readCodedPictures } from "./coded-pictures.js";
import { isDecoderConfiguration, readDecoderConfiguration } from "./decoder-configuration.js";
import { maxDpbFrames } from "./level-limits.js";
import { ParameterSets } from "./parameter-sets.js";
import { frameType } from "./picture-headers.js";
import { isIntraProfile, isLevel1b, profileName } from "./profile-name.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";
import { STREAM_BEGINNING, type StreamProgress } from "./stream-progress.js";

/** What the decoder is created from. */
export interface H264State {
  /** The sequence parameter set that the first picture refers to or, where that is not known, the first. */
  readonly sps: SequenceParameterSet;
  /** Bytes of the lengths in front of NAL units; 0: start codes. */
  readonly lengthSize: number;
  /** What the stream's first picture headers are read with: its configuration's parameter sets. */
  readonly beginning: StreamProgress;
  /** The stream begins with an intra picture that is neither IDR nor a recovery point: then all of them count as key frames. */
  readonly intraKeys: boolean;
}

/**
 * Reads parameter sets and the encoder's name up to the first picture.
 *
 * @param configured, shown as in {@link Codec.readHeaders}
 * @throws UnknownFormatError if there is no sequence parameter set in `bytes`
 * @throws BitstreamError if the first one makes no sense
 */
export function readHeaders(
  bytes: Uint8Array,
  configured = 0,
  shown: FrameSize | null = null,
): StreamHeaders<H264State> {
  const configuration = readConfiguration(bytes, configured, ParameterSets.empty(shown));
  const { lengthSize, end } = configuration;
  const read = readCodedPictures(bytes.subarray(end), lengthSize, configuration.sets, {});
  const first = read.pictures[0] ?? null;
  const sps = first?.header.pps.sps ?? read.sets.first;
  if (!sps) {
    throw read.fault ?? new UnknownFormatError("no H.264 sequence parameter set found in the stream's first bytes");
  }
  const intraKeys =
    first !== null && !first.header.idr && first.sei.recoveryFrameCount === null && frameType([first], false) === "I";
  const depth = reorderDepth(sps);
  return {
    profile: profileName(sps),
    width: sps.width,
    height: sps.height,
    frameRate: sps.vui?.frameRate ?? null,
    encoder: read.sei.encoder,
    reordered: depth > 0,
    reorderDepth: depth,
    packed: false,
    state: { sps, lengthSize, beginning: { ...STREAM_BEGINNING, sets: read.sets }, intraKeys },
  };
}

interface Configuration {
  readonly lengthSize: number;
  readonly sets: ParameterSets;
  /** Where the stream's own bytes begin, or parameter sets with start codes. */
  readonly end: number;
}

/** The container's part of the bytes: a decoder configuration record, or parameter sets with start codes, or nothing. */
function readConfiguration(bytes: Uint8Array, configured: number, none: ParameterSets): Configuration {
  const container = bytes.subarray(0, configured);
  if (!isDecoderConfiguration(container)) return { lengthSize: 0, sets: none, end: 0 };
  const { lengthSize, units } = readDecoderConfiguration(container);
  let sets = none;
  for (const unit of units) {
    try {
      sets = sets.with(container, unit);
    } catch (error) {
      // Others, or those in the stream itself, may do.
      if (!(error instanceof BitstreamError)) throw error;
    }
  }
  return { lengthSize, sets, end: configured };
}

/**
 * Frames that come before a frame in display order and follow it in decoding order, at most: what the stream says
 * (max_num_reorder_frames), or what its level's decoded picture buffer holds.
 */
export function reorderDepth(sps: SequenceParameterSet): number {
  if (sps.picOrderCntType === 2) return 0;
  const said = sps.vui?.maxReorderFrames ?? null;
  if (said !== null) return said;
  if (isIntraProfile(sps)) return 0;
  const frames = maxDpbFrames(sps.levelIdc, isLevel1b(sps), sps.mbWidth * sps.mbHeight);
  return Math.min(16, Math.max(frames, sps.maxNumRefFrames));
}
