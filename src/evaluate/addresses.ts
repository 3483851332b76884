/** Addresses kept of instances that share a body; further ones are not listed. */
export const MAX_ADDRESSES = 1_000;

/** Every one of `names` in every one of the modules `modules` ('' is a root module); at most `MAX_ADDRESSES`. */
export function combined(modules: readonly string[], names: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const module of modules) {
    for (const name of names) {
      if (result.length >= MAX_ADDRESSES) return result;
      result.push(module === '' ? name : `${module}.${name}`);
    }
  }
  return result;
}

/** `module.a["x"].aws_b.c[0]` without its keys. Linear, for text from anywhere. */
export function withoutInstanceKeys(address: string): string {
  if (!address.includes('[')) return address;
  let result = '';
  let inside = false;
  let quoted = false;
  for (let i = 0; i < address.length; i++) {
    const character = address.charAt(i);
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (inside) {
      if (character === '"') quoted = true;
      else if (character === ']') inside = false;
    } else if (character === '[') inside = true;
    else result += character;
  }
  return result;
}

/** The module instance of an address (`module.a["x"]` of `module.a["x"].aws_b.c[0]`); '' in a root module. Linear. */
export function moduleOf(address: string): string {
  const modules = /^(?:module\.[^.[\]]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)+/.exec(address)?.[0];
  return modules?.slice(0, -1) ?? '';
}
