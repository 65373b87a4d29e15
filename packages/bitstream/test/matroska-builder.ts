import { ascii, concat, uint32s } from "./avi-builder.js";

/** What a Matroska file for tests is made of; track 1 is the video. */
export interface MatroskaOptions {
  readonly packets: readonly Uint8Array[];
  /** In milliseconds; default: one packet each 40 ms. */
  readonly times?: readonly number[];
  readonly codecId?: string;
  /** Makes it V_MS/VFW/FOURCC. */
  readonly fourcc?: string;
  readonly trackType?: number;
  /** Blocks in a cluster; default: all. */
  readonly perCluster?: number;
  readonly groups?: boolean;
  /** Unknown sizes of segment and clusters. */
  readonly live?: boolean;
  /** A checksum and padding in clusters, and blocks of track 2. */
  readonly noise?: boolean;
  readonly tracksLast?: boolean;
  /** Taken off every packet, and said in the track. */
  readonly strip?: Uint8Array;
  readonly deflate?: (data: Uint8Array) => Uint8Array;
  /** Number of a compression that is only declared. */
  readonly algorithm?: number;
  readonly lacing?: "xiph" | "ebml" | "fixed";
  /** Put before the first block. */
  readonly extra?: Uint8Array;
}

/** An element with an eight-byte size, or with an unknown one. */
export function element(id: number, data: Uint8Array, unknown = false): Uint8Array {
  const hex = id.toString(16);
  const name = Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, unknown ? 0x01ffffffffffffffn : BigInt(data.length) | (1n << 56n));
  return concat([name, size, data]);
}

const number = (id: number, value: number) => {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value);
  return element(id, data);
};

/** A SimpleBlock of a track. */
export function simpleBlock(track: number, time: number, data: Uint8Array, flags = 0x80): Uint8Array {
  return element(0xa3, concat([Uint8Array.of(0x80 | track, time >> 8, time & 255, flags), data]));
}

/** A Matroska file. */
export function buildMatroska(options: MatroskaOptions): Uint8Array {
  const { packets, fourcc, live = false, groups = false, perCluster = packets.length, trackType = 1 } = options;
  const tracks = element(
    0x1654ae6b,
    element(
      0xae,
      concat([
        number(0xd7, 1),
        number(0x83, trackType),
        element(0x86, ascii(fourcc ? "V_MS/VFW/FOURCC" : (options.codecId ?? "V_MPEG4/ISO/ASP"))),
        number(0x23e383, 40_000_000),
        ...(fourcc
          ? [element(0x63a2, concat([uint32s(40, 16, 16, 0x180001), ascii(fourcc), uint32s(0, 0, 0, 0, 0)]))]
          : []),
        ...encodings(options),
      ]),
    ),
  );
  const packed = packets.map((data) =>
    options.strip ? data.subarray(options.strip.length) : options.deflate ? options.deflate(data) : data,
  );
  const clusters: Uint8Array[] = [];
  for (let first = 0; first < packed.length; first += perCluster) {
    const inside = packed.slice(first, first + perCluster);
    const start = options.times ? Math.min(...options.times.slice(first, first + perCluster)) : first * 40;
    const time = (i: number) => (options.times ? options.times[first + i]! - start : i * 40);
    const blocks = options.lacing
      ? [simpleBlock(1, 0, laced(inside, options.lacing), { xiph: 2, fixed: 4, ebml: 6 }[options.lacing])]
      : inside.flatMap((data, i) => {
          const block = simpleBlock(1, time(i), data);
          const grouped = groups
            ? element(0xa0, concat([Uint8Array.of(0xa1), block.subarray(1), number(0x9b, 40)]))
            : block;
          return options.noise ? [simpleBlock(2, time(i), Uint8Array.of(99)), grouped] : [grouped];
        });
    const noise = options.noise ? [element(0xbf, new Uint8Array(4)), element(0xec, new Uint8Array(300))] : [];
    const extra = first === 0 && options.extra ? [options.extra] : [];
    clusters.push(element(0x1f43b675, concat([...noise, number(0xe7, start), ...extra, ...blocks]), live));
  }
  const info = element(0x1549a966, number(0x2ad7b1, 1_000_000));
  const seek = (position: number) =>
    element(0x114d9b74, element(0x4dbb, concat([number(0x53ab, 0x1654ae6b), number(0x53ac, position)])));
  const position = seek(0).length + info.length + clusters.reduce((sum, { length }) => sum + length, 0);
  const body = options.tracksLast ? [seek(position), info, ...clusters, tracks] : [info, tracks, ...clusters];
  return concat([element(0x1a45dfa3, element(0x4282, ascii("matroska"))), element(0x18538067, concat(body), live)]);
}

function encodings({ strip, deflate, algorithm }: MatroskaOptions): Uint8Array[] {
  const chosen = strip ? 3 : deflate ? 0 : algorithm;
  if (chosen === undefined) return [];
  const settings = strip ? [element(0x4255, strip)] : [];
  const compression = element(0x5034, concat([number(0x4254, chosen), ...settings]));
  return [element(0x6d80, element(0x6240, compression))];
}

/** Frame count less one, sizes of all frames but the last, frames (RFC 9559, 10.3). */
function laced(frames: readonly Uint8Array[], kind: "xiph" | "ebml" | "fixed"): Uint8Array {
  const sizes = frames.slice(0, -1).map(({ length }) => length);
  const coded =
    kind === "fixed"
      ? []
      : kind === "xiph"
        ? sizes
        : sizes.map((size, i) => (i === 0 ? 0x80 | size : 0x80 | (size - sizes[i - 1]! + 63)));
  return concat([Uint8Array.of(frames.length - 1, ...coded), ...frames]);
}
