/** Bytes per element of each safetensors data type. */
export const DTYPE_BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

/** A safetensors data type that is read and written here. */
export type SafetensorsDtype = keyof typeof DTYPE_BYTES;

/** One tensor of a safetensors file: little-endian elements in row-major order. */
export interface SafetensorsEntry {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** `shape` product × bytes per element; a view into the file where it was read from one */
  readonly bytes: Uint8Array;
}

/** Typed array of an entry's values. */
export type SafetensorsValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** An entry's values as a typed array of its own (a copy); F16 and BF16 widen to Float32Array, BOOL is Uint8Array. */
export function valuesOf(entry: SafetensorsEntry): SafetensorsValues {
  const { buffer } = new Uint8Array(entry.bytes); // a copy is aligned, the view may not be (and a Buffer's slice is a view)
  switch (entry.dtype) {
    case "BOOL":
    case "U8":
      return new Uint8Array(buffer);
    case "I8":
      return new Int8Array(buffer);
    case "U16":
      return new Uint16Array(buffer);
    case "I16":
      return new Int16Array(buffer);
    case "F16":
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case "BF16":
      return bfloatToFloat32(new Uint16Array(buffer));
    case "U32":
      return new Uint32Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "F32":
      return new Float32Array(buffer);
    case "U64":
      return new BigUint64Array(buffer);
    case "I64":
      return new BigInt64Array(buffer);
    case "F64":
      return new Float64Array(buffer);
  }
}

/** Values as an F32 entry. */
export function float32Entry(values: Float32Array, shape: readonly number[]): SafetensorsEntry {
  return { dtype: "F32", shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** IEEE 754 binary16 from its bits: sign 1, exponent 5 (bias 15), fraction 10. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a binary32. */
function bfloatToFloat32(halves: Uint16Array): Float32Array {
  const words = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(words.buffer);
}
