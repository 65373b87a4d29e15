/** Bytes of a text of bits; spaces separate elements, and what is missing of the last byte is 0. */
export function bitsOf(...texts: string[]): Uint8Array {
  const bits = texts.join("").replace(/\s/g, "");
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i] === "1") bytes[i >> 3]! |= 0x80 >> (i & 7);
  return bytes;
}

/** A number as `count` bits. */
export function field(value: number, count: number): string {
  return value.toString(2).padStart(count, "0");
}

/** Bytes of a text of hexadecimal digits. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s/g, "").match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** Bytes one after the other. */
export function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A start code 000001xx and what follows it. */
export function unit(code: number, ...texts: string[]): Uint8Array {
  return join(Uint8Array.of(0, 0, 1, code), bitsOf(...texts));
}

/** What can be chosen of a video object layer header for tests. */
export interface LayerChoices {
  width?: number;
  height?: number;
  /** Bits from `interlaced` on to the end, instead of Simple Profile's. */
  tools?: string;
  /** The version, with which sprite_enable is two bits and more elements follow. */
  version?: number;
}

/** Simple Profile: not interlaced, no OBMC, no sprite, 8 bits, H.263 quantisation, no complexity, markers, no partitions. */
export const SIMPLE_TOOLS = "0 1 0 0 0 1 0 0 0";

/** video_object_layer() with 25 ticks per second. */
export function layerUnit({
  width = 32,
  height = 16,
  tools = SIMPLE_TOOLS,
  version = 1,
}: LayerChoices = {}): Uint8Array {
  const identifier = version === 1 ? "0" : `1 ${field(version, 4)} 001`;
  const size = `1 ${field(width, 13)} 1 ${field(height, 13)} 1`;
  return unit(0x20, "0", field(1, 8), identifier, "0001", "0", "00 1", field(25, 16), "1 0", size, tools);
}

/** A VOP header: type (0 I, 1 P, 2 B, 3 S), time increment in 5 bits, and the texts behind vop_coded. */
export function vopUnit(type: number, coded: boolean, ...rest: string[]): Uint8Array {
  return unit(0xb6, field(type, 2), "0 1", field(0, 5), "1", coded ? "1" : "0", ...rest);
}
