/** Trainable parameters of a convolution without bias and its batch norm (γ and β): filters · (weights of one filter + 2). */
export function normalisedParameters(perFilter: number, filters: number): number {
  return perFilter * filters + 2 * filters;
}
