import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ARTIFACT_LIMITS, unpackArtifact } from '../../../src/runner/actions/unpack-artifact.ts';
import { zipOf, type ZipEntry } from './zip.ts';

const GOOD: readonly ZipEntry[] = [
  { name: 'plan.json', content: '{"format_version":"1.2"}' },
  { name: 'events.jsonl', content: '{"type":"version"}\n' },
  { name: 'rc', content: '2\n' },
];

async function problemOf(zip: Uint8Array, limits = ARTIFACT_LIMITS): Promise<string> {
  const result = await unpackArtifact(zip, limits);
  return 'problem' in result ? result.problem : 'there is none';
}

describe('the artifact of a plan', () => {
  test('holds the plan, the events and the exit code', async () => {
    expect(await unpackArtifact(zipOf(GOOD))).toEqual({
      planJson: '{"format_version":"1.2"}',
      events: '{"type":"version"}\n',
      exitCode: 2,
    });
  });

  test('may lack what a failed plan does not make', async () => {
    const nothing = { planJson: undefined, events: '', exitCode: undefined };
    expect(await unpackArtifact(zipOf([{ name: 'rc', content: '1' }]))).toEqual({ ...nothing, exitCode: 1 });
    expect(await unpackArtifact(zipOf([{ name: 'plan.json', content: ' \n' }]))).toEqual(nothing);
    expect(await unpackArtifact(zipOf([]))).toEqual(nothing);
  });

  test.each(['', 'x', '-1', '1e3', '0x2', '9999'])('%j is no exit code', async (content) => {
    expect(await unpackArtifact(zipOf([{ name: 'rc', content }]))).toMatchObject({ exitCode: undefined });
  });
});

describe('a hostile artifact is refused', () => {
  test.each([
    ['another file', [{ name: 'evil.sh', content: '' }], /"evil\.sh", which is no file of a plan/],
    ['a folder', [{ name: 'a/plan.json', content: '' }], /"a\/plan\.json", which is no file/],
    ['a path that leads out', [{ name: '../plan.json', content: '' }], /damaged or no zip.*invalid relative path/],
    ['an absolute path', [{ name: '/etc/passwd', content: '' }], /damaged or no zip.*absolute path/],
    ['a name that is a key of objects', [{ name: '__proto__', content: '' }], /"__proto__", which is no file/],
    ['a file twice', [GOOD[2], GOOD[2]], /holds rc twice/],
    ['more files than three', [...GOOD, GOOD[0]], /more files than a plan has/],
    [
      'a size that is a lie',
      [{ name: 'rc', content: '0'.repeat(15), claimedSize: 3 }],
      /damaged or no zip.*too many bytes/,
    ],
    ['an encrypted file', [{ name: 'rc', content: '0', isEncrypted: true }], /damaged or no zip.*encrypted/],
    ['an exit code without end', [{ name: 'rc', content: '0'.repeat(17) }], /rc has more than 16 bytes/],
  ] as const)('%s', async (_name, entries, problem) => {
    expect(await problemOf(zipOf(entries.filter((entry) => entry !== undefined)))).toMatch(problem);
  });

  test('a bomb is not inflated, whatever size it claims', async () => {
    const limits = { ...ARTIFACT_LIMITS, planJson: 1000 };
    const content = Buffer.alloc(50_000_000);
    const honest = zipOf([{ name: 'plan.json', content }]);
    expect(honest.length).toBeLessThan(100_000);
    expect(await problemOf(honest, limits)).toBe("The artifact's plan.json has more than 1000 bytes.");
    expect(await problemOf(zipOf([{ name: 'plan.json', content, claimedSize: 900 }]), limits)).toMatch(
      /too many bytes/,
    );
  });

  test('JSON that is nested too deeply, brackets in strings not counted', async () => {
    const deep = '['.repeat(300) + ']'.repeat(300);
    expect(await problemOf(zipOf([{ name: 'plan.json', content: deep }]))).toMatch(/more than 200 levels deep/);
    const flat = JSON.stringify({ a: '[\\"['.repeat(300) });
    expect(await unpackArtifact(zipOf([{ name: 'plan.json', content: flat }]))).toMatchObject({ planJson: flat });
  });

  test('what is no zip, and what was cut off', async () => {
    expect(await problemOf(Buffer.from('<html>'))).toMatch(/damaged or no zip/);
    const zip = zipOf(GOOD);
    expect(await problemOf(zip.subarray(0, zip.length - 10))).toMatch(/damaged or no zip/);
  });

  test('any bytes give an answer', async () => {
    const zip = zipOf(GOOD);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 8 }), async (changes) => {
        const broken = Buffer.from(zip);
        for (const [at, byte] of changes) broken[at] = byte;
        const result = await unpackArtifact(broken);
        expect('problem' in result || 'events' in result).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
