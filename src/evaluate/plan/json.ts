/**
 * JSON as data. Objects are maps, so that a key such as `__proto__` is a key and nothing else; a number that a JavaScript
 * number may not hold exactly keeps its digits.
 */
export type Json = null | boolean | string | number | Digits | readonly Json[] | JsonObject;

/** The members of a JSON object; of a name that stands twice the last one counts, as in every common parser. */
export type JsonObject = ReadonlyMap<string, Json>;

/** A number as written. */
export interface Digits {
  readonly digits: string;
}

/** What may be read at most: the input comes from anyone. */
export interface JsonLimits {
  /** Nested lists and objects. */
  readonly depth: number;
  /** Values in all: members, elements, scalars. */
  readonly nodes: number;
}

/** Why a text or a tree is no acceptable JSON. `offset` is the place in the text, in UTF-16 code units. */
export interface JsonFault {
  readonly kind: 'syntax' | 'limit';
  readonly message: string;
  readonly offset: number;
}

/** True for an object. */
export function isJsonObject(json: Json | undefined): json is JsonObject {
  return json instanceof Map;
}

/** True for a list. */
export function isJsonList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

/** True for a number that is kept as its digits. */
export function isDigits(json: Json | undefined): json is Digits {
  return typeof json === 'object' && json !== null && 'digits' in json;
}

/** Integers and fractions of up to this many characters are exact enough in a JavaScript number to be printed back. */
const SAFE_DIGITS = 15;

/** Takes a JavaScript value (what `JSON.parse` gave) as JSON. Never throws for data; functions and the like are faults. */
export function jsonFrom(input: unknown, limits: JsonLimits): { json: Json } | { fault: JsonFault } {
  let nodes = 0;
  const convert = (value: unknown, depth: number): Json => {
    if (++nodes > limits.nodes) throw new Fault('limit', `it has more than ${String(limits.nodes)} values`, 0);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value !== 'object') throw new Fault('syntax', `it holds a value of the type ${typeof value}`, 0);
    if (depth >= limits.depth) {
      throw new Fault('limit', `it is nested more than ${String(limits.depth)} levels deep`, 0);
    }
    if (Array.isArray(value)) return value.map((item: unknown) => convert(item, depth + 1));
    const members = new Map<string, Json>();
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) members.set(name, convert(member, depth + 1));
    }
    return members;
  };
  return guarded(() => convert(input, 0));
}

/** Reads `text` as one JSON value with nothing after it. Never throws; linear in the length of the text. */
export function parseJson(text: string, limits: JsonLimits): { json: Json } | { fault: JsonFault } {
  return guarded(() => parseDocument(text, limits));
}

/** Unwinds the parser; never leaves this file. */
class Fault extends Error {
  readonly fault: JsonFault;
  constructor(kind: JsonFault['kind'], message: string, offset: number) {
    super(message);
    this.fault = { kind, message, offset };
  }
}

function guarded(work: () => Json): { json: Json } | { fault: JsonFault } {
  try {
    return { json: work() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.fault };
    throw error;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
// What a string may hold without an escape; longest runs first, so linear.
const PLAIN = /[^"\\\p{Cc}]*/uy;
/** Plans are full of these (masks, arguments that are not set): all of them are one. */
const EMPTY_LIST: readonly Json[] = Object.freeze([]);
const EMPTY_OBJECT: JsonObject = new Map();
/** Most different names of members that are kept once each; a plan has some hundreds. */
const MAX_NAMES = 10_000;

function parseDocument(text: string, limits: JsonLimits): Json {
  let at = 0;
  let nodes = 0;
  const fail = (message: string): never => {
    throw new Fault('syntax', message, at);
  };
  const skipSpace = (): void => {
    // Plans are printed without any.
    if (text.charCodeAt(at) > 0x20) return;
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
  };
  const expected = (what: string): never => {
    const found = text.codePointAt(at);
    return fail(
      `expected ${what}, found ${found === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(found))}`,
    );
  };
  const word = <V>(literal: string, value: V): V => {
    if (!text.startsWith(literal, at)) return expected('a JSON value');
    at += literal.length;
    return value;
  };
  const number = (): Json => {
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(text)?.[0];
    if (match === undefined) return expected('a JSON value');
    at += match.length;
    const value = Number(match);
    return match.length <= SAFE_DIGITS && Number.isFinite(value) ? value : { digits: match };
  };
  const string = (): string => {
    const start = at++;
    for (;;) {
      const character = text.charCodeAt(at);
      if (character === 0x22) break;
      if (character === 0x5c) at += 2;
      else {
        PLAIN.lastIndex = at;
        PLAIN.exec(text);
        // DEL and the C1 controls are allowed in JSON, though no plain text.
        if (PLAIN.lastIndex > at) at = PLAIN.lastIndex;
        else if (character >= 0x7f) at++;
        else expected('the rest of a string');
      }
    }
    at++;
    const token = text.slice(start, at);
    if (!token.includes('\\')) return token.slice(1, -1);
    try {
      return JSON.parse(token) as string;
    } catch {
      at = start;
      return fail('a string has an escape that JSON does not know');
    }
  };
  const names = new Map<string, string>();
  const interned = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    if (names.size < MAX_NAMES) names.set(name, name);
    return name;
  };
  const list = (depth: number): Json => {
    const items: Json[] = [];
    at++;
    skipSpace();
    if (text[at] === ']') return (at++, EMPTY_LIST);
    for (;;) {
      items.push(value(depth));
      skipSpace();
      if (text[at] === ']') return (at++, items);
      if (text[at] !== ',') return expected('"," or "]"');
      at++;
    }
  };
  const object = (depth: number): Json => {
    at++;
    skipSpace();
    if (text[at] === '}') return (at++, EMPTY_OBJECT);
    const members = new Map<string, Json>();
    for (;;) {
      skipSpace();
      if (text[at] !== '"') return expected('a name in quotes');
      const name = interned(string());
      skipSpace();
      if (text[at] !== ':') return expected('":"');
      at++;
      members.set(name, value(depth));
      skipSpace();
      if (text[at] === '}') return (at++, members);
      if (text[at] !== ',') return expected('"," or "}"');
      at++;
    }
  };
  const value = (depth: number): Json => {
    skipSpace();
    if (++nodes > limits.nodes) throw new Fault('limit', `it has more than ${String(limits.nodes)} values`, at);
    const first = text[at];
    if ((first === '[' || first === '{') && depth >= limits.depth) {
      throw new Fault('limit', `it is nested more than ${String(limits.depth)} levels deep`, at);
    }
    switch (first) {
      case undefined:
        return expected('a JSON value');
      case '{':
        return object(depth + 1);
      case '[':
        return list(depth + 1);
      case '"':
        return string();
      case 't':
        return word('true', true);
      case 'f':
        return word('false', false);
      case 'n':
        return word('null', null);
      default:
        return number();
    }
  };
  const result = value(0);
  skipSpace();
  if (at < text.length) fail('there is more after the end of the JSON');
  return result;
}
