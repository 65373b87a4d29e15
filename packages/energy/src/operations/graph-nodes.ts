/** The parts of a graph model that hold its nodes. */
interface GraphModelParts {
  readonly executor?: { readonly graph?: { readonly nodes?: Readonly<Record<string, object>> } };
}

/**
 * Watches which node of a graph model is executed: the executor asks a node for its category when its turn comes.
 *
 * @returns `current()`, the node's name, "" before the first; `stop()` undoes it
 */
export function watchNodes(model: unknown): { current: () => string; stop: () => void } {
  const nodes = Object.entries((model as GraphModelParts | null)?.executor?.graph?.nodes ?? {});
  let current = "";
  const undo = nodes.flatMap(([name, node]) => {
    const own = Object.getOwnPropertyDescriptor(node, "category");
    if (!own?.configurable || !("value" in own)) return [];
    const get = () => {
      current = name;
      return own.value;
    };
    Object.defineProperty(node, "category", { configurable: true, enumerable: true, get });
    return [() => void Object.defineProperty(node, "category", own)];
  });
  return {
    current: () => current,
    stop: () => {
      for (const restore of undo) restore();
    },
  };
}
