import { InvalidOptionError } from "../errors.js";
import { arctan, atan } from "./arctan.js";
import { gaussian, multiGaussian } from "./gaussian.js";
import {
  exponential,
  leakyStep,
  rectangular,
  snnTorchTriangular,
  spikeRateEscape,
  straightThrough,
  triangular,
} from "./piecewise.js";
import { fastSigmoid, sigmoid, softSign, superSpike } from "./sigmoid.js";
import type { Surrogate } from "./surrogate.js";

/** A surrogate by name, with its parameters where they differ from the defaults: what a layer's config holds. */
export type SurrogateSpec = string | ({ readonly name: string } & Readonly<Record<string, number | string>>);

type Parameters = Readonly<Record<string, number | undefined>>;

const registry = new Map<string, (parameters: Parameters) => Surrogate>([
  ["arctan", ({ gamma }) => arctan(gamma)],
  ["atan", ({ alpha }) => atan(alpha)],
  ["sigmoid", ({ slope }) => sigmoid(slope)],
  ["fastSigmoid", ({ slope }) => fastSigmoid(slope)],
  ["superSpike", ({ beta, height }) => superSpike(beta, height)],
  ["softSign", ({ alpha }) => softSign(alpha)],
  ["triangular", ({ alpha, height }) => triangular(alpha, height)],
  ["piecewiseQuadratic", ({ alpha }) => triangular(alpha)],
  ["rectangular", ({ width }) => rectangular(width)],
  ["snnTorchTriangular", ({ height }) => snnTorchTriangular(height)],
  ["exponential", ({ alpha }) => exponential(alpha)],
  ["gaussian", ({ alpha }) => gaussian(alpha)],
  ["erf", ({ alpha }) => gaussian(alpha)],
  ["multiGaussian", ({ sigma, height, scale }) => multiGaussian(sigma, height, scale)],
  ["leakyStep", ({ leak, k }) => leakyStep(leak, k)],
  ["spikeRateEscape", ({ beta, slope }) => spikeRateEscape(beta, slope)],
  ["straightThrough", () => straightThrough()],
]);

/** Names that {@link surrogate} knows, in the order they were registered. */
export function surrogateNames(): string[] {
  return [...registry.keys()];
}

/**
 * Makes a surrogate of one's own known by `name`, so that saved models which use it can be loaded.
 *
 * @example
 * const ramp = (): Surrogate => ({
 *   name: "ramp",
 *   parameters: {},
 *   derivative: (u) => Math.max(0, 1 - u * u), // on a number
 *   gradient: (u) => tf.tidy(() => tf.relu(tf.sub(1, tf.square(u)))), // on a tensor
 * });
 * registerSurrogate("ramp", ramp);
 */
export function registerSurrogate(name: string, create: (parameters: Parameters) => Surrogate): void {
  registry.set(name, create);
}

/**
 * The surrogate of a name or of a saved config.
 *
 * @throws InvalidOptionError for a name that is not registered, or a parameter that it does not have
 * @example surrogate("arctan"); surrogate({ name: "atan", alpha: 100 });
 */
export function surrogate(spec: SurrogateSpec | Surrogate): Surrogate {
  if (typeof spec === "object" && "derivative" in spec) return spec as Surrogate;
  const { name, ...parameters } = typeof spec === "string" ? { name: spec } : (spec as { name: string });
  const create = registry.get(name);
  if (!create) throw new InvalidOptionError("surrogate", name, surrogateNames().join(", "));
  const made = create(parameters as Parameters);
  for (const [parameter, value] of Object.entries(parameters)) {
    const known = Object.keys(made.parameters);
    if (!known.includes(parameter)) {
      throw new InvalidOptionError(`surrogate ${name}'s parameter`, parameter, known.join(", ") || "none");
    }
    if (!Number.isFinite(value))
      throw new InvalidOptionError(`surrogate ${name}'s ${parameter}`, value, "a finite number");
  }
  return made;
}

/** The plain object that {@link surrogate} turns back into `s`. */
export function surrogateSpec(s: Surrogate): SurrogateSpec {
  return { ...s.parameters, name: s.name };
}
