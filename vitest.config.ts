import { defineConfig } from "vitest/config";

/** Tests read the packages' sources (export condition `@cvar/source`), so no build can be stale. Worker threads need `dist`. */
export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
