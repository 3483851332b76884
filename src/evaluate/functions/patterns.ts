import type { Type } from '../../model/type.ts';
import { known, type KnownValue, type Origin, type Value } from '../../model/value.ts';
import { container, originFrom } from '../origin.ts';
import { isFailure, type Outcome } from './refusal.ts';
import { settle, textIn, tooMuch } from './settle.ts';
import { define, affordable, type Call, type Refusal, type TerraformFunction } from './signature.ts';
import { replaceText } from './text/pieces.ts';
import {
  allMatches,
  compilePattern,
  firstMatch,
  replacePattern,
  shapeOf,
  type Pattern,
  type RegexMatch,
  type RegexShape,
} from './text/regex.ts';

const TEXT = { type: 'string' } as const;

/** Functions of regular expressions. Source: https://developer.hashicorp.com/terraform/language/functions/regex */
export const PATTERN_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    'regex',
    define({
      parameters: [TEXT, TEXT],
      compute: ([pattern, text], call) =>
        matched(pattern, text, call, firstMatch, (match, _, origin) => matchValue(match, origin)),
    }),
  ],
  [
    'regexall',
    define({
      parameters: [TEXT, TEXT],
      compute: ([pattern, text], call) =>
        matched(pattern, text, call, allMatches, (matches, shape, origin) =>
          container(
            matches.map((match) => matchValue(match, origin)),
            origin,
            { kind: 'list', element: typeOfShape(shape) },
          ),
        ),
    }),
  ],
  ['replace', define({ parameters: [TEXT, TEXT, TEXT], returns: 'string', compute: replace })],
];

/** What `find` finds in the text, as a value. */
function matched<T>(
  pattern: KnownValue | undefined,
  text: KnownValue | undefined,
  call: Call,
  find: (pattern: Pattern, text: string) => Outcome<T>,
  wrap: (found: T, shape: RegexShape, origin: Origin) => Value,
): Value | Refusal {
  const args = [pattern, text].filter((arg) => arg !== undefined);
  const compiled = compiledFor(textIn(pattern), textIn(text), call);
  if (compiled === undefined) return tooMuch(args, call);
  const shape = isFailure(compiled) ? compiled : shapeOf(compiled);
  const found = isFailure(compiled) ? compiled : isFailure(shape) ? shape : find(compiled, textIn(text));
  const result = settle(found, args, call, (match) =>
    isFailure(shape) ? tooMuch(args, call) : wrap(match, shape, originFrom(call.span, args)),
  );
  return typeof result === 'object' && result !== null ? result : tooMuch(args, call);
}

/** The pattern, once its work is paid for; undefined when there is none left. */
function compiledFor(pattern: string, text: string, call: Call): Outcome<Pattern> | undefined {
  // Compiling costs a multiple of what reading the same number of characters does.
  if (!affordable(text.length, call) || !call.scope.module.budget.spend(10 + pattern.length, call.span))
    return undefined;
  const compiled = compilePattern(pattern);
  if (isFailure(compiled)) return compiled;
  return call.scope.module.budget.spend((compiled.size * text.length) >> 6, call.span) ? compiled : undefined;
}

/** A search text between slashes is a pattern. */
function replace(args: readonly KnownValue[], call: Call): string | Value | Refusal {
  const [text = '', from = '', to = ''] = args.map(textIn);
  const isPattern = from.length > 1 && from.startsWith('/') && from.endsWith('/');
  const compiled = isPattern ? compiledFor(from.slice(1, -1), text, call) : undefined;
  if (isPattern && compiled === undefined) return tooMuch(args, call);
  const replaced =
    compiled === undefined
      ? replaceText(text, from, to)
      : isFailure(compiled)
        ? compiled
        : replacePattern(compiled, text, to);
  const result = settle(replaced, args, call, (changed) => changed);
  return typeof result === 'string' || (typeof result === 'object' && result !== null) ? result : tooMuch(args, call);
}

function matchValue(match: RegexMatch, origin: Origin): Value {
  const group = (text: string | null): Value =>
    text === null ? { ...known(null, origin), type: 'string' } : known(text, origin);
  if (typeof match === 'string') return known(match, origin);
  if ('get' in match) return container(new Map([...match].map(([name, text]) => [name, group(text)])), origin);
  return container(match.map(group), origin);
}

function typeOfShape(shape: RegexShape): Type {
  if (shape.kind === 'text') return 'string';
  if (shape.kind === 'tuple') return { kind: 'tuple', elements: Array.from({ length: shape.length }, () => 'string') };
  return { kind: 'object', attributes: new Map(shape.names.map((name) => [name, 'string'])) };
}
