import { defineConfig } from "vitest/config";
import { browserTests } from "./scripts/vitest-browser.js";

const graphics = "test/graphics-faults.browser.test.ts";

/** The same tests as in Node, in the Chromium of this machine: `npm run test:browser`. */
export default defineConfig({
  test: {
    projects: [
      browserTests("backend", "in Chromium", { exclude: [graphics] }),
      browserTests("backend", "in Chromium with threads", { backends: ["wasm"], isolated: true, exclude: [graphics] }),
      browserTests("backend", "on WebGL and WebGPU", {
        backends: ["webgl", "webgpu"],
        include: ["test/operation-gradients.test.ts", graphics],
      }),
      browserTests("snn", "in Chromium"),
      browserTests("fusion", "in Chromium"),
    ],
    maxWorkers: 2,
  },
});
