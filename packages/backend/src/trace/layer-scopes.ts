/** The parts of a `tf.layers` layer that scopes need; a model is a layer that has layers. */
export interface NamedLayer {
  readonly name: string;
  readonly layers?: readonly NamedLayer[];
  call(...args: never[]): unknown;
}

/**
 * Makes `enter(name)` run before, and what it returns after, each call of these layers and of the layers inside them.
 *
 * @returns undoes it
 */
export function watchLayers(layers: readonly NamedLayer[], enter: (name: string) => () => void): () => void {
  const undo: (() => void)[] = [];
  for (const layer of allLayers(layers)) {
    const own = Object.getOwnPropertyDescriptor(layer, "call");
    const call = layer.call as (...args: unknown[]) => unknown;
    Object.defineProperty(layer, "call", {
      configurable: true,
      writable: true,
      value(...args: unknown[]) {
        const leave = enter(layer.name);
        try {
          return call.apply(layer, args);
        } finally {
          leave();
        }
      },
    });
    undo.push(() => (own ? Object.defineProperty(layer, "call", own) : Reflect.deleteProperty(layer, "call")));
  }
  return () => {
    for (const restore of undo.reverse()) restore();
  };
}

/**
 * These layers and those inside them: a model's layers, and of other layers what they hold as properties, singly or in lists (the
 * layer that a wrapper repeats, the cell of a recurrent layer, the layers that a layer of one's own is made of).
 */
function allLayers(layers: readonly NamedLayer[], found = new Set<NamedLayer>()): Set<NamedLayer> {
  for (const layer of layers) {
    if (found.has(layer)) continue;
    found.add(layer);
    allLayers(layer.layers ?? Object.values(layer).flat().filter(isLayer), found);
  }
  return found;
}

function isLayer(value: unknown): value is NamedLayer {
  const layer = value as Partial<NamedLayer & { getClassName: unknown }> | null;
  return (
    typeof layer === "object" &&
    layer !== null &&
    typeof layer.name === "string" &&
    typeof layer.call === "function" &&
    typeof layer.getClassName === "function"
  );
}
