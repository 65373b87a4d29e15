import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version of this app. */
export function version(): string {
  return (require("../package.json") as { version: string }).version;
}

/** Versions of what a result depends on: this app, the packages under it, TensorFlow.js, Node. */
export function versions(): Record<string, string> {
  const packages = [
    "@cvar/bitstream",
    "@cvar/accumulate",
    "@cvar/data",
    "@cvar/backend",
    "@cvar/models",
    "@cvar/energy",
  ];
  const of = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;
  return {
    "@cvar/train": version(),
    ...Object.fromEntries(packages.map((name) => [name, of(name)])),
    "@tensorflow/tfjs-core": of("@tensorflow/tfjs-core"),
    node: process.versions.node,
  };
}
