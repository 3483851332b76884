import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GateDecision } from '../../../src/plan/gate/gate-decision.ts';
import { judgeGate } from '../../../src/plan/gate/judge-gate.ts';
import { gateOf, inputOf, type Tree } from './gate-of.ts';
import { languageCases } from './language-cases.ts';
import { moduleCases } from './module-cases.ts';
import { providerCases } from './provider-cases.ts';
import { stateCases } from './state-cases.ts';

const RANK = { run: 0, hold: 1, refuse: 2 } as const satisfies Record<GateDecision['outcome'], number>;

/** Texts of all cases: in them is everything that the gate looks at. */
const texts = [...providerCases, ...moduleCases, ...stateCases, ...languageCases].flatMap(({ gate }) =>
  Object.entries(gate.head)
    .filter(([path]) => path.endsWith('.tf'))
    .map(([, text]) => text),
);
const name = fc.constantFrom(
  'live/a.tf',
  'live/b.tf',
  'live/c_override.tf',
  'live/d.tofu',
  'live/m/e.tf',
  'other/f.tf',
);
const tree: fc.Arbitrary<Tree> = fc.dictionary(name, fc.constantFrom(...texts), { maxKeys: 5 });

describe('the gate', () => {
  // Which provider a name means may be said in another file: `required_providers` is left out.
  const additions = texts.filter((text) => !text.includes('required_providers'));

  test('is not laxer when files are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        fc.constantFrom('live/z.tf', 'live/y.tf.json', 'live/x_override.tf', 'live/m/z.tf', 'live/terraform.d/x'),
        fc.constantFrom(...additions),
        async (head, path, text) => {
          const before = await gateOf({ head, base: {} });
          const after = await gateOf({ head: { ...head, [path]: text }, base: {} });
          expect(RANK[after.outcome]).toBeGreaterThanOrEqual(RANK[before.outcome]);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('does not depend on the order of files', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (head) => {
        const input = await inputOf({ head, base: {} });
        const reversed = { ...input.head, files: new Map([...input.head.files].reverse()) };
        expect(judgeGate({ ...input, head: reversed })).toEqual(judgeGate(input));
      }),
      { numRuns: 100 },
    );
  });

  test('never throws, and refuses what is not valid', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...texts),
      fc.constantFrom('"', '{', '}', '\n', '${', 'source = ', 'provider', '[[', '\0', '<<E\n', '\u202e', '__proto__'),
      fc.string(),
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom('live/main.tf', 'live/x.tf.json', 'live/.terraform.lock.hcl'),
        async (one, path) => {
          const input = await inputOf({ head: { [path]: one }, base: { [path]: '' } });
          const { outcome } = judgeGate(input);
          const isBroken = [...input.head.files.values()].some(
            ({ kind, diagnostics }) => kind === 'terraform' && diagnostics.some(({ severity }) => severity === 'error'),
          );
          expect(isBroken && outcome !== 'refuse').toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['very many numbers', 'live/main.tf', `locals {\n  x = [${'1,'.repeat(150_000)}]\n}\n`],
    ['very many blocks', 'live/main.tf', 'data "aws_ssm_parameter" "x" {}\n'.repeat(4_000)],
    ['very many calls', 'live/main.tf', `locals {\n  x = [${'file("/etc/x"),'.repeat(8_000)}]\n}\n`],
    [
      'very many names that refer to each other',
      'live/main.tf',
      `locals {\n${Array.from({ length: 5_000 }, (_unused, index) => `  x${index} = local.x${index + 1}`).join('\n')}\n}\nprovider "ec" {\n  endpoint = local.x0\n}\n`,
    ],
    ['very many nested lists in JSON', 'live/x.tf.json', `{"locals":{"x":[${'[1],'.repeat(50_000)}1]}}`],
  ])('takes %s', async (_name, path, text) => {
    const head = { [path]: text };
    expect((await gateOf({ head, base: text.length < 200_000 ? { [path]: `${text}\n` } : 'none' })).outcome).toMatch(
      /run|hold|refuse/,
    );
  });
});
