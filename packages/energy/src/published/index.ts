/**
 * The tables that papers printed, as data, and what their sentences claim of them, checked by arithmetic.
 *
 * @packageDocumentation
 */

export {
  type CheckedClaim,
  type Claim,
  checkClaim,
  type Evidence,
  type Exception,
  type Reading,
  type Verdict,
} from "./claims/claim.js";
export { CLAIMS, checkClaims } from "./claims/index.js";
export { type Cell, type Figure, figure, isPrintedAs, roundedFrom } from "./figure.js";
export { PAPERS, type PaperId, type PublishedTable, rowOf } from "./papers.js";
export { ATTP_TABLE_1, type AttpTable1Row } from "./tables/attp-table-1.js";
export { ATTP_TABLE_2, type AttpTable2Row } from "./tables/attp-table-2.js";
export { ATTP_TABLE_3, type AttpTable3Row } from "./tables/attp-table-3.js";
export { type Domain, STM_NET_TABLE_1, type StmNetTable1Row } from "./tables/stm-net-table-1.js";
export { STM_NET_TABLE_2, type StmNetTable2Row } from "./tables/stm-net-table-2.js";
