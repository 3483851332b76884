import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { allowedAt, keysAt, toJsonSchema } from '../../src/policy/json-schema.ts';

test('the published schema is the one in the code (npm run gen writes it)', () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../docs/plumbline.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(toJsonSchema());
});

test('the top has the keys of the policy file', () => {
  expect(keysAt([])).toEqual(
    expect.arrayContaining(['gate', 'critical', 'targets', 'features', 'rules', 'paths', 'comments', 'plan']),
  );
});

test.each([
  [['gate', 'incomplete'], 'one of neutral, failure'],
  [['rules', 'any-rule'], 'off, or a mapping with the keys enabled, severity'],
  [['critical', 'tags', 'tier'], 'text, or a list of at most 200 entries, each text'],
  [['reliability', 'services', 0, 'tier'], 'one of critical, standard, non-critical'],
  [['gate', 'constructor'], ''],
])('at %j it allows %s', (path, expected) => {
  expect(allowedAt(path)).toBe(expected);
});
