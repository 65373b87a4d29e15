/** Builds RIFF files for tests. */
export function chunk(id: string, data: Uint8Array, size = data.length): Uint8Array {
  const bytes = new Uint8Array(8 + data.length + (data.length & 1));
  bytes.set(ascii(id));
  new DataView(bytes.buffer).setUint32(4, size, true);
  bytes.set(data, 8);
  return bytes;
}

export function list(type: string, parts: Uint8Array[], id = "LIST", size?: number): Uint8Array {
  const body = concat([ascii(type), ...parts]);
  return chunk(id, body, size ?? body.length);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function uint32s(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setUint32(i * 4, value, true);
  });
  return bytes;
}

export interface AviOptions {
  /** Packets of stream 1 (stream 0 is audio); empty: a dropped frame. */
  readonly packets: readonly Uint8Array[];
  /** Indices of those that idx1 marks as key frames; default: the first. */
  readonly keys?: readonly number[];
  readonly fourcc?: string;
  readonly configuration?: Uint8Array;
  /** Offsets of idx1 count from the list type "movi", from the file's start, or there is no idx1. */
  readonly index?: "movi" | "file" | "none" | "wrong";
  readonly records?: boolean;
  /** Packets in a second RIFF, as OpenDML has them. */
  readonly more?: readonly Uint8Array[];
  readonly moviSize?: number;
  /** Room for an OpenDML index of so many segments in the video's headers; see {@link withOpenDmlIndex}. */
  readonly segments?: number;
}

/** An AVI file at 10 frames per second with an audio stream 0 and a video stream 1. */
export function buildAvi(options: AviOptions): Uint8Array {
  const { packets, fourcc = "XVID", configuration = new Uint8Array(0), index = "movi", records = false } = options;
  const strl = (type: string, handler: string, strf: Uint8Array) =>
    list("strl", [
      chunk(
        "strh",
        concat([ascii(type), ascii(handler), uint32s(0, 0, 0, 10, 100, 0, packets.length), new Uint8Array(20)]),
      ),
      chunk("strf", strf),
      ...(type === "vids" && options.segments ? [chunk("indx", new Uint8Array(24 + 16 * options.segments))] : []),
    ]);
  const bitmap = concat([uint32s(40, 16, 16, 0x180001), ascii(fourcc), uint32s(0, 0, 0, 0, 0), configuration]);
  const hdrl = list("hdrl", [
    chunk("avih", new Uint8Array(56)),
    strl("auds", "\0\0\0\0", new Uint8Array(18)),
    strl("vids", fourcc, bitmap),
  ]);
  const chunks = packets.map((data) => chunk("01dc", data));
  const sound = chunk("00wb", new Uint8Array(4));
  const body = chunks.flatMap((one) => (records ? [list("rec ", [sound, one])] : [sound, one]));
  const movi = list("movi", body, "LIST", options.moviSize);
  const base = index === "file" ? 12 + hdrl.length + 8 : 0;
  let at = base + 4 + (index === "wrong" ? 2 : 0);
  const entries = chunks.flatMap((one, i) => {
    const video = at + sound.length + (records ? 12 : 0);
    const found = [
      ascii("00wb"),
      uint32s(0, video - sound.length, 4),
      ascii("01dc"),
      uint32s((options.keys ?? [0]).includes(i) ? 16 : 0, video, packets[i]!.length),
    ];
    at = video + one.length;
    return found;
  });
  const idx1 = index === "none" ? [] : [chunk("idx1", concat(entries))];
  const first = list("AVI ", [hdrl, movi, ...idx1], "RIFF");
  if (!options.more) return first;
  return concat([
    first,
    list(
      "AVIX",
      [
        list(
          "movi",
          options.more.map((data) => chunk("01dc", data)),
        ),
      ],
      "RIFF",
    ),
  ]);
}

/**
 * Fills in the OpenDML index of a file built with `segments`, `more` and no idx1: an index of chunks for each movi list, at the file's end.
 *
 * @param isKey whether a packet is a key frame, by its number in the whole file
 */
export function withOpenDmlIndex(avi: Uint8Array, isKey: (index: number) => boolean): Uint8Array {
  const text = Buffer.from(avi).toString("latin1");
  const places = [...text.matchAll(/01dc([\s\S]{4})/g)].filter(({ index }) => text.indexOf("movi") < index);
  const second = text.lastIndexOf("movi");
  let count = 0;
  const indexes = [0, 1].map((segment) => {
    const own = places.filter(({ index }) => index > second === (segment === 1));
    // Behind the headers of a 64-bit base that offsets count from: here the file's middle.
    const base = own[0]!.index - 100;
    const entries = own.flatMap(({ index, 1: size }) => {
      const length = Buffer.from(size!, "latin1").readUInt32LE();
      const mark = length === 0 || isKey(count++) ? 0 : 0x80000000;
      return [index + 8 - base, (length | mark) >>> 0];
    });
    const head = [0x01000002, own.length, 0x63643130, base, 0, 0];
    return chunk("ix01", uint32s(...head, ...entries));
  });
  const filled = avi.slice();
  const view = new DataView(filled.buffer);
  const at = text.indexOf("indx") + 8;
  view.setUint32(at, 0x00000004, true);
  view.setUint32(at + 4, indexes.length, true);
  let offset = avi.length;
  for (const [i, index] of indexes.entries()) {
    view.setBigUint64(at + 24 + 16 * i, BigInt(offset), true);
    view.setUint32(at + 32 + 16 * i, index.length, true);
    offset += index.length;
  }
  return concat([filled, ...indexes]);
}
