import { readFileSync } from "node:fs";

/** Reads the int16 arrays of a .safetensors file: 8 bytes of header length, a JSON header, then the data. */
export function readInt16Safetensors(path: string): Map<string, { shape: number[]; values: Int16Array }> {
  const file = readFileSync(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + length)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const arrays = new Map<string, { shape: number[]; values: Int16Array }>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (dtype !== "I16") continue;
    const bytes = file.subarray(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    arrays.set(name, { shape, values: new Int16Array(Uint8Array.from(bytes).buffer) });
  }
  return arrays;
}
