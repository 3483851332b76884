import { createHash } from 'node:crypto';
import type { AttributePath } from '../../evaluate/plan/plan.ts';
import { HIDDEN } from '../../evaluate/plan/secrets.ts';
import { isList, isObject, type Value } from '../../model/value.ts';
import type { ShownChange } from './plan-facts.ts';
import { clip, namedCharacters } from '../../redaction/visible-text.ts';

/** Longest text that is shown whole, in UTF-16 code units. */
const LONGEST = 200;
/** Hexadecimal digits of a hash: enough to tell two texts apart. */
const HASH_DIGITS = 12;
const AFTER_APPLY = '(known after apply)';

/** A text on one line in which every character is seen, at most 200 characters; markup is left for the report to escape. */
export function shownText(text: string): string {
  return clip(namedCharacters(text.slice(0, 2 * LONGEST)), LONGEST);
}

/**
 * A value on one line: secrets as `(sensitive)`, what is not known yet as `(known after apply)`, nothing as `null`. A plain
 * word has no quotes, other text has. A long one is cut, with its length and the start of its SHA-256 (of what may be shown).
 */
export function shownValue(value: Value): string {
  if (value.kind === 'known' && !value.sensitive && typeof value.value === 'string') return shownString(value.value);
  return cut(rendered(value));
}

/** Before and after; a secret on one side hides the other, which may be the same one in another form. */
export function shownSides(before: Value, after: Value): { readonly before: string; readonly after: string } {
  const isSecret = (before.sensitive ?? false) || (after.sensitive ?? false);
  const show = (value: Value): string => (isSecret && value.kind !== 'absent' ? HIDDEN : shownValue(value));
  return { before: show(before), after: show(after) };
}

/** `ingress[0].cidr_blocks`, `tags["a b"]`; keys that are secrets are hidden. */
export function shownPath(path: AttributePath, hasSecret: (text: string) => boolean): string {
  let text = '';
  for (const step of path) {
    if (text.length > LONGEST) return clip(text, LONGEST);
    if (typeof step === 'number') text += `[${String(step)}]`;
    else if (hasSecret(step)) text += `[${HIDDEN}]`;
    else if (/^[\p{L}_][\p{L}\p{N}_-]{0,99}$/u.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${quoted(step.slice(0, LONGEST))}]`;
  }
  return clip(text, LONGEST);
}

/** One attribute before and after, fit to be shown. */
export function shownChange(
  path: AttributePath,
  sides: { readonly before: Value; readonly after: Value },
  hasSecret: (text: string) => boolean,
): ShownChange {
  return { attribute: shownPath(path, hasSecret), path, ...shownSides(sides.before, sides.after) };
}

function shownString(text: string): string {
  // What could be read as another kind of value has quotes.
  const isPlain = /^[\w./:@+-]{1,100}$/.test(text) && !/^(?:null|true|false)$/.test(text) && Number.isNaN(Number(text));
  if (isPlain) return text;
  if (text.length <= LONGEST) return quoted(text);
  return withLength(quoted(text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')), text);
}

function rendered(value: Value): string {
  if (value.kind === 'absent') return 'null';
  if (value.sensitive) return HIDDEN;
  if (value.kind === 'unknown') return value.reason === 'too-large' ? '(number too long)' : AFTER_APPLY;
  const content = value.value;
  if (typeof content === 'string') return quoted(content);
  if (isList(content)) return `[${content.map(rendered).join(', ')}]`;
  if (isObject(content))
    return `{${[...content].map(([key, item]) => `${keyText(key)} = ${rendered(item)}`).join(', ')}}`;
  return value.exact ?? String(content);
}

function keyText(key: string): string {
  return /^[\w-]{1,100}$/.test(key) ? key : quoted(key);
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : withLength(text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, ''), text);
}

function withLength(start: string, whole: string): string {
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, HASH_DIGITS);
  return `${start}… (${String(whole.length)} characters, sha256 ${hash})`;
}

function quoted(text: string): string {
  return namedCharacters(JSON.stringify(text));
}
