export { readyNativeFolder } from "./native/native-folder.js";
export { type NativeSetup, type NativeSetupOptions, removeNative, setUpNative } from "./native/setup.js";
export { loadNativeBackend } from "./native-backend.js";
export { type NodePoolOptions, openBackendPool } from "./pool/open-backend-pool.js";
export { wasmFolder } from "./wasm-folder.js";
