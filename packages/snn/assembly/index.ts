export { lifBackward, lifBackwardScratch } from "./backward";
export { lifForward } from "./forward";
