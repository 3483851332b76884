import { expect, test } from '@jest/globals';
import { actionReference, pinningOf } from '../../../src/evaluate/facts/action-reference.ts';
import { parseFile } from '../../../src/syntax/parse.ts';

const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';

test.each([
  ['actions/checkout@v4', { kind: 'repository', id: 'actions/checkout', path: '', ref: 'v4' }],
  ['Actions/Checkout@v4', { kind: 'repository', id: 'actions/checkout', owner: 'Actions' }],
  ['a/b/c/d@release/v1', { kind: 'repository', id: 'a/b/c/d', path: 'c/d', ref: 'release/v1' }],
  ['./.github/actions/x', { kind: 'local' }],
  ['$/.github/actions/x', { kind: 'local' }],
  ['docker://alpine:3.20', { kind: 'docker', image: 'alpine:3.20' }],
  ['a/b', undefined],
  ['a@v1', undefined],
  ['a/b@', undefined],
  ['${{ matrix.action }}@v1', undefined],
])('uses: %s', async (text, expected) => {
  const { yaml } = await parseFile('action.yml', new TextEncoder().encode(`uses: '${text}'\n`));
  const reference = actionReference(yaml);
  if (expected) expect(reference).toMatchObject(expected);
  else expect(reference).toBeUndefined();
});

test.each([
  [SHA, 'commit'],
  [SHA.toUpperCase(), 'commit'],
  [SHA.slice(0, 7), 'short-commit'],
  [`${SHA}0`, 'branch'],
  ['v4', 'version'],
  ['4.2', 'version'],
  ['v1.2.3-beta.1', 'version'],
  ['codeql-bundle-v2.1.0', 'version'],
  ['2024-01-31', 'version'],
  ['main', 'branch'],
  ['release/v1', 'branch'],
  ['stable', 'branch'],
])('%s is a %s', (ref, expected) => {
  expect(pinningOf(ref)).toBe(expected);
});
