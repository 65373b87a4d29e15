import { createReadStream, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineProject } from "vitest/config";
import { findBrowser } from "./package-check/find-browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Root may run Chromium only without its sandbox; SwiftShader computes where there is no GPU. */
const FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-unsafe-swiftshader",
];

/**
 * The vitest project that runs a package's tests in the Chromium that is on the machine: all that need no Node, which are
 * those without `.node` in their name and outside of `src/node`.
 *
 * @param title  what the project is called, after the package's name
 * @param options.backends  TensorFlow.js backends to test on instead of the package's own choice
 * @param options.isolated  serve with the headers that give pages shared memory, and so threads
 * @param options.include  test files, instead of all
 * @param options.exclude  test files that another project runs
 */
export function browserTests(name, title, { backends = [], isolated = false, include, exclude = [] } = {}) {
  const folder = join(root, "packages", name);
  return defineProject({
    root: folder,
    // Projects of one package run at once: each has its own cache of bundled dependencies.
    cacheDir: join(folder, "node_modules", ".vite", title.replaceAll(/\W+/g, "-")),
    resolve: { conditions: ["@cvar/source"] },
    server: { fs: { strict: false } },
    plugins: [serveWasmFiles(folder), serveShared(), ...(isolated ? [isolate()] : [])],
    // Pages have no environment: what tests read of it is put in its place.
    define: {
      "process.env.CVAR_SLOW": JSON.stringify(process.env.CVAR_SLOW ?? ""),
      "process.env.CVAR_TEST_ISOLATED": JSON.stringify(isolated ? "1" : ""),
      "process.env.CVAR_TEST_BACKENDS": JSON.stringify(backends.join(",")),
    },
    optimizeDeps: { include: dependenciesToBundle(folder) },
    test: {
      name: `${name} ${title}`,
      include: include ?? ["src/**/*.test.ts", "test/**/*.test.ts"],
      exclude: [
        "**/*.node.test.ts",
        "src/node/**",
        ...exclude,
        ...(process.env.CVAR_SLOW ? [] : ["**/*.slow.test.ts"]),
      ],
      testTimeout: process.env.CVAR_SLOW ? 600_000 : 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: findBrowser() ?? undefined, args: FLAGS } }),
        instances: [{ browser: "chromium" }],
      },
    },
  });
}

/** Serves tfjs's .wasm files wherever it looks for them, as a web server does that has them beside the bundle. */
function serveWasmFiles(folder) {
  const manifest = createRequire(join(folder, "package.json")).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  return {
    name: "serve-tfjs-wasm",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const file = /\/(tfjs-backend-wasm[\w-]*\.wasm)(\?|$)/.exec(request.url ?? "")?.[1];
        const path = file && join(dirname(manifest), "wasm-out", file);
        if (!path || !existsSync(path)) return next();
        response.writeHead(200, { "content-type": "application/wasm" });
        createReadStream(path).pipe(response);
      });
    },
  };
}

/** Serves the reference material beside the clone to `sharedFile`. */
function serveShared() {
  return {
    name: "serve-shared",
    configureServer({ middlewares }) {
      middlewares.use("/shared/", (request, response) => {
        const path = join(root, "..", "shared", decodeURIComponent(new URL(request.url, "http://local").pathname));
        if (!existsSync(path)) return response.writeHead(404).end();
        response.writeHead(200, { "content-type": "application/octet-stream" });
        createReadStream(path).pipe(response);
      });
    },
  };
}

/** Cross-origin isolation: without it browsers have no SharedArrayBuffer. */
function isolate() {
  return {
    name: "cross-origin-isolation",
    enforce: "pre",
    configureServer({ middlewares }) {
      middlewares.use((_, response, next) => {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        next();
      });
    },
  };
}

/** What vite bundles before the first test: found on the way, it would load pages again in the middle of one. */
function dependenciesToBundle(folder) {
  const require = createRequire(join(folder, "package.json"));
  const { dependencies, peerDependencies, devDependencies } = require("./package.json");
  const names = Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies });
  return names.filter((name) => name === "fast-check" || name.startsWith("@tensorflow/"));
}
