/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: "good" | "absent" | "missing";
  readonly found: string;
  /** What to do where it is not good. */
  readonly advice?: string;
}
