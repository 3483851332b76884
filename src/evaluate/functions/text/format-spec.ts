import { refuse, type Outcome } from '../refusal.ts';

/** One conversion of a format: what stands behind a `%`. */
export interface FormatVerb {
  readonly letter: string;
  /** Index of its argument, from 0. */
  readonly argument: number;
  readonly sharp: boolean;
  readonly zero: boolean;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

/** A format: texts and conversions in order, and how many arguments it needs. */
export interface FormatSpec {
  readonly parts: readonly (string | FormatVerb)[];
  readonly needed: number;
}

const LETTERS = 'vtbdoxXeEfgGsq';

/** Widths and precisions beyond this are refused rather than built. */
const MOST_PLACES = 10_000;

const VERB = /%(?:%|([-+ #0]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d{0,5})\])?([A-Za-z]))/y;

/** The parts of a format. Source: https://developer.hashicorp.com/terraform/language/functions/format */
export function parseFormat(text: string): Outcome<FormatSpec> {
  const parts: (string | FormatVerb)[] = [];
  let next = 0;
  let needed = 0;
  for (let done = 0; done < text.length;) {
    const percent = text.indexOf('%', done);
    if (percent === -1) {
      parts.push(text.slice(done));
      break;
    }
    if (percent > done) parts.push(text.slice(done, percent));
    VERB.lastIndex = percent;
    const match = VERB.exec(text);
    if (!match) return refuse(`the format is not valid at "${text.slice(percent, percent + 10)}"`);
    done = VERB.lastIndex;
    const [, flags = '', width, precision, argument, letter] = match;
    if (letter === undefined) {
      parts.push('%');
      continue;
    }
    if (!LETTERS.includes(letter)) return refuse(`the format verb "%${letter}" does not exist`);
    const [places, padded] = [
      precision === undefined ? undefined : Number(precision),
      width === undefined ? undefined : Number(width),
    ];
    if ((places ?? 0) > MOST_PLACES || (padded ?? 0) > MOST_PLACES)
      return { undecided: 'a width or precision of more than 10,000' };
    const index = argument === undefined ? next : Number(argument) - 1;
    next = index + 1;
    needed = Math.max(needed, next);
    parts.push({
      letter,
      argument: index,
      sharp: flags.includes('#'),
      zero: flags.includes('0'),
      minus: flags.includes('-'),
      plus: flags.includes('+'),
      space: flags.includes(' '),
      width: padded,
      precision: places,
    });
  }
  return { parts, needed };
}
