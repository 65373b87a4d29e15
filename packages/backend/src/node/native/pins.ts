/** Which TensorFlow, which tfjs-node and which headers `setup-native` takes, each with its digest. */

/** The release of tfjs-node, and so of TensorFlow.js, that the addon is built for. */
export const TFJS_NODE_VERSION = "4.22.0";

/**
 * TensorFlow as PyPI has it: the smallest wheel that carries `libtensorflow_cc` and its C headers. The digest is PyPI's own
 * for this file; any Python's wheel would do, for only the C libraries are used.
 */
export const WHEEL = {
  distribution: "tensorflow-cpu",
  version: "2.13.1",
  python: "3.11",
  platform: "manylinux_2_17_x86_64",
  file: "tensorflow_cpu-2.13.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
  bytes: 186_594_601,
  sha256: "87be6e61314b2c0fa062f71e26e41d6a17e162ffe4da72c820fe8f1fc94d97fe",
} as const;

/** What is taken out of the wheel, and how much room it needs on the disk. */
export const WHEEL_PARTS = {
  libraries: ["tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"],
  headers: [
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/platform/",
    "tensorflow/include/tensorflow/tsl/",
  ],
  bytes: 570_000_000,
} as const;

/**
 * What comes from the npm registry: only what tfjs-node needs to compute and to save models. It also asks for
 * `@tensorflow/tfjs` and `@mapbox/node-pre-gyp`; `stand-ins.ts` says what answers instead.
 */
const NPM_PACKAGES = {
  "@tensorflow/tfjs-node": {
    version: TFJS_NODE_VERSION,
    integrity: "sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
  },
  "google-protobuf": {
    version: "3.21.4",
    integrity: "sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==",
  },
  "node-api-headers": {
    version: "1.9.0",
    integrity: "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
  },
  progress: {
    version: "2.0.3",
    integrity: "sha512-7PiHtLll5LdnKIMw100I+8xJXR5gW2QwWYkT6iJva0bXitZKa/XMrSbdmg3r2Xnaidz9Qumd0VPaMrZlF9V9sA==",
  },
} as const;

/** The `package.json` with which `npm ci` fetches those packages. */
export function npmManifest(): object {
  return { name: "cvar-native", version: "0.0.0", private: true, dependencies: versions() };
}

/** The lock file (version 3) beside it: npm refuses a package whose SHA-512 is another. */
export function npmLock(): object {
  const entries = Object.entries(NPM_PACKAGES).map(([name, entry]) => [`node_modules/${name}`, entry]);
  const root = { name: "cvar-native", version: "0.0.0", dependencies: versions() };
  const packages = { "": root, ...Object.fromEntries(entries) };
  return { name: "cvar-native", version: "0.0.0", lockfileVersion: 3, requires: true, packages };
}

function versions(): Record<string, string> {
  return Object.fromEntries(Object.entries(NPM_PACKAGES).map(([name, { version }]) => [name, version]));
}
