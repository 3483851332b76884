import { isJsonList, isJsonObject, type Json } from './json.ts';

/** Shorter texts are no secrets worth hiding elsewhere: `true`, `5432`, `dev` would hide half of the plan. In characters. */
const SHORTEST = 6;
/** From this length on a secret is looked for inside of other texts as well (a connection string). In characters. */
const SHORTEST_INSIDE = 8;
/** Most characters compared with secrets that begin alike, for the whole plan; only a hostile plan needs more. */
const MAX_COMPARED = 200_000_000;

/**
 * Names of arguments that hold secrets, for plans without masks (before Terraform 0.15, or written by hand).
 * Public parts (`public_key`, `key_name`) and settings (`http_tokens`) do not match.
 */
const SECRET_NAME =
  /(?:^|_)(?:passwords?|passwd|passphrase|secrets?|secret_\w+|token|auth_tokens|private_key\w*|api_key|access_key|credentials?|connection_string|user_data\w*|sas_url)$/i;

/** The texts that stand under a sensitivity mask somewhere in the plan. */
export interface Secrets {
  /** Whether a text is one of them or has one in it. */
  readonly covers: (text: string) => boolean;
}

/** Whether an argument of this name is taken to hold a secret when there is no mask that says. */
export function isSecretName(name: string): boolean {
  return name.length <= 100 && SECRET_NAME.test(name);
}

/** The masked parts of values, given as pairs of a value and its mask (`true` hides all below). */
export function secretsOf(masked: readonly (readonly [value: Json | undefined, mask: Json | undefined])[]): Secrets {
  const texts = new Set<string>();
  for (const [value, mask] of masked) collect(value, mask, texts);
  const byStart = new Map<string, string[]>();
  const firstCharacters = new Set<number>();
  for (const text of texts) {
    if (text.length < SHORTEST_INSIDE) continue;
    const start = text.slice(0, SHORTEST_INSIDE);
    const alike = byStart.get(start);
    if (alike) alike.push(text);
    else byStart.set(start, [text]);
    firstCharacters.add(text.charCodeAt(0));
  }
  let compared = 0;
  return {
    covers: (text) => {
      if (text.length < SHORTEST || texts.size === 0) return false;
      if (texts.has(text)) return true;
      for (let at = 0; at + SHORTEST_INSIDE <= text.length; at++) {
        if (!firstCharacters.has(text.charCodeAt(at))) continue;
        for (const secret of byStart.get(text.slice(at, at + SHORTEST_INSIDE)) ?? []) {
          // When there is no work left, the text is hidden: it may hold a secret.
          compared += secret.length;
          if (compared > MAX_COMPARED || text.startsWith(secret, at)) return true;
        }
      }
      return false;
    },
  };
}

/** What stands under the name of a secret in a value that has no mask, as pairs for `secretsOf`. */
export function namedSecrets(value: Json | undefined): readonly (readonly [Json, Json])[] {
  const found: (readonly [Json, Json])[] = [];
  const walk = (json: Json): void => {
    if (isJsonList(json)) json.forEach(walk);
    else if (isJsonObject(json)) {
      for (const [name, member] of json) {
        if (isSecretName(name)) found.push([member, true]);
        else walk(member);
      }
    }
  };
  if (value !== undefined) walk(value);
  return found;
}

function collect(value: Json | undefined, mask: Json | undefined, into: Set<string>): void {
  if (value === undefined || value === null || mask === undefined || mask === null || mask === false) return;
  if (typeof value === 'string') {
    if (mask === true && value.length >= SHORTEST && value !== HIDDEN) into.add(value);
  } else if (isJsonList(value)) {
    value.forEach((item, index) => {
      collect(item, mask === true ? true : isJsonList(mask) ? mask[index] : undefined, into);
    });
  } else if (isJsonObject(value)) {
    for (const [name, member] of value) {
      collect(member, mask === true ? true : isJsonObject(mask) ? mask.get(name) : undefined, into);
    }
  }
}

/** What redactors write in place of a secret. */
export const HIDDEN = '(sensitive)';
