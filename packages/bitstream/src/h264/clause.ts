/** A place in the standard, for errors. */
export function clause(number: string): string {
  return `Rec. ITU-T H.264, ${number}`;
}
