export { lifBackward, lifScratch } from "./backward";
export { lifForward } from "./forward";
