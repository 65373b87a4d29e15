import type { Technology } from "./technology.js";

/** 45 nm CMOS at 0.9 V, 32-bit floating point: a multiplication costs 3.7 pJ and an addition 0.9 pJ. */
export const horowitz45nm: Technology = {
  name: "45 nm, fp32",
  joulesPerMac: 4.6e-12,
  joulesPerAccumulate: 0.9e-12,
  source: "M. Horowitz, Computing's energy problem (and what we can do about it), ISSCC 2014, Fig. 1.1.9",
};
