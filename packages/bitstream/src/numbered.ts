import type { FrameNumber, PictureHeader, PictureHeaders } from "./codec.js";

/** A frame's numbers and when it is displayed. */
export interface NumberedFrame extends FrameNumber {
  /** In seconds; null where no packet says one. */
  readonly timestamp: number | null;
  /** Frames that follow in decode order have display indices from here on. */
  readonly settled: number;
}

/** A packet whose frames have their numbers. */
export interface Numbered<T> {
  readonly item: T;
  /** Null where the packet, or its picture headers, could not be read. */
  readonly pictures: readonly PictureHeader[] | null;
  /** One for each of `pictures`; null: it is no frame. */
  readonly numbers: readonly (NumberedFrame | null)[];
  /** Decode index of the packet's first frame, or of the next one where it has none. */
  readonly first: number;
  /** One past the packet's last frame. */
  readonly next: number;
}

/** What is known of a packet before its frames have their numbers. */
export interface UnnumberedPacket<T> {
  readonly item: T;
  readonly timestamp: number | null;
  readonly byteLength: number;
  /** Null where the packet was there, and its picture headers could not be read. */
  readonly headers: PictureHeaders | null;
}

/** Numbers the frames of packets that come in decode order; packets are held until their frames' numbers are known. */
export interface Numbering<T> {
  /** Takes a packet that could not be read; returns the packets that are numbered by now, in their order. */
  lost(item: T): Numbered<T>[];
  /** Takes a packet; returns what `lost` does. */
  packet(packet: UnnumberedPacket<T>): Numbered<T>[];
  /** The stream's end: returns the packets that were still held. */
  end(): Numbered<T>[];
}
