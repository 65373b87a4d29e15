import { expect, it } from "vitest";
import { rotatePicture } from "./rotate-picture.js";

const picture = {
  ...{ width: 3, height: 2, chromaWidth: 2, chromaHeight: 1 },
  ...{ y: Uint8Array.of(1, 2, 3, 4, 5, 6), cb: Uint8Array.of(7, 8), cr: Uint8Array.of(9, 10) },
};

it("turns pictures clockwise", () => {
  expect(rotatePicture(picture, 0)).toBe(picture);
  expect(rotatePicture(picture, 90)).toEqual({
    ...{ width: 2, height: 3, chromaWidth: 1, chromaHeight: 2 },
    ...{ y: Uint8Array.of(4, 1, 5, 2, 6, 3), cb: Uint8Array.of(7, 8), cr: Uint8Array.of(9, 10) },
  });
  expect([...rotatePicture(picture, 180).y]).toEqual([6, 5, 4, 3, 2, 1]);
  expect([...rotatePicture(picture, 270).y]).toEqual([3, 6, 2, 5, 1, 4]);
  expect([...rotatePicture(picture, 270).cb]).toEqual([8, 7]);
});
