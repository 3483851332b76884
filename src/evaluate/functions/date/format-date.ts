import { isFailure, refuse, undecide, type Outcome } from '../refusal.ts';
import { clockOf, parseTimestamp, yearText, zoneText, type Clock } from './timestamp.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Longer formats have tokens that Terraform's scanner gives up on. */
const LONGEST_FORMAT = 10_000;

/** A quoted text (perhaps not closed), a run of one letter, or anything else. */
const TOKEN = /''|'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g;

/** `formatdate`. Source: https://developer.hashicorp.com/terraform/language/functions/formatdate */
export function formatDate(format: string, timestamp: string): Outcome<string> {
  const time = parseTimestamp(timestamp);
  if (isFailure(time)) return time;
  if (format.length > LONGEST_FORMAT) return undecide('a date format of more than 10,000 characters');
  const clock = clockOf(time);
  let result = '';
  for (const [token, letter] of format.matchAll(TOKEN)) {
    const piece =
      letter !== undefined ? verbText(token, clock, time.offset) : token.startsWith("'") ? quoted(token) : token;
    if (piece === undefined) return refuse(`the date format is not valid at "${token.slice(0, 20)}"`);
    result += piece;
  }
  return result.normalize('NFC');
}

function quoted(token: string): string | undefined {
  if (token === "''") return "'";
  if (token.length === 1 || !token.endsWith("'")) return undefined;
  // A closing quote that is doubled at the very end closes the text and is part of it.
  return token.slice(1, -1).replaceAll("''", "'");
}

function verbText(token: string, clock: Clock, offset: number): string | undefined {
  const two = (number: number): string => String(number).padStart(2, '0');
  const oneOrTwo = (number: number): string | undefined =>
    token.length === 1 ? String(number) : token.length === 2 ? two(number) : undefined;
  const name = (names: readonly string[], index: number): string | undefined =>
    token.length === 3 ? names[index]?.slice(0, 3) : token.length === 4 ? names[index] : undefined;
  switch (token.charAt(0)) {
    case 'Y':
      return token.length === 4 ? yearText(clock.year) : token.length === 2 ? two(clock.year % 100) : undefined;
    case 'M':
      return oneOrTwo(clock.month) ?? name(MONTHS, clock.month - 1);
    case 'D':
      return oneOrTwo(clock.day);
    case 'E':
      return name(DAYS, clock.weekday);
    case 'h':
      return oneOrTwo(clock.hour);
    case 'H':
      return oneOrTwo(clock.hour % 12 === 0 ? 12 : clock.hour % 12);
    case 'A':
    case 'a': {
      const half = clock.hour < 12 ? 'AM' : 'PM';
      return token.length === 2 ? (token.startsWith('A') ? half : half.toLowerCase()) : undefined;
    }
    case 'm':
      return oneOrTwo(clock.minute);
    case 's':
      return oneOrTwo(clock.second);
    case 'Z':
      return zoneVerb(token.length, offset);
    default:
      return undefined;
  }
}

function zoneVerb(length: number, offset: number): string | undefined {
  if (length === 1) return zoneText(offset, ':', 'Z');
  if (length === 3) return zoneText(offset, '', 'UTC');
  if (length === 4) return zoneText(offset, '', undefined);
  return length === 5 ? zoneText(offset, ':', undefined) : undefined;
}
