import { expect, it } from "vitest";
import { fromTorch, torchShape, toTorch } from "./layouts.js";

it("turns OIHW into HWIO", () => {
  const [height, width, inputs, outputs] = [2, 3, 4, 5];
  const shape = [height, width, inputs, outputs];
  expect(torchShape(shape, "convolution")).toEqual([outputs, inputs, height, width]);
  // In PyTorch's order the value says its own place: o i h w as decimal digits.
  const torch = new Float32Array(120);
  let at = 0;
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let h = 0; h < height; h++) for (let w = 0; w < width; w++) torch[at++] = o * 1000 + i * 100 + h * 10 + w;
  const here = fromTorch(torch, shape, "convolution");
  at = 0;
  for (let h = 0; h < height; h++)
    for (let w = 0; w < width; w++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++) expect(here[at++]).toBe(o * 1000 + i * 100 + h * 10 + w);
  expect(toTorch(here, shape, "convolution")).toEqual(torch);
});

it("turns [out, in] into [in, out], and leaves the rest", () => {
  expect([...fromTorch(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2], "linear")]).toEqual([1, 4, 2, 5, 3, 6]);
  expect([...toTorch(new Float32Array([1, 4, 2, 5, 3, 6]), [3, 2], "linear")]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...fromTorch(new Float32Array([1, 2]), [2], "same")]).toEqual([1, 2]);
  expect([...fromTorch(new Float32Array([7]), [], "same")]).toEqual([7]);
});

it("turns C1HW into HWC1, and drops a leading axis", () => {
  const shape = [2, 2, 3, 1];
  expect(torchShape(shape, "depthwise")).toEqual([3, 1, 2, 2]);
  // In PyTorch's order the value says its own place: c h w as decimal digits.
  const torch = new Float32Array([0, 1, 10, 11, 100, 101, 110, 111, 200, 201, 210, 211]);
  const here = fromTorch(torch, shape, "depthwise");
  expect([...here]).toEqual([0, 100, 200, 1, 101, 201, 10, 110, 210, 11, 111, 211]);
  expect(toTorch(here, shape, "depthwise")).toEqual(torch);
  expect(torchShape([5, 8], "batched")).toEqual([1, 5, 8]);
  expect(fromTorch(torch, [6, 2], "batched")).toEqual(torch);
});
