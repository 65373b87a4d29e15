import { ATTP_CLAIMS } from "./attp.js";
import { BETWEEN_TABLES_CLAIMS } from "./between-tables.js";
import { type CheckedClaim, checkClaim } from "./claim.js";
import { STM_NET_ACCURACY_CLAIMS } from "./stm-net-accuracy.js";
import { STM_NET_EFFICIENCY_CLAIMS } from "./stm-net-efficiency.js";

/** Every sentence that is checked, Das Biswas et al. first. */
export const CLAIMS = [
  ...STM_NET_EFFICIENCY_CLAIMS,
  ...STM_NET_ACCURACY_CLAIMS,
  ...BETWEEN_TABLES_CLAIMS,
  ...ATTP_CLAIMS,
] as const;

/** Asks the printed tables about every sentence in {@link CLAIMS}. */
export function checkClaims(): readonly CheckedClaim[] {
  return CLAIMS.map(checkClaim);
}
