/** Names that training programs put before a network's own: DataParallel, Lightning, torch.compile, a backbone in a bigger net. */
const WRAPPERS: readonly string[] = [
  "module",
  "model",
  "backbone",
  "state_dict",
  "net",
  "network",
  "encoder",
  "_orig_mod",
];

/** How deep wrappers are looked for. */
const MAX_DEPTH = 4;

/**
 * The beginnings of the names in a file that may be wrappers, "" first: every chain of usual wrappers that occurs.
 *
 * @example wrapperPrefixes(["module.model.conv1.weight"]) // ["", "module.", "module.model."]
 */
export function wrapperPrefixes(names: Iterable<string>): string[] {
  const found = new Set([""]);
  for (const name of names) {
    let prefix = "";
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const wrapper = WRAPPERS.find((each) => name.startsWith(`${each}.`, prefix.length));
      if (wrapper === undefined) break;
      prefix += `${wrapper}.`;
      found.add(prefix);
    }
  }
  return [...found];
}
