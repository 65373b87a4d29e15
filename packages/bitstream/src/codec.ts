import type { BitstreamError } from "./errors.js";
import type { Arrays, CodecName, FrameType, MotionField, Output, Picture, Residual, Rounding } from "./frame.js";

/** The bytes of one access unit, as a container hands them over. */
export interface Packet {
  readonly data: Uint8Array;
  /** In the file; −1 where the container hides it. */
  readonly byteOffset: number;
  /** False: decoded for others that refer to it, and not shown (an edit cuts it off). Missing: shown. */
  readonly shown?: boolean;
  /** In seconds: when it is presented or, where the container does not say so (AVI), decoded; null where it has no times (raw). */
  readonly timestamp: number | null;
}

/** Width and height in luma samples. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** What a codec's sequence headers say. `state` is the codec's own, passed back to it. */
export interface StreamHeaders<State = unknown> {
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second from the stream itself, or null. */
  readonly frameRate: number | null;
  readonly encoder: string | null;
  /** Whether B-frames may be displayed before the anchor that they follow in the stream; false: it says that there is no delay. */
  readonly reordered: boolean;
  /**
   * Frames that follow a frame in decode order and come before it in display order, at most. Missing: the codec's pictures have no
   * `order`.
   */
  readonly reorderDepth?: number;
  /** Whether packets may hold B-frames that take the place of the next packet: then an index of packets does not count frames. */
  readonly packed: boolean;
  readonly state: State;
}

/** What a picture header says, without its macroblocks. */
export interface PictureHeader {
  readonly type: FrameType;
  readonly keyFrame: boolean;
  /** False for a picture that is never shown: one that says only "the same again", a B-picture without its anchors. */
  readonly isFrame: boolean;
  /** False for a picture that says only "the same again". */
  readonly coded: boolean;
  /** True for a picture that takes the place of the packet after its own, as B-pictures of "packed" streams do. */
  readonly packed: boolean;
  /**
   * Frames are displayed in ascending order of it: epoch · 2^33 + picture order count, where an epoch begins with each picture that
   * all before it are displayed before (IDR, memory_management_control_operation 5). Missing: as in MPEG-4 Part 2, B-frames at once and
   * the others when the next of them comes.
   */
  readonly order?: number;
  /** Whether other frames may refer to it. Missing: as `type` is not B. */
  readonly reference?: boolean;
  /**
   * The packet holds one field of a frame, the first or the second: packets of the two are joined and read again as one, before frames
   * are numbered. Missing: a frame, or both fields.
   */
  readonly half?: "first" | "second";
  /** Bytes of its packet that are this picture's: from the end of the picture before, one past its last. */
  readonly start: number;
  readonly end: number;
}

/** The pictures of a packet, each ending where the next begins. */
export function endAtNext(pictures: readonly PictureHeader[]): readonly PictureHeader[] {
  if (pictures.length < 2) return pictures;
  return pictures.map((picture, i) => ({ ...picture, end: pictures[i + 1]?.start ?? picture.end }));
}

/** The picture headers of one packet in its order, and what the headers of the next are read with. */
export interface PictureHeaders<Progress = unknown> {
  readonly pictures: readonly PictureHeader[];
  /** `StreamHeaders.reorderDepth`, where the headers of a sequence that begins here say more than those of the stream; missing: they do not. */
  readonly reorderDepth?: number;
  /** False: this packet takes its own place, so that the packed pictures of the packet before are never shown. */
  readonly replaceable: boolean;
  /** The codec's own: an immutable value, so that reading can go on from it more than once. */
  readonly after: Progress;
}

/** The numbers of a frame and of what it refers to. */
export interface FrameNumber {
  readonly decodeIndex: number;
  readonly displayIndex: number;
  /** Display index of the anchor that list 0 refers to, where pictures have no `order` (−1 where they have): the last one in a P-frame, the one before it in a B-frame. */
  readonly past: number;
  /** Display index of the anchor that list 1 of a B-frame refers to, likewise. */
  readonly future: number;
}

/** A picture as a codec delivers it: a {@link CodedFrame} without what only the container knows. */
export interface DecodedPicture {
  readonly type: FrameType;
  readonly keyFrame: boolean;
  readonly reference: boolean;
  readonly motion: MotionField | null;
  readonly residual: Residual | null;
  readonly picture: Picture | null;
  /** What a part of the picture, or of one that it refers to, was damaged by, where the decoder went on; missing: nothing. */
  readonly damage?: BitstreamError | null;
  /** As `CodedFrame.macroblockDamage`; missing: nothing of the picture itself is damaged. */
  readonly macroblockDamage?: Uint8Array | null;
}

export interface DecoderOptions {
  readonly output: Exclude<Output, "headers">;
  readonly residual: Residual["kind"] | "none";
  readonly rounding?: Rounding;
  readonly arrays?: Arrays;
  /** Default `"stop"`: a picture in which something is wrong is thrown as an error. `"skip"`: it is decoded as far as it can be. */
  readonly onDamage?: "stop" | "skip";
}

/** Decodes the packets of one stream in decode order. Not shared between streams. */
export interface PictureDecoder {
  /**
   * Decodes one packet: usually one picture; none for a packet without one; two for a packed one.
   * @param numbers one for each picture header of the packet, in its order: null for a picture that is to be left out (it is no
   *   frame, or what it refers to is not there); for `MotionField.references` and errors. A packet of several pictures may be given
   *   several times, each time with the number of another. Of pictures with an `order` those that others refer to are given although
   *   their number is null: nothing of them is delivered, and what is missing for them is no error, but they take their place among
   *   the references, as do those that come in a packet with them
   * @param before what the packet's picture headers were read with
   * @returns a picture for each number that is not null
   * @throws BitstreamError with `where` filled; the decoder can go on with the next key frame
   */
  decode(packet: Packet, numbers: readonly (FrameNumber | null)[], before?: unknown): DecodedPicture[];
  /** Forgets the reference pictures (before random access). */
  reset(): void;
  /** Gives its memory back. Neither the decoder nor borrowed arrays are used afterwards; called once at most. */
  close?(): void;
}

/** What a codec notes of a raw stream while it is split: its own. */
export interface SplitterNotes {
  sets?: unknown;
}

/** One codec: everything that the containers and the facade may know of it. */
export interface Codec<State = unknown, Progress = unknown> {
  readonly name: CodecName;
  /**
   * Reads sequence headers from decoder configuration bytes (MP4's esds, AVI's extra data), from the stream's start, or from
   * the two one after the other; whatever follows the headers is not looked at.
   * @param fourcc the container's name for the codec ("XVID"), where it has one: it can say which encoder's arithmetic to follow
   * @param configured how many of the bytes are the container's, not the stream's own; default 0
   * @param shown the size that the container says pictures have
   */
  readHeaders(
    bytes: Uint8Array,
    fourcc?: string | null,
    configured?: number,
    shown?: FrameSize | null,
  ): StreamHeaders<State>;
  /**
   * Picture headers of a packet: cheap, for frame types, numbers and random access.
   * @param before `after` of the packet before; none at the stream's start
   */
  readPictureHeaders(packet: Packet, headers: StreamHeaders<State>, before?: Progress): PictureHeaders<Progress>;
  /** What picture headers are read with where reading begins at a key frame in the middle of a stream; missing: as at its start. */
  readonly middle?: Progress;
  /**
   * Splits a raw elementary stream: the byte offset one past the first access unit in `bytes[start…]`, or −1 if the unit's end
   * is not in there (`final`: the stream ends here, so the rest is the last unit).
   * @param notes what the codec keeps of a stream's units for the next: one empty object for each stream, which may be read again
   */
  nextAccessUnit(bytes: Uint8Array, start: number, final: boolean, notes?: SplitterNotes): number;
  /**
   * Where an access unit of a raw stream may begin at or after `from`, in bytes from anywhere in the stream; −1: nowhere in `bytes`.
   */
  resync(bytes: Uint8Array, from: number): number;
  createDecoder(headers: StreamHeaders<State>, options: DecoderOptions): Promise<PictureDecoder>;
}
