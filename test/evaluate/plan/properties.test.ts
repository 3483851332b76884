import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/evaluate/plan/json.ts';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import { recorded } from './load.ts';

/** Everything that a reader may ask of a loaded plan, as text. */
function told(input: unknown): string {
  const loaded = loadPlan(input);
  if ('diagnostics' in loaded) return JSON.stringify(loaded.diagnostics);
  const { graph, priorGraph, changes, drift, outputs, hasSecret, ...rest } = loaded.plan;
  const sides = [...changes, ...drift, ...outputs].map((change) => [
    change.before,
    change.after,
    change.unknownPaths(),
    change.sensitivePaths('before'),
    change.sensitivePaths('after'),
  ]);
  const data = {
    resources: graph.resources,
    prior: priorGraph.resources,
    changes,
    drift,
    outputs,
    sides,
    rest,
    hidden: hasSecret('x'),
  };
  return JSON.stringify(data, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

test('any JSON loads or is refused, always in the same way', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (members) => {
      const json = { ...members, format_version: '1.2', planned_values: {} };
      expect(told(json)).toBe(told(JSON.stringify(json)));
    }),
    { numRuns: 300 },
  );
});

test('any text loads or is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(told(text)).toBe(told(text));
    }),
    { numRuns: 300 },
  );
});

test('a real plan in which anything is replaced by anything loads, always in the same way', () => {
  const texts = [recorded('create'), recorded('change')];
  const places = texts.map(placesIn);
  fc.assert(
    fc.property(fc.nat(1), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (which, place, replacement) => {
      const text = texts[which] ?? '';
      const paths = places[which] ?? [];
      const json: unknown = JSON.parse(text);
      replaceAt(json, paths[place % paths.length] ?? [], replacement);
      const changed = JSON.stringify(json);
      expect(told(changed)).toBe(told(changed));
    }),
    { numRuns: 400 },
  );
});

test('a real plan that is cut off anywhere is refused', () => {
  const text = JSON.stringify(JSON.parse(recorded('create')));
  fc.assert(
    fc.property(fc.nat(text.length - 1), (length) => {
      expect('diagnostics' in loadPlan(text.slice(0, length))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the JSON reader takes what JSON.parse takes, and nothing else', () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u0041',
    'a',
    '0',
    '-',
    '1',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\n',
    '\u0001',
    '\u007f',
    'é',
  );
  const text = fc.oneof(
    fc.json(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      expect('json' in parseJson(input, { depth: 100, nodes: 10_000 })).toBe(accepts(input));
    }),
    { numRuns: 5_000 },
  );
});

type Path = readonly (string | number)[];

function placesIn(text: string): readonly Path[] {
  const found: Path[] = [];
  const walk = (json: unknown, path: Path): void => {
    if (path.length > 0) found.push(path);
    if (typeof json !== 'object' || json === null) return;
    for (const [name, member] of Object.entries(json))
      walk(member, [...path, Array.isArray(json) ? Number(name) : name]);
  };
  walk(JSON.parse(text), []);
  return found;
}

function replaceAt(json: unknown, path: Path, replacement: unknown): void {
  let current = json as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) current = current[step] as Record<string | number, unknown>;
  current[path.at(-1) ?? ''] = replacement;
}
