import { expect, test } from '@jest/globals';

import { parseCache } from '../../src/syntax/parse-cache.ts';
import { loadParsers, parseFiles } from '../../src/syntax/parse.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('loading twice is loading once', async () => {
  await Promise.all([loadParsers(), loadParsers()]);
  await loadParsers();
});

test('files that are not infrastructure are left out and the order is kept', async () => {
  const files = new Map(['b.tf', 'README.md', 'a.tf', 'action.yml'].map((path) => [path, bytes('')]));
  expect([...(await parseFiles(files)).keys()]).toEqual(['b.tf', 'a.tf', 'action.yml']);
});

test('with a cache a file that did not change is the same object; a changed or moved one is not', async () => {
  const cache = parseCache();
  const base = await parseFiles(
    new Map([
      ['a.tf', bytes('x = 1\n')],
      ['b.tf', bytes('x = 1\n')],
    ]),
    cache,
  );
  const head = await parseFiles(
    new Map([
      ['a.tf', bytes('x = 1\n')],
      ['b.tf', bytes('x = 2\n')],
      ['c.tf', bytes('x = 1\n')],
    ]),
    cache,
  );
  expect(head.get('a.tf')).toBe(base.get('a.tf'));
  expect(head.get('b.tf')).not.toBe(base.get('b.tf'));
  expect(head.get('c.tf')?.hcl?.span.file).toBe('c.tf');
});

test('a cache drops what was used longest ago, and holds nothing that is too large for it', async () => {
  const cache = parseCache(1100);
  const text = bytes(`x = "${'a'.repeat(300)}"\n`);
  const parse = async (path: string, content = text) => (await parseFiles(new Map([[path, content]]), cache)).get(path);
  const first = await parse('a.tf');
  const second = await parse('b.tf');
  expect(await parse('a.tf')).toBe(first);
  await parse('c.tf', bytes('x = 1\n'));
  expect(await parse('a.tf')).toBe(first);
  expect(await parse('b.tf')).not.toBe(second);
  const large = bytes(`x = "${'a'.repeat(2000)}"\n`);
  expect(await parse('d.tf', large)).not.toBe(await parse('d.tf', large));
});
