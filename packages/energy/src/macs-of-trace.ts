import type { KernelCall } from "@cvar/backend";
import { macsOfCall } from "./kernel-macs.js";

/** Multiply-accumulates of a trace. */
export interface TraceMacs {
  readonly macs: number;
  /** Calls that multiply, in order. */
  readonly perCall: readonly { readonly call: KernelCall; readonly macs: number }[];
  /** Sums by scope, in the order in which the scopes came first. */
  readonly perScope: readonly { readonly scope: string; readonly macs: number }[];
}

/**
 * Counts the multiply-accumulates of traced kernel calls: convolutions and matrix products, attention's included
 * ({@link macFormulas} has the formulas). From shapes alone; spikes are counted by {@link measure}.
 *
 * @param calls  as `trace` of @cvar/backend returns them
 */
export function macsOfTrace(calls: readonly KernelCall[]): TraceMacs {
  const perCall = calls.map((call) => ({ call, macs: macsOfCall(call) })).filter(({ macs }) => macs > 0);
  const scopes = new Map<string, number>();
  for (const { call, macs } of perCall) scopes.set(call.scope, (scopes.get(call.scope) ?? 0) + macs);
  return {
    macs: perCall.reduce((sum, { macs }) => sum + macs, 0),
    perCall,
    perScope: [...scopes].map(([scope, macs]) => ({ scope, macs })),
  };
}
