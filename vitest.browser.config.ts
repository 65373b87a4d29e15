import { defineConfig } from "vitest/config";
import { browserTests } from "./scripts/vitest-browser.js";

/** The same tests as in Node, in the Chromium of this machine: `npm run test:browser`. */
export default defineConfig({
  test: {
    projects: [
      browserTests("backend", "in Chromium"),
      browserTests("backend", "in Chromium with threads", { backends: ["wasm"], isolated: true }),
      browserTests("backend", "on WebGL", { backends: ["webgl"] }),
      browserTests("backend", "on WebGPU", { backends: ["webgpu"] }),
      browserTests("snn", "in Chromium"),
      browserTests("fusion", "in Chromium"),
    ],
    maxWorkers: 2,
  },
});
