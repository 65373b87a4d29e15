export {
  type MeasuredDomain,
  type MeasuredEnergy,
  type MeasureEnergyOptions,
  measureEnergy,
} from "./measure-energy.js";
export { type RaplDomain, type RaplStatus, raplStatus } from "./rapl-domains.js";
