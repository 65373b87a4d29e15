import { expect, it } from "vitest";
import { fitContainer } from "./fit-container.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";

const sps = { cropX: 0, cropY: 0, width: 1920, height: 1088 } as SequenceParameterSet;

it.each([
  [{ width: 1920, height: 1080 }, [1920, 1080]],
  [{ width: 1920, height: 1088 }, [1920, 1088]],
  [{ width: 1920, height: 1072 }, [1920, 1088]],
  [{ width: 1936, height: 1088 }, [1920, 1088]],
  [{ width: 0, height: 1080 }, [1920, 1088]],
  [null, [1920, 1088]],
] as const)("a container that says %j", (shown, [width, height]) => {
  expect(fitContainer(sps, shown)).toMatchObject({ width, height });
});

it("leaves alone what is cropped at the top or left", () => {
  const cropped = { ...sps, cropY: 2, height: 1086 };
  expect(fitContainer(cropped, { width: 1920, height: 1080 })).toBe(cropped);
});
