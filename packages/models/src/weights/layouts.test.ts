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
