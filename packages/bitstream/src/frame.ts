import type { BitstreamError } from "./errors.js";

export type CodecName = "mpeg4" | "h263" | "h264";

/** I: no reference. P: one list of references. B: two lists. */
export type FrameType = "I" | "P" | "B";

/**
 * The motion of one frame on a regular grid of square blocks, `blockSize` pixels wide (8 in MPEG-4 Part 2, 4 in H.264).
 * Index of block (row, column): `row * columns + column`. Vectors point from this frame to where the block is copied
 * from: source = position + vector / unitsPerPixel. The papers' τ is the negative of it.
 */
export interface MotionField {
  readonly columns: number;
  readonly rows: number;
  /** Pixels per block side. */
  readonly blockSize: number;
  /** Vector units per pixel: 2 = half-pel, 4 = quarter-pel. */
  readonly unitsPerPixel: number;
  /** `[rows, columns, lists, 2]` as (x, y). */
  readonly vectors: Int16Array;
  /** Lists of references: 1 in P-frames, 2 in B-frames, 0 in I-frames. */
  readonly lists: 0 | 1 | 2;
  /** `[rows, columns, lists]`: display index of the frame referred to; −1: none. */
  readonly references: Int32Array;
  /** `[rows, columns]`: 1 where the block is intra-coded. */
  readonly intra: Uint8Array;
  /** vop_rounding_type: 1 where means of pixels round down; absent: 0. Needed to predict pixels from the vectors. */
  readonly roundingType?: number;
  /**
   * B-frames only: `[rows, columns]`. Bit 0: the vectors are made from those of other frames or blocks (direct mode). Bit 1, of H.264: the
   * whole macroblock's are. With quarter-pel vectors such a macroblock of MPEG-4 Part 2 is predicted as four blocks, whatever its partition.
   */
  readonly direct?: Uint8Array;
  /** Absent where no block moves globally. */
  readonly globalMotion?: GlobalMotion;
  /**
   * Interlaced streams only, else null or absent: `[rows, columns]`, 0 where the block is predicted from frames. Where bit 0 is set its
   * macroblock is predicted field by field: the vectors in the macroblock's first row of blocks are the top field's, those in the
   * second the bottom field's, with y in lines of a field; bit 1 (list 0) and bit 2 (list 1) say that they point to the bottom field
   * of the frame referred to, not to the top field.
   */
  readonly fieldPrediction?: Uint8Array | null;
  /** `[rows, columns]`: width in pixels of the partition the block belongs to: 16, 8 or 4; 0 if intra. */
  readonly partition: Uint8Array;
  /** `[rows, columns]`: its height, likewise. Missing: partitions are square. */
  readonly partitionHeight?: Uint8Array;
  /**
   * Interlaced H.264 only, else null or absent: `[rows, columns]`, 0 where the block belongs to a frame macroblock. Bit 0: it belongs to
   * a field macroblock (of a field, or of a pair of an MBAFF frame). Of the 32 lines of the frame that rows 2k and 2k + 1 of macroblocks
   * stand for, row 2k then holds the top field's and row 2k + 1 the bottom field's, and the vectors' y is in lines of a field. Bit 1 (list 0) and bit 2
   * (list 1): they point to the bottom field of the frame referred to, not to the top field.
   */
  readonly fieldPairs?: Uint8Array | null;
  /**
   * Blocks whose vector libavcodec sets to 0 once it has predicted them (where a video packet begins with four vectors, block 3
   * left of it): FFmpeg exports that 0, and `motionRows()` does too; `vectors` has what the block is predicted by. Missing: none.
   */
  readonly forgotten?: readonly number[];
}

/**
 * Global motion of a picture (MPEG-4 Part 2's S-VOP): its blocks do not follow their vectors, which are only the means of their
 * pixels' motion, but a warp.
 *
 * A translation moves every pixel by `offset`, in units of 2^−(1 + accuracy) pixel. Else pixel (i, j) comes from
 * offset + i · right + j · down, in units of 2^−(17 + accuracy) pixel, whose last 16 bits are cut off. Chroma has an offset of its
 * own, in the same units of its pixels (ISO/IEC 14496-2, 7.8.5).
 */
export interface GlobalMotion {
  /** `[rows, columns]`: 1 where the block moves globally. */
  readonly blocks: Uint8Array;
  readonly translation: boolean;
  /** sprite_warping_accuracy: 0…3 for 1/2, 1/4, 1/8, 1/16 pixel. */
  readonly accuracy: number;
  /** (x, y) */
  readonly offset: readonly [number, number];
  readonly chromaOffset: readonly [number, number];
  readonly right: readonly [number, number];
  readonly down: readonly [number, number];
}

/** Planes of a picture, each tightly packed (stride = its width). */
export interface Planes<T> {
  readonly width: number;
  readonly height: number;
  /** 4:2:0 (and monochrome, whose chroma is grey): ceil(width / 2), ceil(height / 2); 4:2:2: ceil(width / 2), height; 4:4:4: width, height. */
  readonly chromaWidth: number;
  readonly chromaHeight: number;
  readonly y: T;
  readonly cb: T;
  readonly cr: T;
}

/** Samples of more than 8 bits. */
export interface DeepPlanes extends Planes<Uint16Array> {
  /** 9…14; where luma and chroma differ, the larger of the two. */
  readonly bitDepth: number;
}

/** A decoded picture of 8-bit samples. */
export interface Picture extends Planes<Uint8Array> {
  /** The samples as they are decoded, where they have more than 8 bits; the others are rounded then. */
  readonly deep?: DeepPlanes;
  /** True: samples use all of 0…255. Missing or false: luma 16…235, chroma 16…240. */
  readonly fullRange?: boolean;
  /** matrix_coefficients (Rec. ITU-T H.273, Table 4): 0 RGB (y is G, cb B, cr R), 1 BT.709, 5 and 6 BT.601; missing or 2: not said. */
  readonly matrix?: number;
}

/**
 * `coded`: inverse transform of the coefficients; needs no reconstruction. Where `motion.intra` is 1 it holds the block's
 * pixels themselves; in H.264, whose intra blocks are predicted from their neighbours, what the pixels differ from that prediction by
 * (of I_PCM macroblocks the pixels). `reconstructed`: decoded minus motion-compensated reference (CoViAR subtracts along accumulated
 * vectors; see `@cvar/accumulate`). The two differ only where decoding clips to 0…255, and in H.264 where its deblocking filter
 * changes pixels and in intra blocks, whose reference counts as 0: they hold the pixels.
 */
export interface Residual extends Planes<Int16Array> {
  readonly kind: "coded" | "reconstructed";
  /** What intra blocks hold: their pixels (missing), or only what those differ from a prediction that nobody made (H.264's coded residual). */
  readonly intra?: "pixels" | "differences";
}

/**
 * One frame as it stands in the stream. All arrays belong to the receiver and nothing is reused behind its back, unless it
 * asked for `arrays: "borrowed"`.
 */
export interface CodedFrame {
  readonly type: FrameType;
  /** True where decoding can begin: nothing before it is referred to. */
  readonly keyFrame: boolean;
  /** False where no later frame refers to this one, as none does to MPEG-4's B-frames: whoever follows references need not keep it. */
  readonly reference: boolean;
  readonly decodeIndex: number;
  readonly displayIndex: number;
  /** Presentation time in seconds. */
  readonly timestamp: number;
  /** False where the container cuts the frame off (an MP4 edit): it is there because others refer to it. */
  readonly shown: boolean;
  /** Of the frame's own bytes in the file; byteOffset −1 where the container hides it. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Null with `output: "headers"` and in I-frames, but for those of H.264 whose second field is predicted from the first. */
  readonly motion: MotionField | null;
  /** Null in I-frames and with `output: "motion"` or `"headers"`. */
  readonly residual: Residual | null;
  /** I-frames with `output: "compressed"`, every frame with `"pictures"`, else none. */
  readonly picture: Picture | null;
  /**
   * With `onDamage: "skip"`: what a part of the frame was damaged by; what could be decoded is in the arrays. A
   * `DamagedReferenceError` where the frame itself is intact and one that it builds on is damaged. Null: all is well. I-frames with
   * `output: "motion"` are not looked into.
   */
  readonly damage: BitstreamError | null;
  /**
   * Where the frame itself is damaged, by macroblocks of 16×16 pixels, `[ceil(height / 16), ceil(width / 16)]`. 0: intact. 1:
   * decoded, but from a part of the stream in which something is wrong. 2: lost, and concealed: not coded (no motion, no
   * residual) in P- and B-frames, and copied from the frame before, or grey (128) where there is none, in I-frames.
   */
  readonly macroblockDamage: Uint8Array | null;
}

/**
 * How half-pel means that must be rounded down are rounded in full decoding: as FFmpeg (5.1) does on x86 by default, or as the
 * standard says and FFmpeg does when told "bitexact". Some samples differ by 1.
 */
export type Rounding = "ffmpeg" | "standard";

/**
 * Whose a frame's arrays are. `"owned"`: the receiver's for good. `"borrowed"`: views into the decoder's memory, to be read only,
 * and only until the next frame is asked for or the iteration ends; large residuals then need no copy, which takes a fifth off the time of
 * `output: "compressed"`.
 */
export type Arrays = "owned" | "borrowed";

/** How far frames are decoded: `"headers"` tells types, numbers, times and places in the file, and decodes nothing. */
export type Output = "headers" | "motion" | "compressed" | "pictures";

export interface FrameOptions {
  readonly output?: Output;
  /** Which residual, where there is one. Default `"coded"`; `"reconstructed"` needs `output: "pictures"`. */
  readonly residual?: Residual["kind"] | "none";
  /** Default `"ffmpeg"`. */
  readonly rounding?: Rounding;
  /** Default `"owned"`. */
  readonly arrays?: Arrays;
  /**
   * First and one past the last decode index. `from` must be a key frame's (see {@link Video.gops}), or a place in the video: the
   * group of pictures that is on screen there is found as {@link Video.gopAt} does, or is one that it found. Then decode and display
   * indices, and `to`, count from the group's I-frame, which is frame 0; B-frames that are displayed before it are left out. Times
   * are the container's; in raw streams, which have none, they count on from `FoundGop.timestamp` or, where that is null, from 0.
   */
  readonly from?: number | Place | FoundGop;
  readonly to?: number;
  /**
   * Default `"decode"`. In `"display"` order an anchor comes after the B-frames that are displayed before it, and frames that are
   * not shown are left out.
   */
  readonly order?: "decode" | "display";
  /** Default true. False passes over B-frames without decoding them: no other frame refers to one. */
  readonly bFrames?: boolean;
  /** Ends the iteration with its reason, also while it waits for a slow source. */
  readonly signal?: AbortSignal;
  /**
   * Default `"stop"`: the first fault ends the iteration by throwing its error, after every frame before it. `"skip"`: damaged frames
   * are delivered with `damage` set, and so are those that build on them, up to the next key frame. Frames of which nothing can
   * be decoded are left out, with those that build on them.
   */
  readonly onDamage?: "stop" | "skip";
}

/** A random-access point and the frames up to the next. */
export interface Gop {
  /** Decode index of its I-frame. */
  readonly firstFrame: number;
  readonly frameCount: number;
  /** Presentation time of its I-frame in seconds. */
  readonly timestamp: number;
  readonly byteLength: number;
}

/**
 * A place in a video: a presentation time as frames have it, or how far along it is, 0…1 of `Video.duration` or, where that is null,
 * of the file's bytes.
 */
export type Place = { readonly seconds: number } | { readonly fraction: number };

/** A group of pictures that was found without what comes before it: its frames have no numbers in the whole video. */
export interface FoundGop {
  /** Presentation time of its I-frame in seconds; null where the file has no times (raw streams) and only reading on from its start would tell. */
  readonly timestamp: number | null;
  /** Where its I-frame's packet (in MPEG-TS: the transport packet that it begins in) stands in the file. It tells groups apart. */
  readonly byteOffset: number;
}

/** Degrees clockwise. */
export type Rotation = 0 | 90 | 180 | 270;

/** An opened video: nothing but its headers has been read. */
export interface Video {
  readonly container: "avi" | "mp4" | "matroska" | "mpegts" | "raw";
  readonly codec: CodecName;
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  /** Frames per second; null where the stream does not say. */
  readonly frameRate: number | null;
  /** Number of frames; null until `gops()` has counted them: a container counts packets, and not each of them is a frame. */
  readonly frameCount: number | null;
  /** In seconds, where the container's headers or index say it; null: MPEG-TS, raw streams, live recordings. */
  readonly duration: number | null;
  /** Degrees clockwise by which the container says that pictures are to be turned when they are shown (a telephone held upright); frames are as they are coded. */
  readonly rotation: Rotation;
  /** What wrote the stream, from its user data ("Lavc59.37.100", "XviD0046"), or null. */
  readonly encoder: string | null;
  frames(options?: FrameOptions): AsyncIterable<CodedFrame>;
  /** Groups of pictures, found without decoding macroblocks. */
  gops(options?: { readonly signal?: AbortSignal }): Promise<readonly Gop[]>;
  /**
   * The group of pictures that is on screen at a place: the last whose I-frame is displayed at or before it, or the first. The file is
   * not read through: a place is looked up in the index (AVI, MP4, Matroska with cues) or found by dividing the file; an AVI file
   * without an index is walked from chunk header to chunk header. In a raw stream a time, which it does not have, is found by
   * counting frames from its start.
   *
   * @throws UsageError for a place that is none, and for a stream of unknown length
   */
  gopAt(place: Place, options?: { readonly signal?: AbortSignal }): Promise<FoundGop>;
  /** Ends what still reads from the video, and lets go of its source. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Ends opening with its reason, also while it waits for a slow source. It has no part in what is done with the video. */
  readonly signal?: AbortSignal;
  /**
   * A `ReadableStream` (or a server that knows no ranges) will be read once and in order: what was read is forgotten, so that
   * memory stays constant however long it is. Then `frames()` can be called once, from the start, and `gops()` and `gopAt()` not at all. Raw
   * streams and AVI can be read so; of MP4 only files whose tables come first. Default false: what was read is kept.
   */
  readonly once?: boolean;
}

/** A path works in Node only; a string that parses as an absolute http(s) URL is fetched. */
export type VideoSource = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | string | URL;
