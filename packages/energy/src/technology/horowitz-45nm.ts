import type { MemoryCosts, Technology } from "./technology.js";

const SOURCE = "M. Horowitz, Computing's energy problem (and what we can do about it), ISSCC 2014, Fig. 1.1.9";

/** 64-bit accesses to caches, and to DRAM. */
const memory: MemoryCosts = {
  accessBits: 64,
  sram: [
    { bytes: 8 * 1024, joules: 10e-12 },
    { bytes: 32 * 1024, joules: 20e-12 },
    { bytes: 1024 * 1024, joules: 100e-12 },
  ],
  dram: { least: 1.3e-9, most: 2.6e-9 },
};

/** Addresses are 32-bit integers whatever the numbers are. */
const addressing = { joulesPerAddition: 0.1e-12, joulesPerMultiplication: 3.1e-12 };

/** Picojoules as they are printed; a MAC is a multiplication and an addition. */
function precision(name: string, bits: number, multiplication: number, addition: number): Technology {
  return {
    name: `45 nm, ${name}`,
    // From whole femtojoules, so that 3.7 + 0.9 is 4.6.
    joulesPerMac: Math.round((multiplication + addition) * 1000) / 1e15,
    joulesPerAccumulate: Math.round(addition * 1000) / 1e15,
    joulesPerMultiplication: Math.round(multiplication * 1000) / 1e15,
    source: SOURCE,
    nanometres: 45,
    volts: 0.9,
    precision: name,
    bits,
    addressing,
    memory,
  };
}

/** 45 nm CMOS at 0.9 V, 32-bit floating point: a multiplication costs 3.7 pJ and an addition 0.9 pJ. */
export const horowitz45nm: Technology = precision("fp32", 32, 3.7, 0.9);

/** The same node in 16-bit floating point: 1.1 pJ and 0.4 pJ. */
export const horowitz45nmFp16: Technology = precision("fp16", 16, 1.1, 0.4);

/** The same node in 32-bit integers: 3.1 pJ and 0.1 pJ (what Lemaire et al. 2022 reckon with). */
export const horowitz45nmInt32: Technology = precision("int32", 32, 3.1, 0.1);

/** The same node in 8-bit integers: 0.2 pJ and 0.03 pJ; a wider accumulator would cost up to 0.1 pJ per addition. */
export const horowitz45nmInt8: Technology = precision("int8", 8, 0.2, 0.03);
