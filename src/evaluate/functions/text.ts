import { known, type Value } from '../../model/value.ts';
import { isNull, textOf } from '../conversion.ts';
import { knownStart } from '../known-start.ts';
import { originFrom, unknownFrom } from '../origin.ts';
import { joinPieces } from '../template.ts';
import { reverse, substring } from './text/characters.ts';
import { lower, title, upper } from './text/letter-case.ts';
import { indent, split } from './text/pieces.ts';
import { chomp, trim, trimPrefix, trimSpace, trimSuffix } from './text/trim.ts';
import { settle, textFunction, textIn, textList } from './settle.ts';
import { define, itemsOf, refused, unsuitable, type Call, type TerraformFunction } from './signature.ts';

const TEXT = { type: 'string' } as const;
const NUMBER = { type: 'number' } as const;

/** Functions of texts. Source: https://developer.hashicorp.com/terraform/language/functions */
export const TEXT_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['lower', textFunction(1, 'string', (text = '') => lower(text))],
  ['upper', textFunction(1, 'string', (text = '') => upper(text))],
  ['title', textFunction(1, 'string', (text = '') => title(text))],
  ['chomp', textFunction(1, 'string', (text = '') => chomp(text))],
  ['trimspace', textFunction(1, 'string', (text = '') => trimSpace(text))],
  ['trim', textFunction(2, 'string', (text = '', cutset = '') => trim(text, cutset))],
  ['trimprefix', textFunction(2, 'string', (text = '', prefix = '') => trimPrefix(text, prefix))],
  ['trimsuffix', textFunction(2, 'string', (text = '', suffix = '') => trimSuffix(text, suffix))],
  ['startswith', startsWith],
  ['endswith', textFunction(2, 'bool', (text = '', suffix = '') => text.endsWith(suffix))],
  ['strcontains', textFunction(2, 'bool', (text = '', part = '') => text.includes(part))],
  ['strrev', textFunction(1, 'string', (text = '') => reverse(text))],
  [
    'substr',
    define({
      parameters: [TEXT, NUMBER, NUMBER],
      returns: 'string',
      compute: (args, call) => {
        const [text, offset, length] = args;
        return settle(
          substring(textIn(text), Number(offset?.value), Number(length?.value)),
          args,
          call,
          (part) => part,
        );
      },
    }),
  ],
  [
    'indent',
    define({
      parameters: [NUMBER, TEXT],
      returns: 'string',
      compute: (args, call) => settle(indent(Number(args[0]?.value), textIn(args[1])), args, call, (text) => text),
    }),
  ],
  ['join', join],
  [
    'split',
    define({
      parameters: [TEXT, TEXT],
      returns: { kind: 'list', element: 'string' },
      compute: (args, call) => textList(split(textIn(args[0]), textIn(args[1])), args, call),
    }),
  ],
];

function join(args: readonly Value[], call: Call): Value {
  const [separator, ...lists] = args;
  if (separator === undefined || lists.length === 0) return refused(args, call, 'wrong number of arguments');
  if (isNull(separator)) return refused(args, call, 'the separator is null');
  const pieces: Value[] = [];
  for (const list of lists) {
    const items = itemsOf(list);
    if (items === undefined) return unsuitable(args, call);
    for (const item of items) {
      if (pieces.length > 0) pieces.push(separator);
      pieces.push(item);
    }
  }
  if (pieces.length === 0 && separator.kind === 'unknown') return unknownFrom(call.span, args);
  const text = joinPieces(pieces, call.span, call.scope);
  return text.kind === 'known' ? known(text.value, originFrom(call.span, args)) : text;
}

const startsWithText = textFunction(2, 'bool', (text = '', prefix = '') => text.startsWith(prefix));

/** The beginning of a text that is known only in part may be enough. */
function startsWith(args: readonly Value[], call: Call): Value {
  const [text, prefix] = args;
  const wanted = prefix && textOf(prefix);
  const decided = text?.kind === 'unknown' && wanted !== undefined ? knownStart(text, wanted) : undefined;
  return decided === undefined || args.length > 2
    ? startsWithText(args, call)
    : known(decided, originFrom(call.span, args));
}
