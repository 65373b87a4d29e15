import type { Packet, PictureHeaders } from "./codec.js";
import { isFault } from "./container/packet-reader.js";
import type { Fault } from "./container.js";
import { BitstreamError } from "./errors.js";
import type { Stream } from "./stream.js";

/** A packet as it stands in the stream, with its place. */
export interface PlacedPacket {
  readonly index: number;
  /** Whether it is the first, and as a rule only, part of its packet. */
  readonly whole: boolean;
  readonly packet: Packet | Fault;
  /** What this packet's picture headers were read with. */
  readonly before: unknown;
}

export interface ReadPacket extends PlacedPacket {
  /** Null where there is no packet, or its headers cannot be read. */
  readonly headers: PictureHeaders | null;
}

/** Packets without a picture (delimiters, SEI) that may stand between those of two fields. */
const MAX_BETWEEN = 8;

/**
 * Reads the picture headers of the packets of a stream, one after the other. Where a packet holds the first field of a frame and the
 * next one the second, the two become one, in the place of the first. Packets of several pictures with an `order` are cut into these.
 */
export class HeaderReader {
  readonly #stream: Stream;
  #before: unknown;
  #index: number;
  #half: (ReadPacket & { readonly packet: Packet }) | null = null;
  /** Packets without a picture behind it. */
  #between: ReadPacket[] = [];

  /**
   * @param before what the first packet's headers are read with
   * @param index of the first packet
   */
  constructor(stream: Stream, before: unknown, index: number) {
    this.#stream = stream;
    this.#before = before;
    this.#index = index;
  }

  /** What the next packet's headers are read with. */
  get after(): unknown {
    return this.#before;
  }

  /** Takes the next packet; returns those that are whole by now. */
  take(packet: Packet | Fault): ReadPacket[] {
    const index = this.#index++;
    const before = this.#before;
    const headers = isFault(packet) ? null : this.#read(packet, before);
    if (isFault(packet) || !headers || headers.pictures.length < 2 || headers.pictures[0]!.order === undefined) {
      return this.#place({ index, whole: true, packet, before, headers });
    }
    return headers.pictures.flatMap(({ start, end }, i) => {
      const data = packet.data.subarray(start, i + 1 < headers.pictures.length ? end : packet.data.length);
      const byteOffset = packet.byteOffset < 0 ? -1 : packet.byteOffset + start;
      const part = { ...packet, data, byteOffset };
      const placed = { index, whole: i === 0, packet: part, before: this.#before };
      return this.#place({ ...placed, headers: this.#read(part, this.#before) });
    });
  }

  #place(placed: ReadPacket): ReadPacket[] {
    const { packet, headers } = placed;
    if (headers) this.#before = headers.after;
    if (this.#half && !isFault(packet) && headers) {
      if (headers.pictures.length === 0 && this.#between.length < MAX_BETWEEN) {
        this.#between.push(placed);
        return [];
      }
      if (headers.pictures[0]?.half === "second") {
        const joined = this.#joined(this.#half, packet);
        if (joined) return [joined, ...this.end()];
      }
    }
    const done = this.end();
    if (isFault(packet) || headers?.pictures.at(-1)?.half !== "first") return [...done, placed];
    this.#half = { ...placed, packet };
    return done;
  }

  /** The stream's end: returns the packet that waited for a second field. */
  end(): ReadPacket[] {
    const held = this.#half ? [this.#half, ...this.#between] : this.#between;
    this.#half = null;
    this.#between = [];
    return held;
  }

  #read(packet: Packet, before: unknown): PictureHeaders | null {
    const { track, headers } = this.#stream;
    try {
      return track.codec.readPictureHeaders(packet, headers, before);
    } catch (error) {
      if (error instanceof BitstreamError) return null;
      throw error;
    }
  }

  #joined(first: ReadPacket & { readonly packet: Packet }, second: Packet): ReadPacket | null {
    const { packet, before } = first;
    const data = new Uint8Array(packet.data.length + second.data.length);
    data.set(packet.data);
    data.set(second.data, packet.data.length);
    const joined = { ...packet, data };
    const headers = this.#read(joined, before);
    if (!headers) return null;
    this.#half = null;
    this.#before = headers.after;
    return { ...first, packet: joined, headers };
  }
}
