/** What assembly/coviar.ts exports; arrays are addresses. */
export interface CoviarKernels {
  coviarStart(trace: number, width: number, height: number): void;
  coviarMove(
    from: number,
    to: number,
    width: number,
    height: number,
    blocks: number,
    columns: number,
    rows: number,
    blockSize: number,
  ): number;
  coviarMotion(trace: number, to: number, width: number, height: number): void;
  coviarLuma(trace: number, picture: number, still: number, to: number, width: number, height: number): void;
  coviarChroma(
    trace: number,
    picture: number,
    still: number,
    to: number,
    width: number,
    chromaWidth: number,
    chromaHeight: number,
  ): void;
}
