import type { Arrays, FrameType, MotionField, Output, Picture, Residual, Rounding } from "./frame.js";

/** The bytes of one access unit, as a container hands them over. */
export interface Packet {
  readonly data: Uint8Array;
  /** In the file; −1 where the container hides it. */
  readonly byteOffset: number;
  /** Presentation time in seconds, or null where the container has none (AVI, raw). */
  readonly timestamp: number | null;
}

/** What a codec's sequence headers say. `state` is the codec's own, passed back to it. */
export interface StreamHeaders<State = unknown> {
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second from the stream itself, or null. */
  readonly frameRate: number | null;
  readonly encoder: string | null;
  readonly state: State;
}

/** What a picture header says, without its macroblocks. */
export interface PictureHeader {
  readonly type: FrameType;
  readonly keyFrame: boolean;
  /** False for a picture that says only "the same again" (vop_coded = 0). */
  readonly coded: boolean;
}

/** A picture as a codec delivers it: a {@link CodedFrame} without what only the container knows. */
export interface DecodedPicture extends PictureHeader {
  readonly motion: MotionField | null;
  readonly residual: Residual | null;
  readonly picture: Picture | null;
}

export interface DecoderOptions {
  readonly output: Output;
  readonly residual: Residual["kind"] | "none";
  readonly rounding?: Rounding;
  readonly arrays?: Arrays;
}

/** Decodes the packets of one stream in decode order. Not shared between streams. */
export interface PictureDecoder {
  /**
   * Decodes one packet: usually one picture; none for a packet without one; two for a packed one.
   * @param frame decode index of the packet's first picture, for errors and `MotionField.references`; pictures that are not
   *   coded are not numbered
   * @throws BitstreamError with `where` filled; the decoder can go on with the next key frame
   */
  decode(packet: Packet, frame: number): DecodedPicture[];
  /** Forgets the reference pictures (before random access). */
  reset(): void;
}

/** One codec: everything that the containers and the facade may know of it. */
export interface Codec<State = unknown> {
  readonly name: "mpeg4";
  /**
   * Reads sequence headers from decoder configuration bytes (MP4's esds, AVI's extra data), from the stream's start, or from
   * the two one after the other; whatever follows the headers is not looked at.
   * @param fourcc the container's name for the codec ("XVID"), where it has one: it can say which encoder's arithmetic to follow
   */
  readHeaders(bytes: Uint8Array, fourcc?: string | null): StreamHeaders<State>;
  /** Picture headers of a packet: cheap, for frame types and random access. */
  readPictureHeaders(packet: Packet, headers: StreamHeaders<State>): PictureHeader[];
  /**
   * Splits a raw elementary stream: the byte offset one past the first access unit in `bytes[start…]`, or −1 if the unit's end
   * is not in there (`final`: the stream ends here, so the rest is the last unit).
   */
  nextAccessUnit(bytes: Uint8Array, start: number, final: boolean): number;
  createDecoder(headers: StreamHeaders<State>, options: DecoderOptions): Promise<PictureDecoder>;
}
