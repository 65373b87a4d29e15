import { InvalidTechnologyError } from "../errors.js";
import type { Technology } from "./technology.js";

const ENERGIES = ["joulesPerMac", "joulesPerAccumulate", "joulesPerMultiplication", "joulesPerNeuronUpdate"] as const;
const TEXTS = ["name", "source"];
const SIZES = ["nanometres", "volts", "bits"];
const FIELDS: readonly string[] = [...ENERGIES, ...TEXTS, ...SIZES, "precision", "addressing", "memory"];

/**
 * Looks at every figure of a technology, so that a wrong unit or a misspelt field does not become a wrong result.
 *
 * @returns the technology itself
 * @throws InvalidTechnologyError that names the field
 * @example checkTechnology({ name: "mine", joulesPerMac: 1e-12, joulesPerAccumulate: 3e-13, source: "datasheet, p. 4" });
 */
export function checkTechnology(technology: Technology): Technology {
  const fields = technology as unknown as Readonly<Record<string, unknown>>;
  if (typeof technology !== "object" || technology === null) {
    throw new InvalidTechnologyError("technology", technology, "an object, such as horowitz45nm");
  }
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw new InvalidTechnologyError(unknown, fields[unknown], `the fields ${FIELDS.join(", ")}`);
  for (const field of TEXTS) {
    if (typeof fields[field] !== "string" || fields[field] === "") {
      throw new InvalidTechnologyError(field, fields[field], "a text that is not empty");
    }
  }
  for (const field of ENERGIES) {
    const value = fields[field];
    const optional = field === "joulesPerMultiplication" || field === "joulesPerNeuronUpdate";
    if ((value === undefined && optional) || (value === null && field === "joulesPerMac")) continue;
    energy(field, value);
  }
  for (const field of SIZES) {
    if (fields[field] !== undefined) positive(field, fields[field]);
  }
  if (technology.addressing !== undefined) {
    energy("addressing.joulesPerAddition", technology.addressing?.joulesPerAddition);
    energy("addressing.joulesPerMultiplication", technology.addressing?.joulesPerMultiplication);
  }
  if (technology.memory !== undefined) checkMemory(technology.memory);
  return technology;
}

/**
 * Joules of one multiplication; null on hardware without multipliers.
 *
 * @throws InvalidTechnologyError if it is not given and a MAC costs less than the addition in it
 */
export function multiplicationOf(technology: Technology): number | null {
  const { joulesPerMac, joulesPerAccumulate, joulesPerMultiplication } = technology;
  if (joulesPerMultiplication !== undefined) return joulesPerMultiplication;
  if (joulesPerMac === null) return null;
  if (joulesPerMac < joulesPerAccumulate) {
    throw new InvalidTechnologyError("joulesPerMac", joulesPerMac, "≥ joulesPerAccumulate, which it contains");
  }
  return joulesPerMac - joulesPerAccumulate;
}

function checkMemory(memory: NonNullable<Technology["memory"]>): void {
  if (typeof memory !== "object" || memory === null) {
    throw new InvalidTechnologyError("memory", memory, "an object, or no such field");
  }
  positive("memory.accessBits", memory.accessBits);
  if (!Array.isArray(memory.sram) || memory.sram.length === 0) {
    throw new InvalidTechnologyError("memory.sram", memory.sram, "at least one size with its energy");
  }
  let last = 0;
  memory.sram.forEach((size, i) => {
    const { bytes, joules } = size ?? {};
    energy(`memory.sram[${i}].joules`, joules);
    if (!(Number.isFinite(bytes) && bytes > last)) {
      throw new InvalidTechnologyError(`memory.sram[${i}].bytes`, bytes, `> ${last}: sizes ascend`);
    }
    last = bytes;
  });
  const { dram } = memory;
  if (dram === null) return;
  energy("memory.dram.least", dram?.least);
  energy("memory.dram.most", dram?.most);
  if (dram.least > dram.most) throw new InvalidTechnologyError("memory.dram.least", dram.least, `≤ ${dram.most}`);
}

function energy(field: string, value: unknown): void {
  if (typeof value !== "number" || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidTechnologyError(field, value, "joules, 0 or more");
  }
}

function positive(field: string, value: unknown): void {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidTechnologyError(field, value, "a number above 0");
  }
}
