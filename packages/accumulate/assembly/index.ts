export { coviarChroma, coviarLuma, coviarMotion, coviarMove, coviarStart } from "./coviar";
export { traceMotion } from "./motion";
export { networkImage, networkMotion, networkResidual } from "./network";
export { rebase } from "./rebase";
export { traceResidual } from "./residual";

/** Makes room for `bytes` bytes of arrays behind the program's own data. Returns where they begin; 0 if there is no room. */
export function reserve(bytes: usize): usize {
  const base = (__heap_base + 15) & ~15;
  const pages = <i32>((base + bytes + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return 0;
  return base;
}
