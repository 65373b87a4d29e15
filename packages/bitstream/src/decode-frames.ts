import type { DecodedPicture, DecoderOptions, Packet, PictureDecoder } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault } from "./container.js";
import { BitstreamError, UsageError } from "./errors.js";
import { eventLoopTurns } from "./event-loop.js";
import type { CodedFrame, FrameOptions } from "./frame.js";
import { type FrameCounter, frameCounter } from "./frame-counter.js";
import { codedPictures, type Stream } from "./stream.js";

/** Where decoding begins: a key frame and the packet that holds it. */
export interface Start {
  readonly firstFrame: number;
  readonly firstPacket: number;
}

/**
 * Decodes frames from `start` on. Streams without B-frames are displayed in decode order, so both orders are the same.
 * A picture that is not coded (vop_coded = 0) is no frame: FFmpeg shows none for it either.
 *
 * @throws BitstreamError at the first fault, unless faults are to be skipped; the signal's reason when aborted
 */
export async function* decodeFrames(stream: Stream, start: Start, options: FrameOptions): AsyncGenerator<CodedFrame> {
  const { to = Number.POSITIVE_INFINITY, signal, onDamage = "stop" } = options;
  const { track, headers } = stream;
  signal?.throwIfAborted();
  if (start.firstFrame >= to) return;
  const decoder = await track.codec.createDecoder(headers, decoderOptions(options));
  const counter = frameCounter(start.firstFrame);
  const turn = eventLoopTurns();
  let waitForKeyFrame = false;
  for await (const item of track.packets(start.firstPacket, signal)) {
    await turn();
    signal?.throwIfAborted();
    try {
      if (waitForKeyFrame && !isKeyFrame(stream, item)) {
        count(stream, counter, item);
        continue;
      }
      for (const frame of decodePacket(stream, decoder, counter, item)) {
        if (frame.decodeIndex >= to) return;
        yield frame;
      }
      waitForKeyFrame = false;
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
      if (onDamage === "stop") throw error.locate(place(item, counter.next));
      count(stream, counter, item);
      decoder.reset();
      waitForKeyFrame = true;
    }
    if (counter.next >= to) return;
  }
}

function decoderOptions({
  output = "compressed",
  residual,
  rounding = "ffmpeg",
  arrays = "owned",
}: FrameOptions): DecoderOptions {
  if (residual === "reconstructed" && output !== "pictures") {
    throw new UsageError('residual: "reconstructed" needs output: "pictures"');
  }
  return { output, residual: output === "motion" ? "none" : (residual ?? "coded"), rounding, arrays };
}

/** Decodes before it counts: a packet that fails is counted by whoever handles the failure. */
function decodePacket(
  stream: Stream,
  decoder: PictureDecoder,
  counter: FrameCounter,
  item: Packet | Fault,
): CodedFrame[] {
  if (isFault(item)) throw item.fault;
  const pictures = decoder.decode(item, counter.next).filter(({ coded }) => coded);
  const first = counter.packet(pictures.length);
  return pictures.map((picture, i) => toFrame(stream, picture, item, first + i));
}

function toFrame(stream: Stream, decoded: DecodedPicture, packet: Packet, index: number): CodedFrame {
  const { type, keyFrame, motion, residual, picture } = decoded;
  return {
    type,
    keyFrame,
    decodeIndex: index,
    displayIndex: index,
    timestamp: packet.timestamp ?? index / stream.timestampRate,
    byteOffset: packet.byteOffset,
    byteLength: packet.data.length,
    motion,
    residual,
    picture,
    damage: null,
  };
}

function isKeyFrame({ track, headers }: Stream, item: Packet | Fault): boolean {
  return !isFault(item) && (codedPictures(track.codec, item, headers)?.[0]?.keyFrame ?? false);
}

function count({ track, headers }: Stream, counter: FrameCounter, item: Packet | Fault): void {
  if (isFault(item)) counter.lost();
  else counter.packet(codedPictures(track.codec, item, headers)?.length ?? null);
}

function place(item: Packet | Fault, frame: number): { frame: number; byte?: number } {
  return isFault(item) || item.byteOffset < 0 ? { frame } : { frame, byte: item.byteOffset };
}
