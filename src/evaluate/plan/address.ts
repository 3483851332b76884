/** Longest address that is taken apart, in characters. */
const MAX_ADDRESS = 10_000;

/** The parts of a reference or address between its dots, instance keys kept with their part: `["module", "a[\"x.y\"]", "out"]`. */
export function addressParts(address: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let inside = false;
  for (let at = 0; at < Math.min(address.length, MAX_ADDRESS); at++) {
    const character = address.charAt(at);
    if (quoted) {
      part += character;
      if (character === '\\') part += address.charAt(++at);
      else if (character === '"') quoted = false;
    } else if (character === '.' && !inside) {
      parts.push(part);
      part = '';
    } else {
      if (character === '"') quoted = inside;
      else if (character === '[') inside = true;
      else if (character === ']') inside = false;
      part += character;
    }
  }
  parts.push(part);
  return parts;
}

/** A part without its instance key. */
export function withoutKey(part: string): string {
  const bracket = part.indexOf('[');
  return bracket === -1 ? part : part.slice(0, bracket);
}

/** Names of the modules that an address of a module or of something in one leads through: `module.a["x"].module.b.aws_x.y` → `["a", "b"]`. */
export function moduleNames(address: string): readonly string[] {
  const parts = addressParts(address);
  const names: string[] = [];
  for (let at = 0; parts[at] === 'module' && at + 1 < parts.length; at += 2)
    names.push(withoutKey(parts[at + 1] ?? ''));
  return names;
}

/** The address of the module instance in an address, '' for the root module. */
export function moduleOf(address: string): string {
  const parts = addressParts(address);
  let end = 0;
  while (parts[end] === 'module' && end + 2 < parts.length) end += 2;
  return parts.slice(0, end).join('.');
}
