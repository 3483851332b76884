import { refuse, undecide, isFailure, type Outcome } from '../../../src/evaluate/functions/refusal.ts';
import { parseFormat, type FormatVerb } from '../../../src/evaluate/functions/text/format-spec.ts';
import { formatValue, type FormatArgument } from '../../../src/evaluate/functions/text/format-value.ts';
import { LONGEST_TEXT } from '../../../src/evaluate/functions/text/pieces.ts';

/** `format` with arguments that are all known. */
export function format(spec: string, args: readonly FormatArgument[]): Outcome<string> {
  const parsed = parseFormat(spec);
  if (isFailure(parsed)) return parsed;
  let result = '';
  for (const part of parsed.parts) {
    const text = typeof part === 'string' ? part : converted(part, args);
    if (typeof text !== 'string') return text;
    result += text;
    if (result.length > LONGEST_TEXT) return undecide('the text would be longer than 1 MB');
  }
  if (parsed.needed < args.length) return refuse('the format uses fewer arguments than it is given');
  return result.normalize('NFC');
}

function converted(verb: FormatVerb, args: readonly FormatArgument[]): Outcome<string> {
  const argument = args[verb.argument];
  return argument ? formatValue(verb, argument) : refuse('the format needs more arguments');
}
