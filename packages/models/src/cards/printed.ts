/** A number as it is printed. */
export interface Printed {
  /** digits as printed, with the unit's prefix: "83.41 M" */
  readonly text: string;
  readonly value: number;
  /** one in the last printed digit */
  readonly step: number;
}

const PREFIXES = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;

/** A printed number. @example printed("83.41", "M").step // 10_000 */
export function printed(digits: string, prefix: keyof typeof PREFIXES = ""): Printed {
  const scale = PREFIXES[prefix];
  const decimals = digits.split(".")[1]?.length ?? 0;
  return { text: `${digits} ${prefix}`.trim(), value: Number(digits) * scale, step: scale * 10 ** -decimals };
}

/** May this number be printed so: rounded, or cut off, to the printed digits? */
export function printsAs(value: number, { value: shown, step }: Printed): boolean {
  const slack = step * 1e-6;
  return Math.abs(value - shown) <= step / 2 + slack || (value >= shown - slack && value < shown + step);
}
