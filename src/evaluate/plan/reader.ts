import { isDigits, isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';

/** Names of the member on the way to a place in the plan: `["resource_changes", 3, "change"]`. */
export type JsonPath = readonly (string | number)[];

/** Collects what is not as the format says, each with the place; bounded, as a hostile plan can be wrong everywhere. */
export interface Problems {
  readonly add: (path: JsonPath, message: string) => void;
  readonly list: readonly { readonly path: JsonPath; readonly message: string }[];
  /** Problems that were not kept because there are too many. */
  readonly dropped: number;
}

/** Most problems kept. */
const MAX_PROBLEMS = 100;

/** An empty collection of problems. */
export function collectProblems(): Problems {
  const list: { path: JsonPath; message: string }[] = [];
  let dropped = 0;
  return {
    list,
    get dropped() {
      return dropped;
    },
    add: (path, message) => {
      if (list.length < MAX_PROBLEMS) list.push({ path, message });
      else dropped++;
    },
  };
}

/** A JSON path for the reader: `resource_changes[3].change`; names that are no plain word are quoted and cut. */
export function pathText(path: JsonPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else if (/^\w{1,64}$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step.slice(0, 64))}]`;
  }
  return text === '' ? 'the plan' : text;
}

/** What a JSON value is, for messages: `a string`, `null`. Never shows the value, which may be a secret. */
export function kindText(json: Json | undefined): string {
  if (json === undefined) return 'missing';
  if (json === null) return 'null';
  if (isJsonList(json)) return 'a list';
  if (isJsonObject(json)) return 'an object';
  if (isDigits(json)) return 'a number';
  return typeof json === 'string' ? 'a string' : typeof json === 'number' ? 'a number' : 'true or false';
}

/** One object of the plan, read member by member. A member of a wrong type is a problem and then counts as missing; null is missing. */
export interface ObjectReader {
  readonly path: JsonPath;
  readonly object: JsonObject;
  text(name: string): string | undefined;
  /** As `text`, and a problem when it is missing or empty. */
  requiredText(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  child(name: string): ObjectReader | undefined;
  /** The elements of a list that are objects; others are problems. Empty when missing. */
  children(name: string): readonly ObjectReader[];
  /** The members of an object that are objects, by name; others are problems. Empty when missing. */
  members(name: string): ReadonlyMap<string, ObjectReader>;
  texts(name: string): readonly string[];
  json(name: string): Json | undefined;
  problem(name: string | undefined, message: string): void;
}

/** A reader of `object`, which stands at `path`. */
export function readObject(object: JsonObject, path: JsonPath, problems: Problems): ObjectReader {
  const present = (name: string): Json | undefined => object.get(name) ?? undefined;
  const wrong = (name: string, want: string, json: Json | undefined): void => {
    problems.add([...path, name], `must be ${want} and is ${kindText(json)}`);
  };
  const listOf = (name: string): readonly Json[] => {
    const json = present(name);
    if (json === undefined) return [];
    if (isJsonList(json)) return json;
    wrong(name, 'a list', json);
    return [];
  };
  const reader: ObjectReader = {
    path,
    object,
    json: present,
    problem: (name, message) => {
      problems.add(name === undefined ? path : [...path, name], message);
    },
    text: (name) => {
      const json = present(name);
      if (json === undefined || typeof json === 'string') return json;
      wrong(name, 'a string', json);
      return undefined;
    },
    requiredText: (name) => {
      const json = present(name);
      if (typeof json === 'string' && json !== '') return json;
      wrong(name, 'a string that is not empty', json);
      return undefined;
    },
    flag: (name) => {
      const json = present(name);
      if (json === undefined || typeof json === 'boolean') return json;
      wrong(name, 'true or false', json);
      return undefined;
    },
    child: (name) => {
      const json = present(name);
      if (json === undefined) return undefined;
      if (isJsonObject(json)) return readObject(json, [...path, name], problems);
      wrong(name, 'an object', json);
      return undefined;
    },
    children: (name) =>
      listOf(name).flatMap((json, index) => {
        if (isJsonObject(json)) return [readObject(json, [...path, name, index], problems)];
        problems.add([...path, name, index], `must be an object and is ${kindText(json)}`);
        return [];
      }),
    members: (name) => {
      const result = new Map<string, ObjectReader>();
      for (const [key, json] of reader.child(name)?.object ?? []) {
        if (isJsonObject(json)) result.set(key, readObject(json, [...path, name, key], problems));
        else problems.add([...path, name, key], `must be an object and is ${kindText(json)}`);
      }
      return result;
    },
    texts: (name) =>
      listOf(name).flatMap((json, index) => {
        if (typeof json === 'string') return [json];
        problems.add([...path, name, index], `must be a string and is ${kindText(json)}`);
        return [];
      }),
  };
  return reader;
}
