type Json = Readonly<Record<string, unknown>>;

/** In characters. */
const SHORTEST = 6;
/** What redactors write themselves. */
const HIDDEN = '(sensitive)';

/**
 * The secrets of a plan, from its raw JSON: what stands under a mask, or in a sensitive variable or output, and nowhere in the open,
 * and is long enough to be told from words. Written without `src` on purpose: what reviews take for a secret is compared with it.
 * The configuration is not searched for texts in the open: it holds literals of sensitive arguments in clear.
 */
export function maskedTexts(plan: unknown): ReadonlySet<string> {
  const [masked, open] = [new Set<string>(), new Set<string>()];
  const side = (value: unknown, mask: unknown): void => {
    sort(value, mask, masked, open);
  };
  const top = objectOf(plan);
  for (const entry of [...listOf(top['resource_changes']), ...listOf(top['resource_drift'])]) {
    const { change, ...names } = objectOf(entry);
    side(names, false);
    sides(objectOf(change), side);
  }
  for (const [name, change] of Object.entries(objectOf(top['output_changes']))) {
    open.add(name);
    sides(objectOf(change), side);
  }
  for (const values of [top['planned_values'], objectOf(top['prior_state'])['values']]) {
    const { outputs, root_module: root } = objectOf(values);
    for (const output of Object.values(objectOf(outputs)).map(objectOf)) {
      if (output['sensitive'] === true) side(output['value'], true);
    }
    modules(objectOf(root), side);
  }
  const declared = objectOf(objectOf(objectOf(top['configuration'])['root_module'])['variables']);
  for (const [name, variable] of Object.entries(objectOf(top['variables']))) {
    const { sensitive, default: fallback } = objectOf(declared[name]);
    if (sensitive !== true) continue;
    side(objectOf(variable)['value'], true);
    side(fallback, true);
  }
  return new Set([...masked].filter((text) => !open.has(text)));
}

type Side = (value: unknown, mask: unknown) => void;

function sides(change: Json, side: Side): void {
  side(change['before'], change['before_sensitive']);
  side(change['after'], change['after_sensitive']);
}

/** Resources of a module and those below it: only their masked parts count, what is open there may have lost its mask. */
function modules(module: Json, side: Side): void {
  for (const resource of listOf(module['resources']).map(objectOf)) {
    onlyMasked(resource['values'], resource['sensitive_values'], side);
  }
  for (const child of listOf(module['child_modules'])) modules(objectOf(child), side);
}

function onlyMasked(value: unknown, mask: unknown, side: Side): void {
  if (mask === true) side(value, true);
  else if (typeof mask === 'object' && mask !== null) {
    for (const [key, part] of Object.entries(mask)) onlyMasked(objectOf(value)[key], part, side);
  }
}

/** Puts every text of `value` where its mask says. */
function sort(value: unknown, mask: unknown, masked: Set<string>, open: Set<string>): void {
  if (typeof value === 'string') {
    if (mask !== true) open.add(value);
    else if (value.length >= SHORTEST && value !== HIDDEN) masked.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      open.add(key);
      sort(part, mask === true ? true : objectOf(mask)[key], masked, open);
    }
  }
}

/** Lists count as objects with their indexes as names. */
function objectOf(json: unknown): Json {
  return typeof json === 'object' && json !== null ? (json as Json) : {};
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? (json as readonly unknown[]) : [];
}
