export { loadNativeBackend } from "./native-backend.js";
export { wasmFolder } from "./wasm-folder.js";
