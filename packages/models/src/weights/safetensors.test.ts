import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidSafetensorsError } from "../errors.js";
import { DTYPE_BYTES, float32Entry, type SafetensorsDtype, type SafetensorsEntry, valuesOf } from "./dtypes.js";
import { MAX_HEADER_BYTES, readSafetensors } from "./safetensors-reader.js";
import { writeSafetensors } from "./safetensors-writer.js";

/** A file with the header given as text. */
function file(header: string, data: number[] = [], length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

const entry = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(DTYPE_BYTES) as SafetensorsDtype[])),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
  })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((product, n) => product * n, DTYPE_BYTES[dtype]);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes): SafetensorsEntry => ({ dtype, shape, bytes }));
  });

describe("safetensors", () => {
  it.each([null, undefined, "file", new ArrayBuffer(8)])("is bytes, not %s", (what) => {
    expect(() => readSafetensors(what as never)).toThrow(InvalidSafetensorsError);
  });

  it("reads a file written by hand, bytes and all", () => {
    const header =
      '{"__metadata__":{"by":"hand"},"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    const { metadata, tensors } = readSafetensors(file(header, [0, 0, 0x80, 0x3f, 1, 0, 0xff, 0xff]));
    expect(metadata.by).toBe("hand");
    expect([...tensors.keys()]).toEqual(["a", "b"]);
    expect(valuesOf(tensors.get("a")!)).toEqual(new Float32Array([1]));
    expect(valuesOf(tensors.get("b")!)).toEqual(new Int16Array([1, -1]));
  });

  it("reads a Node Buffer that lies inside another", () => {
    const whole = writeSafetensors(new Map([["a", float32Entry(new Float32Array([1, 2]), [2])]]));
    const entry = readSafetensors(Buffer.concat([Buffer.alloc(3), whole]).subarray(3)).tensors.get("a")!;
    expect(valuesOf(entry)).toEqual(new Float32Array([1, 2]));
  });

  it("widens half precision", () => {
    const half = new Uint8Array(new Uint16Array([0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555]).buffer);
    const values = valuesOf({ dtype: "F16", shape: [5], bytes: half });
    expect([...values]).toEqual([1, -2, 2 ** -24, Number.POSITIVE_INFINITY, 0.333251953125]);
    const brain = new Uint8Array(new Uint16Array([0x3f80, 0xc040]).buffer);
    expect([...valuesOf({ dtype: "BF16", shape: [2], bytes: brain })]).toEqual([1, -3]);
  });

  it("reads back what it writes, whatever the names, types and shapes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), entry), fc.dictionary(fc.string(), fc.string()), (entries, metadata) => {
        fc.pre(!Object.hasOwn(entries, "__metadata__"));
        const read = readSafetensors(writeSafetensors(new Map(Object.entries(entries)), metadata));
        expect({ ...read.metadata }).toEqual({ ...metadata });
        for (const [name, { dtype, shape, bytes }] of Object.entries(entries)) {
          expect(read.tensors.get(name)).toEqual({ dtype, shape, bytes });
        }
        expect(read.tensors.size).toBe(Object.keys(entries).length);
      }),
    );
  });

  it.each([
    ["too short for a length", new Uint8Array(7)],
    ["a header longer than the file", file("{}", [], 3)],
    ["a header longer than the limit", file("{}", [], MAX_HEADER_BYTES + 1)],
    ["no JSON", file("{")],
    ["no object", file("[]")],
    ["an unknown type", file('{"a":{"dtype":"F128","shape":[],"data_offsets":[0,0]}}')],
    ["an inherited name as type", file('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}')],
    ["a negative length", file('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}')],
    ["a fractional length", file('{"a":{"dtype":"U8","shape":[0.5],"data_offsets":[0,0]}}')],
    ["offsets the wrong way round", file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}', [0])],
    ["offsets outside the file", file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', [0])],
    ["a shape of another size", file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}', [0])],
    [
      "a shape whose size overflows",
      file(`{"a":{"dtype":"U8","shape":[${2 ** 53 - 1},${2 ** 53 - 1}],"data_offsets":[0,1]}}`, [0]),
    ],
    ["data that no tensor covers", file("{}", [0])],
    [
      "overlapping tensors",
      file(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
        [0],
      ),
    ],
    ["metadata that is no text", file('{"__metadata__":{"a":1}}')],
  ])("refuses %s", (_what, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(InvalidSafetensorsError);
  });

  it("survives any damage: a typed error, or tensors that lie inside the file", () => {
    const good = writeSafetensors(
      new Map([
        ["weight", float32Entry(new Float32Array(6), [2, 3])],
        ["bias", float32Entry(new Float32Array(2), [2])],
      ]),
    );
    fc.assert(
      fc.property(
        fc.nat({ max: good.length }),
        fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        (length, changes) => {
          const bytes = good.slice(0, length);
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          try {
            for (const tensor of readSafetensors(bytes).tensors.values()) {
              const size = tensor.shape.reduce((product, n) => product * n, DTYPE_BYTES[tensor.dtype]);
              expect(tensor.bytes.length).toBe(size);
            }
          } catch (error) {
            if (!(error instanceof InvalidSafetensorsError)) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("refuses to write what it could not read", () => {
    const wrong = new Map([["a", { dtype: "F32", shape: [2], bytes: new Uint8Array(4) } as const]]);
    expect(() => writeSafetensors(wrong)).toThrow(InvalidSafetensorsError);
    expect(() => writeSafetensors(new Map([["__metadata__", float32Entry(new Float32Array(1), [1])]]))).toThrow(
      InvalidSafetensorsError,
    );
  });
});
