import { expect, it } from "vitest";
import { type WasmBackend, withScratch } from "./backend.js";

it.each([0x1001, 0x90000001])("gives scratch an aligned address, above 2 GiB too: %i", (block) => {
  const freed: number[] = [];
  // An export of WebAssembly returns addresses as signed integers.
  const wasm = { _malloc: () => block | 0, _free: (address: number) => freed.push(address) };
  const scratch = withScratch({ wasm } as unknown as WasmBackend, 64, (address) => address);
  expect(scratch).toBe(block + 15);
  expect(freed).toEqual([block]);
});
