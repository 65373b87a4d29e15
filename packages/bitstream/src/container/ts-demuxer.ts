import { type BitstreamError, InvalidSyntaxError, LimitExceededError, TruncatedStreamError } from "../errors.js";
import { MAX_PACKET_BYTES } from "../limits.js";
import { type PesPacket, pesLength, pesPacket } from "./pes.js";
import { isSync, SYNC_BYTE, TS_PACKET_BYTES, type TsPacket, tsPacket } from "./ts-packet.js";
import { programMapPids, programStreams, Sections } from "./ts-sections.js";

/** A PES packet of the video stream, and the offset of the transport packet that it begins in. */
export type TsItem = (PesPacket & { readonly offset: number }) | { readonly fault: BitstreamError };

/** Stream types of the chosen stream, and its PID once a program map named it. */
export interface TsSelection {
  readonly type: number;
  readonly pid: number;
}

const NULL_PID = 0x1fff;
const clause = "ISO/IEC 13818-1, 2.4.3";

/**
 * Takes transport packets apart (ISO/IEC 13818-1): follows the program tables to the video stream, and puts its PES packets
 * together. What is lost, by continuity counters or broken synchronisation, is told as a fault in its place.
 */
export class TsDemuxer {
  #tables = new Map<number, Sections>([[0, new Sections()]]);
  #parts: Uint8Array[] = [];
  #gathered = 0;
  /** Of the transport packet that the PES packet begins in; −1: none has begun. */
  #offset = -1;
  #counter = -1;
  #inSync = true;
  #length: number | null = null;
  #programOf = -1;

  /**
   * @param spacing bytes from one packet to the next
   * @param selected the video stream, where it is known already
   * @param choose which of a program's streams to take; null: none of them
   */
  constructor(
    readonly spacing: number,
    public selected: TsSelection | null,
    readonly choose: (streams: readonly TsSelection[]) => TsSelection | null,
  ) {}

  /**
   * Takes the packets in `bytes`.
   *
   * @param offset of `bytes` in the file
   * @param items where PES packets and faults are added
   * @returns bytes that were used; the rest is to be given again with what follows it
   */
  push(bytes: Uint8Array, offset: number, items: TsItem[]): number {
    let at = 0;
    while (at + TS_PACKET_BYTES <= bytes.length) {
      if (bytes[at] === SYNC_BYTE && (this.#inSync || isSync(bytes, at, this.spacing, 3))) {
        this.#inSync = true;
        this.#packet(tsPacket(bytes, at), offset + at, items);
        at += this.spacing;
        continue;
      }
      if (this.#inSync) {
        this.#lost(items, new InvalidSyntaxError("sync_byte", bytes[at]!, "71", clause, { byte: offset + at }));
        this.#counter = -1;
        this.#inSync = false;
      }
      at++;
    }
    return at;
  }

  /** Ends the stream. */
  end(items: TsItem[]): void {
    const length = this.#gathered >= 6 ? pesLength(this.#joined()) : 0;
    const cut = length && this.#gathered < length;
    const byte = this.#offset;
    this.#finish(items);
    if (cut) items.push({ fault: new TruncatedStreamError("the stream ends inside a PES packet", { byte }) });
  }

  /** Offset of the transport packet that the PES packet begins in which is being put together; −1: none. */
  get begun(): number {
    return this.#offset;
  }

  #packet(packet: TsPacket, offset: number, items: TsItem[]): void {
    const { pid, payload, unitStart, damaged } = packet;
    if (damaged || pid === NULL_PID) return;
    const table = this.#tables.get(pid);
    if (table) for (const section of table.push(payload, unitStart)) this.#section(pid, section);
    if (pid !== this.selected?.pid) return;
    if (packet.discontinuity) this.#counter = -1;
    if (payload.length === 0) return;
    const expected = (this.#counter + 1) & 15;
    const before = this.#counter;
    this.#counter = packet.counter;
    if (before >= 0 && packet.counter !== expected) {
      if (packet.counter === before) return; // sent twice, as 2.4.3.3 allows
      const what = "transport packets are missing";
      this.#lost(
        items,
        new TruncatedStreamError(`${what} (counter ${packet.counter}, not ${expected})`, { byte: offset }),
      );
    }
    if (unitStart) {
      this.#finish(items);
      this.#offset = offset;
    }
    if (this.#offset < 0) return;
    this.#parts.push(payload);
    this.#gathered += payload.length;
    if (this.#gathered > MAX_PACKET_BYTES) {
      this.#lost(
        items,
        new LimitExceededError("bytes of one PES packet", this.#gathered, MAX_PACKET_BYTES, { byte: offset }),
      );
      return;
    }
    // The length is looked for once, in the packet's first part.
    const length = this.#parts.length === 1 ? pesLength(payload) : this.#length;
    this.#length = length;
    if (length && this.#gathered >= length) this.#finish(items);
  }

  #section(pid: number, section: Uint8Array): void {
    if (pid === 0) {
      for (const map of programMapPids(section)) if (!this.#tables.has(map)) this.#tables.set(map, new Sections());
      return;
    }
    const streams = programStreams(section);
    const { selected } = this;
    // A later program map may move the stream to another PID, or describe another program.
    if (selected && streams.some((stream) => stream.pid === selected.pid)) {
      this.#programOf = pid;
      return;
    }
    const same = selected && this.#programOf === pid ? streams.find(({ type }) => type === selected.type) : null;
    const chosen = selected ? same : this.choose(streams);
    if (!chosen) return;
    this.selected = chosen;
    this.#programOf = pid;
    this.#counter = -1;
  }

  #finish(items: TsItem[]): void {
    if (this.#offset >= 0) {
      const pes = pesPacket(this.#joined());
      if (pes) items.push({ ...pes, offset: this.#offset });
      else {
        const byte = this.#offset;
        items.push({ fault: new InvalidSyntaxError("PES packet", "damaged", "a header", clause, { byte }) });
      }
    }
    this.#drop();
  }

  #lost(items: TsItem[], fault: BitstreamError): void {
    this.#drop();
    items.push({ fault });
  }

  #drop(): void {
    this.#parts = [];
    this.#gathered = 0;
    this.#offset = -1;
  }

  #joined(): Uint8Array {
    const whole = new Uint8Array(this.#gathered);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
