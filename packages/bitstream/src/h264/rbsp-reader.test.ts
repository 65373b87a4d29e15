import { expect, test } from "vitest";
import { BitWriter } from "../../test/write-bits.js";
import { RbspReader } from "./rbsp-reader.js";

test("exponential Golomb codes are those of Table 9-2 and 9-3", () => {
  // 1, 010, 011, 00100, 00101
  const codes = new RbspReader(Uint8Array.of(0, 0b10100110, 0b01000010, 0b11000000));
  expect([0, 1, 2, 3, 4].map(() => codes.ue("x", 99, "c"))).toEqual([0, 1, 2, 3, 4]);
  const signed = new RbspReader(Uint8Array.of(0, 0b10100110, 0b01000010, 0b11000000));
  expect([0, 1, 2, 3, 4].map(() => signed.se("x", -99, 99, "c"))).toEqual([0, 1, -1, 2, -2]);
});

test("codes of 32 bits are read, longer ones and values out of range are refused", () => {
  const longest = new RbspReader(Uint8Array.of(0, 0, 0, 0, 1, 255, 255, 255, 255));
  expect(longest.ue("x", 2 ** 32 - 2, "c")).toBe(2 ** 32 - 2);
  expect(() => new RbspReader(new Uint8Array(12)).ue("x", 9, "c")).toThrow(/32 zeros/);
  expect(() => new RbspReader(new BitWriter().ue(5).nal(0)).ue("num", 4, "7.4")).toThrow(
    "num is 5, allowed: 0…4 (7.4)",
  );
  expect(() => new RbspReader(new BitWriter().se(-3).nal(0)).se("num", -2, 2, "7.4")).toThrow(
    "num is -3, allowed: -2…2",
  );
  expect(() => new RbspReader(Uint8Array.of(0, 0)).ue("num", 4, "7.4")).toThrow("the data ends inside num");
});

test("there is more data up to the stop bit", () => {
  const bits = new RbspReader(Uint8Array.of(0x68, 0b10110000, 0, 0));
  expect(bits.more).toBe(true);
  bits.read(3, "x");
  expect(bits.more).toBe(false);
});
