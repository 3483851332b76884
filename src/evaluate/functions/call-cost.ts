import type { Value } from '../../model/value.ts';
import { EXACT_STEPS } from '../budget.ts';
import { contentOf } from '../origin.ts';

/** Steps for one element, at any depth, of an argument or a result: it is looked at, converted or copied. */
const STEPS_PER_ELEMENT = 2;

/** A step pays for this many characters (as a power of two) that a function reads or writes once … */
const SIMPLE_TEXT = 5;
/** … and for this many where it takes a text apart sign by sign. */
const PARSED_TEXT = 2;

/** A number of many digits is computed digit by digit. */
const STEPS_PER_DIGIT = 4;

const PARSES: ReadonlySet<string> = new Set(
  'csvdecode format formatdate formatlist jsondecode rsadecrypt split strrev substr templatefile templatestring title yamldecode'.split(
    ' ',
  ),
);

/** Functions that find what they give without going over the elements. */
const LOOKS_UP: ReadonlySet<string> = new Set(['element', 'lookup', 'length', 'one', 'sensitive', 'type']);

/** What a call of the function `name` is worth before it is made, in steps of the budget: all its arguments are read. */
export function costOfCall(name: string, args: readonly Value[]): number {
  const shift = PARSES.has(name) ? PARSED_TEXT : SIMPLE_TEXT;
  const perElement = LOOKS_UP.has(name) ? 0 : STEPS_PER_ELEMENT;
  let steps = args.length;
  for (const arg of args) {
    const { nodes, text } = contentOf(arg);
    steps += perElement * nodes + (name === 'parseint' ? STEPS_PER_DIGIT * text : text >> shift);
    if (arg.kind === 'known' && arg.exact !== undefined) steps += EXACT_STEPS;
  }
  return steps;
}

/** What the result of a call of `name` was worth, in steps. */
export function costOfResult(name: string, result: Value): number {
  if (LOOKS_UP.has(name)) return 0;
  const { nodes, text } = contentOf(result);
  return STEPS_PER_ELEMENT * nodes + (text >> SIMPLE_TEXT);
}
