import { expect, it } from "vitest";
import type { CodedFrame } from "../frame.js";
import { packFrame } from "./pack-frame.js";

const memory = new ArrayBuffer(1 << 16);
const bytes = (at: number, ...values: number[]) => {
  const view = new Uint8Array(memory, at, values.length);
  view.set(values);
  return view;
};

const frame = {
  type: "B",
  decodeIndex: 7,
  damage: null,
  motion: {
    columns: 1,
    rows: 3,
    vectors: new Int16Array(memory, 64, 6).fill(-5),
    references: new Int32Array(memory, 128, 3).fill(70_000),
    intra: bytes(3, 1, 0, 1),
    globalMotion: { blocks: bytes(9, 1, 1, 0), offset: [1.5, -2], translation: true },
    fieldPrediction: null,
  },
  residual: null,
  picture: { width: 3, height: 1, y: bytes(21, 7, 8, 9), cb: bytes(30, 1, 2), cr: bytes(40, 3, 4) },
  macroblockDamage: bytes(50, 2),
} as unknown as CodedFrame;

it("copies every array of a frame into one buffer, however deep it stands", () => {
  const { frame: packed, buffer } = packFrame(frame);
  expect(packed).toEqual(frame);
  const views: ArrayBufferView[] = [];
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) views.push(value);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) visit(inner);
  };
  visit(packed);
  expect(views.length).toBe(8);
  for (const view of views) expect(view.buffer).toBe(buffer);
  expect(buffer.byteLength).toBeLessThan(100);
  new Uint8Array(memory).fill(0);
  expect(packed.motion!.vectors[5]).toBe(-5);
  const moved = structuredClone(packed, { transfer: [buffer] });
  expect(moved.motion!.globalMotion!.blocks).toEqual(Uint8Array.of(1, 1, 0));
  expect(moved.picture!.y.buffer).toBe(moved.macroblockDamage!.buffer);
  expect(buffer.byteLength).toBe(0);
});
