/** What assembly/network exports; planes are addresses of records (assembly/network/resampling.ts). */
export interface NetworkKernels {
  networkMotion(plane: number, to: number, size: number, scaleX: number, scaleY: number): void;
  networkResidual(y: number, cb: number, cr: number, to: number, size: number, table: number): void;
  networkImage(y: number, cb: number, cr: number, to: number, size: number, table: number): void;
}
