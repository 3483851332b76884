import { describe, expect, test } from '@jest/globals';

import {
  compareVersions,
  parseConstraint,
  satisfies,
  toolVersion,
  versionText,
  type ToolVersion,
} from '../../src/plan/version-constraint.ts';

function version(text: string): ToolVersion {
  const read = toolVersion(text);
  if (!read) throw new Error(`${text} is not a version`);
  return read;
}

function allows(constraint: string, text: string): boolean {
  const parsed = parseConstraint(constraint);
  if (!parsed.ok) throw new Error(parsed.problem);
  return satisfies(version(text), parsed.conditions);
}

describe('constraints', () => {
  // What terraform 1.11.4 says to each of them is compared in test/runner/sandbox/find-program.test.ts.
  const cases: readonly (readonly [constraint: string, yes: readonly string[], no: readonly string[]])[] = [
    ['1.9.8', ['1.9.8'], ['1.9.7', '1.9.9', '2.9.8']],
    ['= 1.9.8', ['1.9.8'], ['1.9.7']],
    ['=1.9', ['1.9.0'], ['1.9.1']],
    ['!= 1.9.8', ['1.9.7', '1.9.9'], ['1.9.8']],
    ['> 1.9.8', ['1.9.9', '1.10.0', '2.0.0'], ['1.9.8', '1.9.7', '0.99.99']],
    ['>= 1.9', ['1.9.0', '1.10.0', '2.0.0'], ['1.8.99']],
    ['< 1.10', ['1.9.99'], ['1.10.0', '1.11.0']],
    ['<= 1.10.2', ['1.10.2', '1.9.0'], ['1.10.3']],
    ['~> 1.9.8', ['1.9.8', '1.9.20'], ['1.9.7', '1.10.0', '2.9.9']],
    ['~> 1.9', ['1.9.0', '1.10.0', '1.99.0'], ['1.8.9', '2.0.0']],
    ['~> 1', ['1.0.0', '1.9.0', '2.0.0'], ['0.15.0']],
    ['~>1.9.0, != 1.9.3', ['1.9.2', '1.9.4'], ['1.9.3', '1.10.0']],
    ['>= 1.3,< 2', ['1.3.0', '1.11.4'], ['1.2.9', '2.0.0']],
    ['  >=   1.3.0  ', ['1.3.0'], ['1.2.0']],
    ['>= v1.3.0', ['1.3.0'], ['1.2.0']],
    ['>= 1.12.0', ['1.12.0-beta1', '1.12.0'], ['1.11.9']],
    ['~> 1.12.0', ['1.12.0-rc1'], ['1.13.0-alpha20250101']],
    ['= 1.9.8+build.5', ['1.9.8'], ['1.9.7']],
  ];
  test.each(cases)('%s', (constraint, yes, no) => {
    expect(yes.filter((text) => !allows(constraint, text))).toEqual([]);
    expect(no.filter((text) => allows(constraint, text))).toEqual([]);
  });

  test.each([
    ['', 'is not a version constraint'],
    [',', 'is not a version constraint'],
    ['>= 1.3,', 'is not a version constraint'],
    ['=> 1.3', 'is not a version constraint'],
    ['~> 1.x', 'is not a version constraint'],
    ['^1.2', 'is not a version constraint'],
    ['>= 1.3 < 2', 'is not a version constraint'],
    ['latest', 'is not a version constraint'],
    ['1.2.3.4', 'is not a version constraint'],
    ['>= 1.12.0-beta1', 'names a prerelease, which Terraform does not support'],
    [`>= 1.${'0'.repeat(600)}`, 'is longer than 500 characters'],
    [`>= ${'9'.repeat(200)}`, 'is not a version constraint'],
  ])('%s is refused', (constraint, problem) => {
    expect(parseConstraint(constraint)).toEqual({ ok: false, problem });
  });
});

describe('order', () => {
  test('is that of semantic versioning', () => {
    const sorted = [
      ...['0.15.5', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
      ...['1.0.0-rc.1', '1.0.0', '1.9.8', '1.10.0', '2.0.0'],
    ];
    const shuffled = [...sorted].reverse().map(version);
    expect(shuffled.toSorted(compareVersions).map(versionText)).toEqual(sorted);
  });
});
