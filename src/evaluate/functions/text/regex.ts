import { RE2JS } from 're2js';

import { refuse, undecide, isFailure, type Outcome } from '../refusal.ts';
import { LONGEST_TEXT } from './pieces.ts';

const LONGEST_PATTERN = 5_000;

/** Steps of the matcher that one call may take at most: text still to be searched × size of the program, over all searches. */
const MOST_WORK = 50_000_000;

/** What a match gives: the whole text, the unnamed groups in order, or the named ones. A group may be without match. */
export type RegexMatch = string | readonly (string | null)[] | ReadonlyMap<string, string | null>;

/** The shape of the matches, which is decided by the pattern alone: the element type of `regexall`. */
export type RegexShape =
  | { readonly kind: 'text' }
  | { readonly kind: 'tuple'; readonly length: number }
  | { readonly kind: 'object'; readonly names: readonly string[] };

/** A pattern in RE2's syntax, ready to be used. Matching takes time linear in the text. */
export interface Pattern {
  readonly regex: RE2JS;
  readonly size: number;
  /** The number of each named group. */
  readonly names: ReadonlyMap<string, number>;
}

/** Places of one match: start and end of the whole and of each group; -1 for a group without match. */
type Places = readonly (readonly [start: number, end: number])[];

/** The pattern, or why there is none. Source: https://github.com/google/re2/wiki/Syntax */
export function compilePattern(text: string): Outcome<Pattern> {
  if (text.length > LONGEST_PATTERN) return undecide(`a pattern of more than ${LONGEST_PATTERN} characters`);
  // The library lists group names as keys of an object.
  if (text.includes('__proto__')) return undecide('a group name that is reserved');
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    // Terraform takes a name twice, the library does not.
    return /duplicate/i.test(reason) ? undecide('a group name is used twice') : refuse('the pattern is not valid');
  }
  const names = new Map(Object.entries(regex.namedGroups()).map(([name, number]) => [name, number]));
  return { regex, size: regex.programSize(), names };
}

/** The shape of what the pattern matches; named and unnamed groups may not be mixed. */
export function shapeOf({ regex, names }: Pattern): Outcome<RegexShape> {
  const groups = regex.groupCount();
  if (groups === 0) return { kind: 'text' };
  if (names.size === 0) return { kind: 'tuple', length: groups };
  if (names.size < groups) return refuse('the pattern has both named and unnamed groups');
  return { kind: 'object', names: [...names.keys()] };
}

/** `regex`: the first match. */
export function firstMatch(pattern: Pattern, text: string): Outcome<RegexMatch> {
  const shape = shapeOf(pattern);
  if (isFailure(shape)) return shape;
  const places = search(pattern, text, 1);
  if (isFailure(places)) return places;
  const [first] = places;
  return first ? matchFrom(pattern, shape, text, first) : refuse('the pattern does not match');
}

/** `regexall`: every match, from left to right. */
export function allMatches(pattern: Pattern, text: string): Outcome<readonly RegexMatch[]> {
  const shape = shapeOf(pattern);
  if (isFailure(shape)) return shape;
  const places = search(pattern, text, Infinity);
  if (isFailure(places)) return places;
  return places.map((place) => matchFrom(pattern, shape, text, place));
}

/** `replace` with a pattern: every match replaced by `template`, in which `$1` and `${name}` stand for groups. */
export function replacePattern(pattern: Pattern, text: string, template: string): Outcome<string> {
  const places = search(pattern, text, Infinity);
  if (isFailure(places)) return places;
  const parts = templateParts(template, pattern.names);
  let result = '';
  let done = 0;
  for (const place of places) {
    const [start, end] = place[0] ?? [0, 0];
    result += text.slice(done, start);
    for (const part of parts) result += typeof part === 'string' ? part : sliceOf(text, place[part]);
    done = end;
    if (result.length > LONGEST_TEXT) return undecide('the text would be longer than 1 MB');
  }
  return (result + text.slice(done)).normalize('NFC');
}

/**
 * Where the pattern matches, not overlapping. An empty match right behind another match does not count: Go's rule, which
 * is not that of Java and JavaScript.
 */
function search({ regex, size }: Pattern, text: string, most: number): Outcome<readonly Places[]> {
  const matcher = regex.matcher(text);
  const groups = regex.groupCount();
  const found: Places[] = [];
  let work = 0;
  let previousEnd = -1;
  for (let position = 0; position <= text.length && found.length < most;) {
    work += (text.length - position + 1) * size;
    if (work > MOST_WORK) return undecide('matching needs too much work');
    if (!matcher.find(position)) break;
    const [start, end] = [matcher.start(), matcher.end()];
    if (end > start || start !== previousEnd) {
      found.push(Array.from({ length: groups + 1 }, (_, group) => [matcher.start(group), matcher.end(group)] as const));
    }
    previousEnd = end;
    position = end > position ? end : position + widthAt(text, position);
  }
  return found;
}

function widthAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function sliceOf(text: string, place: readonly [number, number] | undefined): string {
  return place === undefined || place[0] < 0 ? '' : text.slice(place[0], place[1]);
}

function matchFrom(pattern: Pattern, shape: RegexShape, text: string, places: Places): RegexMatch {
  const group = (number: number): string | null => {
    const place = places[number];
    return place === undefined || place[0] < 0 ? null : sliceOf(text, place).normalize('NFC');
  };
  if (shape.kind === 'text') return group(0) ?? '';
  if (shape.kind === 'tuple') return Array.from({ length: shape.length }, (_, index) => group(index + 1));
  return new Map([...pattern.names].map(([name, number]) => [name, group(number)]));
}

const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/**
 * The template as text and numbers of groups. A name is as long as it can be; one that no group has stands for nothing.
 * Source: https://pkg.go.dev/regexp#Regexp.Expand
 */
function templateParts(template: string, names: ReadonlyMap<string, number>): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  let done = 0;
  for (const match of template.matchAll(REFERENCE)) {
    parts.push(template.slice(done, match.index));
    done = match.index + match[0].length;
    const name = match[1] ?? match[2];
    if (name === undefined) parts.push('$');
    else if (/^(?:0|[1-9]\d{0,7})$/.test(name)) parts.push(Number(name));
    else parts.push(names.get(name) ?? '');
  }
  return [...parts, template.slice(done)];
}
