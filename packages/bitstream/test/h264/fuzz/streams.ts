import { fixture, fixtures } from "../fixtures.js";

/** Small streams of every tool. */
export const h264Streams = (): Uint8Array[] => fixtures.map(fixture);
