import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { evaluationCache, type RootEvaluation } from '../../src/evaluate/evaluation-cache.ts';
import { parseFiles } from '../../src/syntax/parse.ts';

async function evaluated(text: string): Promise<RootEvaluation> {
  const { graph, diagnostics } = evaluate(await parseFiles(new Map([['main.tf', Buffer.from(text)]])));
  return { resources: graph.resources, diagnostics, wanted: [] };
}

describe('the evaluation cache', () => {
  test('gives back what it was given', async () => {
    const cache = evaluationCache();
    const result = await evaluated('resource "a_b" "c" {\n  d = 1\n}\n');
    cache.set('key', result);
    expect(cache.get('key')).toBe(result);
    expect(cache.get('other')).toBeUndefined();
  });

  test('forgets what was used least recently', async () => {
    const small = await evaluated('resource "a_b" "c" {\n  d = 1\n}\n');
    const cache = evaluationCache(8);
    cache.set('one', small);
    cache.set('two', small);
    cache.get('one');
    cache.set('three', small);
    expect(['one', 'two', 'three'].filter((key) => cache.get(key))).toEqual(['one', 'three']);
  });

  test.each([
    ['a long text', `resource "a_b" "c" {\n  d = "${'x'.repeat(100_000)}"\n}\n`],
    ['a long list', `resource "a_b" "c" {\n  d = [${'1, '.repeat(2000)}]\n}\n`],
    ['many blocks', `resource "a_b" "c" {\n${'  d {}\n'.repeat(1000)}}\n`],
  ])('does not keep %s that is larger than all it may hold', async (_name, text) => {
    const cache = evaluationCache(500);
    cache.set('key', await evaluated(text));
    expect(cache.get('key')).toBeUndefined();
  });
});
