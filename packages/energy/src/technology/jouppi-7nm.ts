import type { Technology } from "./technology.js";

/** 7 nm, 32-bit floating point: 1.31 pJ per multiplication and 0.38 pJ per addition; memory by 64-bit accesses, DRAM is HBM2. */
export const jouppi7nm: Technology = {
  name: "7 nm, fp32",
  joulesPerMac: 1.69e-12,
  joulesPerAccumulate: 0.38e-12,
  joulesPerMultiplication: 1.31e-12,
  source:
    "N. P. Jouppi et al., Ten lessons from three generations shaped Google's TPUv4i: industrial product, ISCA 2021, Table 2",
  nanometres: 7,
  precision: "fp32",
  bits: 32,
  addressing: { joulesPerAddition: 0.03e-12, joulesPerMultiplication: 1.48e-12 },
  memory: {
    accessBits: 64,
    sram: [
      { bytes: 8 * 1024, joules: 7.5e-12 },
      { bytes: 32 * 1024, joules: 8.5e-12 },
      { bytes: 1024 * 1024, joules: 14e-12 },
    ],
    dram: { least: 250e-12, most: 450e-12 },
  },
};
