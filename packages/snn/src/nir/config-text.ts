/**
 * Plain data as a text that survives TensorFlow.js's model files: saving writes every text of a config in snake case,
 * loading in camel case, so capitals and underscores must not stand in it.
 */
export function toConfigText(data: unknown): string {
  return JSON.stringify(data).replace(/[^ -@[-^`a-}]/gu, (c) => `~${c.codePointAt(0)!.toString(16)}~`);
}

/** The data again. */
export function fromConfigText<T>(text: string): T {
  return JSON.parse(text.replace(/~([0-9a-f]+)~/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))));
}
