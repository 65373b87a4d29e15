import { absent } from "./absent.js";

/** Registers TensorFlow.js's WebGL backend. @returns null, or why not */
export async function loadWebGl(): Promise<string | null> {
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined") return "no canvas here, so no WebGL";
  try {
    await import("@tensorflow/tfjs-backend-webgl");
    return null;
  } catch (error) {
    return absent("webgl", error);
  }
}
