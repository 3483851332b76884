import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { rules } from '../../src/rules/registry.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { sideOf } from './side-of.ts';

beforeAll(loadParsers);

const FOLDER = join(import.meta.dirname, '../../fixtures/good/aws-service');

/** What a careful reviewer would say about code that is in order: `severity rule address`. */
const JUSTIFIED_ABOVE_LOW: readonly string[] = [];
const JUSTIFIED_LOW: readonly string[] = ['info terraform-required-version terraform'];

function texts(): Record<string, string> {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(?:tf|yml)$/.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')]));
}

describe('a well-built service on AWS with its workflow', () => {
  test('gets no finding but those that are justified', async () => {
    const { run, diagnostics } = await sideOf(texts(), rules);
    expect(diagnostics).toEqual([]);
    expect(run.errors).toEqual([]);
    const found = run.findings.map(({ severity, ruleId, address }) => `${severity} ${ruleId} ${address}`);
    const isAboveLow = (line: string): boolean => !/^(?:low|info) /.test(line);
    expect(found.filter(isAboveLow)).toEqual(JUSTIFIED_ABOVE_LOW);
    expect(found.filter((line) => !isAboveLow(line))).toEqual(JUSTIFIED_LOW);
  });

  test('leaves nothing undecided that the code decides', async () => {
    const { run } = await sideOf(texts(), rules);
    expect(run.undecided.map(({ ruleId }) => ruleId)).toEqual([]);
  });
});
