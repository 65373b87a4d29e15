import { defineProject } from "vitest/config";

/**
 * The vitest project of one workspace package. Sources are read through the export condition `@cvar/source`, so a test
 * never sees a stale build. Files ending in `.slow.test.ts` run only with CVAR_SLOW=1 (as `.ci/run` does), those in
 * `.browser.test.ts` only in a browser (vitest-browser.js).
 */
export function packageTests(name) {
  return defineProject({
    resolve: { conditions: ["@cvar/source"] },
    ssr: { resolve: { conditions: ["@cvar/source"] } },
    test: {
      name,
      include: ["src/**/*.test.ts", "test/**/*.test.ts"],
      exclude: ["**/*.browser.test.ts", ...(process.env.CVAR_SLOW ? [] : ["**/*.slow.test.ts"])],
      testTimeout: process.env.CVAR_SLOW ? 600_000 : 60_000,
      hookTimeout: 120_000,
    },
  });
}
