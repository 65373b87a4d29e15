import type { DecodedPicture, DecoderOptions, Packet, PictureHeader } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import { inDisplayOrder } from "./display-order.js";
import { BitstreamError, UsageError } from "./errors.js";
import type { CodedFrame, FrameOptions } from "./frame.js";
import type { PlacedPacket } from "./header-reader.js";
import type { Numbered, NumberedFrame } from "./numbered.js";
import { numberedPackets, STREAM_START, type Start } from "./numbered-packets.js";
import { isReference, OrderedReferenceState } from "./ordered-reference-state.js";
import { ReferenceState, type References } from "./reference-state.js";
import type { Stream } from "./stream.js";

/**
 * Decodes frames from `start` on, in the order that is asked for.
 *
 * @throws BitstreamError at the first fault, unless faults are to be skipped; the signal's reason when aborted
 */
export function decodeFrames(stream: Stream, start: Start, options: FrameOptions): AsyncGenerator<CodedFrame> {
  let settled = 0;
  const frames = inDecodeOrder(stream, start, options, (number) => {
    settled = number.settled;
  });
  return options.order === "display" ? inDisplayOrder(frames, () => settled, options.arrays === "borrowed") : frames;
}

/** @param before is told the numbers of each frame before it comes */
async function* inDecodeOrder(
  stream: Stream,
  start: Start,
  options: FrameOptions,
  before: (number: NumberedFrame) => void,
): AsyncGenerator<CodedFrame> {
  const { to = Number.POSITIVE_INFINITY, signal, onDamage = "stop", bFrames = true } = options;
  signal?.throwIfAborted();
  const chosen = decoderOptions(options);
  if (start.firstFrame >= to) return;
  const rate = stream.timestampRate;
  const decoder = chosen === null ? null : await stream.track.codec.createDecoder(stream.headers, chosen);
  const references = referencesOf(stream, start, options);
  try {
    for await (const numbered of numberedPackets(stream, start, signal)) {
      if (numbered.first >= to) return;
      const { item, pictures, numbers } = numbered;
      const { packet, before: progress } = item;
      try {
        if (isFault(packet)) throw packet.fault;
        // Headers that could not be read are read once more, for their error.
        if (pictures === null) stream.track.codec.readPictureHeaders(packet, stream.headers, progress);
      } catch (error) {
        onFault(error, numbered);
        references.lost(null);
        decoder?.reset();
      }
      for (const [i, header] of (pictures ?? []).entries()) {
        const number = numbers[i] ?? null;
        const wanted = number !== null && number.decodeIndex < to && references.has(header);
        if (!wanted || (!bFrames && header.type === "B" && !isReference(header))) {
          if (!wanted && references.concern(header)) follow(packet as Packet, numbers.length, progress);
          continue;
        }
        const only = numbers.length === 1 ? numbers : numbers.map((_, j) => (j === i ? number : null));
        let decoded: DecodedPicture | undefined;
        try {
          [decoded] = decoder === null ? [undecoded(header)] : decoder.decode(packet as Packet, only, progress);
        } catch (error) {
          onFault(error, numbered);
          if (references.lost(header)) decoder?.reset();
          continue;
        }
        if (!decoded) continue;
        references.decoded(header);
        signal?.throwIfAborted();
        before(number);
        yield toFrame(decoded, packet as Packet, number, header, (start.seconds ?? 0) + number.displayIndex / rate);
      }
      if (numbered.next >= to) return;
    }
  } finally {
    decoder?.close?.();
  }

  /** Lets the decoder know of a picture that is left out. */
  function follow(packet: Packet, pictures: number, progress: unknown): void {
    try {
      decoder?.decode(packet, Array(pictures).fill(null), progress);
    } catch (error) {
      if (!(error instanceof BitstreamError)) throw error;
    }
  }

  function onFault(error: unknown, numbered: Numbered<PlacedPacket>): void {
    if (!(error instanceof BitstreamError)) throw error;
    if (onDamage === "stop") throw error.locate(place(numbered));
  }
}

function referencesOf({ headers }: Stream, start: Start, { output }: FrameOptions): References {
  const fromTheStart = start === STREAM_START;
  return headers.reorderDepth === undefined
    ? new ReferenceState(output === "pictures", fromTheStart)
    : new OrderedReferenceState(output !== "headers", fromTheStart);
}

/** Null: nothing is to be decoded. */
function decoderOptions({
  output = "compressed",
  residual,
  rounding = "ffmpeg",
  arrays = "owned",
  onDamage = "stop",
}: FrameOptions): DecoderOptions | null {
  if (residual === "reconstructed" && output !== "pictures") {
    throw new UsageError('residual: "reconstructed" needs output: "pictures"');
  }
  if (output === "headers") return null;
  return { output, residual: output === "motion" ? "none" : (residual ?? "coded"), rounding, arrays, onDamage };
}

/** A picture of which only the header was read. */
function undecoded(header: PictureHeader): DecodedPicture {
  const { type, keyFrame } = header;
  return { type, keyFrame, reference: isReference(header), motion: null, residual: null, picture: null };
}

/** @param untimed its timestamp, if the container does not say any */
function toFrame(
  decoded: DecodedPicture,
  packet: Packet,
  number: NumberedFrame,
  { start, end }: PictureHeader,
  untimed: number,
): CodedFrame {
  const { type, keyFrame, reference, motion, residual, picture, damage = null, macroblockDamage = null } = decoded;
  const { decodeIndex, displayIndex, timestamp } = number;
  return {
    type,
    keyFrame,
    reference,
    decodeIndex,
    displayIndex,
    timestamp: timestamp ?? untimed,
    shown: packet.shown ?? true,
    byteOffset: packet.byteOffset < 0 ? -1 : packet.byteOffset + start,
    byteLength: end - start,
    motion,
    residual,
    picture,
    damage,
    macroblockDamage,
  };
}

function place({ item, first }: Numbered<PlacedPacket>): { frame: number; byte?: number } {
  const { packet } = item;
  return isFault(packet) || packet.byteOffset < 0 ? { frame: first } : { frame: first, byte: packet.byteOffset };
}
