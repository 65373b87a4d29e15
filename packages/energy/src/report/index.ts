/**
 * What a model costs as a report: data with a schema, text, and two reports side by side. Pages are in `@cvar/energy/html`.
 *
 * @packageDocumentation
 */

export {
  COMPARED,
  type ComparedQuantity,
  compareReports,
  comparisonText,
  type Difference,
  type LayerComparison,
  type ReportComparison,
} from "./compare-reports.js";
export {
  type EnergyReport,
  energyReportSchema,
  type ReportBreakEven,
  type ReportEstimate,
  type ReportLayer,
} from "./energy-report.js";
export {
  type CallCost,
  energyReport,
  parseReport,
  type ReportInput,
  type ReportOptions,
  reportJson,
} from "./make-report.js";
export { costliestLayers, energyText, type ReportTextOptions, reportText } from "./report-text.js";
export { showCell, si, type TextCell, table } from "./text-table.js";
