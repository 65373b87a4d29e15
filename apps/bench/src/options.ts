import { z } from "zod";
import { UsageError } from "./errors.js";

const whole = (least: number) => z.coerce.number().int().min(least);

/** What the command line may say, with its defaults. */
export const optionsSchema = z.object({
  rounds: whole(1).optional(),
  warmup: whole(0).optional(),
  clip: z.array(z.string()).default([]),
  frames: whole(1).optional(),
  model: z.array(z.string()).default([]),
  backend: z.array(z.string()).default([]),
  task: z.array(z.string()).default([]),
  profile: z.boolean().default(false),
  batch: whole(1).optional(),
  python: z.string().optional(),
  ffmpeg: z.string().default("ffmpeg"),
  cc: z.string().default("cc"),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  out: z.string().optional(),
});

/** Checked options. */
export type BenchOptions = z.output<typeof optionsSchema>;

/**
 * Options as commander collected them, checked and converted.
 * @throws UsageError naming the option, its value and what is allowed
 */
export function parseOptions(raw: Record<string, unknown>): BenchOptions {
  const result = optionsSchema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const name = String(issue.path[0] ?? "");
  throw new UsageError(`option --${name} "${String(raw[name])}": ${issue.message}`);
}
