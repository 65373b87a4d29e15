/**
 * What answers when the set-up tfjs-node asks for packages that are not fetched: each is one small file in the
 * `node_modules` of the cache.
 */

/** Where `loadFromCache` leaves the program's TensorFlow.js for tfjs-node to find: `Symbol.for` of this. */
export const TFJS_KEY = "@cvar/backend: TensorFlow.js for tfjs-node";

const PROGRAMS_OWN = `module.exports = globalThis[Symbol.for(${JSON.stringify(TFJS_KEY)})];\n`;

/** File → text, relative to the folder. */
export const STAND_INS: Readonly<Record<string, string>> = {
  // The whole of TensorFlow.js is 280 MB of packages, and a second copy of its core would not know the program's tensors.
  "node_modules/@tensorflow/tfjs/index.js": PROGRAMS_OWN,
  "node_modules/@tensorflow/tfjs-core/index.js": PROGRAMS_OWN,
  // Only asked where the addon is.
  "node_modules/@mapbox/node-pre-gyp/index.js":
    'exports.find = () => require("node:path").join(__dirname, "../../../addon/tfjs_binding.node");\n',
  // Node's own, with two functions that tfjs-node calls and Node 23 no longer has.
  "node_modules/cvar-util/index.js":
    'const util = require("node:util");\n' +
    "module.exports = { ...util, isArray: Array.isArray, isNullOrUndefined: (value) => value == null };\n",
};

/** The text of one of tfjs-node's modules, so that it asks for that `util`. */
export function withOldUtil(code: string): string {
  return code.replaceAll(/require\((["'])util\1\)/g, 'require("cvar-util")');
}

/** The text of the addon's `tfjs_backend.cc`: its table of attribute names is made one of each thread, as worker threads need. */
export function withTablePerThread(code: string): string {
  return code.replace(/^static (std::set<std::string> ATTR_NAME_SET;)$/m, "static thread_local $1");
}
