import { expect, it } from "vitest";
import { selectBackend } from "./select-backend.js";

it("says of the backends of browsers why Node has none", async () => {
  const { name, tried } = await selectBackend({ prefer: ["webgpu", "webgl", "cpu"] });
  expect(name).toBe("cpu");
  expect(tried.map(({ reason }) => reason)).toEqual(["Node has no WebGPU", "no canvas here, so no WebGL", ""]);
});
