import { attp } from "../attp/architecture.js";
import { efficientNet } from "../efficientnet/architecture.js";
import { resNet } from "../resnet/architecture.js";
import { stmNet } from "../stm-net/architecture.js";
import { vit } from "../vit/architecture.js";
import type { AnyArchitecture } from "./architecture.js";

/** Every family of networks, by id. A new family is one line here. */
export const ARCHITECTURES = {
  "stm-net": stmNet,
  attp,
  efficientnet: efficientNet,
  resnet: resNet,
  vit,
} as const satisfies Record<string, AnyArchitecture>;

/** Id of a family of networks. */
export type ArchitectureId = keyof typeof ARCHITECTURES;

/** True for the ids that are known here. */
export function isArchitectureId(id: unknown): id is ArchitectureId {
  return typeof id === "string" && Object.hasOwn(ARCHITECTURES, id);
}
