/** Reads the float32 arrays of a safetensors file: 8 bytes of header length, a JSON header, the data. */
export function readSafetensors(bytes: Uint8Array): Record<string, { shape: number[]; values: Float32Array }> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, Entry>;
  const tensors: Record<string, { shape: number[]; values: Float32Array }> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (dtype !== "F32") continue;
    const data = bytes.subarray(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    tensors[name] = { shape, values: new Float32Array(Uint8Array.from(data).buffer) };
  }
  return tensors;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}
