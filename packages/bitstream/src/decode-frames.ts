import type { DecodedPicture, DecoderOptions, FrameNumber, Packet, PictureDecoder } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import { BitstreamError, UsageError } from "./errors.js";
import type { CodedFrame, FrameOptions } from "./frame.js";
import type { Numbered } from "./frame-numbers.js";
import { numberedPackets, type PlacedPacket, type Start } from "./numbered-packets.js";
import type { Stream } from "./stream.js";

/**
 * Decodes frames from `start` on. A picture that is not coded (vop_coded = 0) is no frame: FFmpeg shows none for it either.
 *
 * @throws BitstreamError at the first fault, unless faults are to be skipped; the signal's reason when aborted
 */
export async function* decodeFrames(stream: Stream, start: Start, options: FrameOptions): AsyncGenerator<CodedFrame> {
  const { to = Number.POSITIVE_INFINITY, signal, onDamage = "stop" } = options;
  const { track, headers } = stream;
  signal?.throwIfAborted();
  if (start.firstFrame >= to) return;
  const decoder = await track.codec.createDecoder(headers, decoderOptions(options));
  let waitForKeyFrame = false;
  for await (const numbered of numberedPackets(stream, start, signal)) {
    signal?.throwIfAborted();
    try {
      if (numbered.first >= to) return;
      if (waitForKeyFrame && !numbered.pictures?.[0]?.keyFrame) continue;
      for (const frame of decodePacket(stream, decoder, numbered)) {
        if (frame.decodeIndex >= to) return;
        yield frame;
      }
      waitForKeyFrame = false;
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
      if (onDamage === "stop") throw error.locate(place(numbered));
      decoder.reset();
      waitForKeyFrame = true;
    }
    if (numbered.next >= to) return;
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

function decodePacket(stream: Stream, decoder: PictureDecoder, numbered: Numbered<PlacedPacket>): CodedFrame[] {
  const { item, pictures, numbers } = numbered;
  const { packet, before } = item;
  if (isFault(packet)) throw packet.fault;
  // Headers that could not be read are read once more, for their error.
  if (pictures === null) stream.track.codec.readPictureHeaders(packet, stream.headers, before);
  const frames = numbers.filter((number) => number !== null);
  return decoder.decode(packet, numbers).map((picture, i) => toFrame(stream, picture, packet, frames[i]!));
}

function toFrame(stream: Stream, decoded: DecodedPicture, packet: Packet, number: FrameNumber): CodedFrame {
  const { type, keyFrame, motion, residual, picture } = decoded;
  const { decodeIndex, displayIndex } = number;
  return {
    type,
    keyFrame,
    decodeIndex,
    displayIndex,
    timestamp: packet.timestamp ?? displayIndex / stream.timestampRate,
    byteOffset: packet.byteOffset,
    byteLength: packet.data.length,
    motion,
    residual,
    picture,
    damage: null,
  };
}

function place({ item, first }: Numbered<PlacedPacket>): { frame: number; byte?: number } {
  const { packet } = item;
  return isFault(packet) || packet.byteOffset < 0 ? { frame: first } : { frame: first, byte: packet.byteOffset };
}
