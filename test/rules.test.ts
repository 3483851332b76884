import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ComparedSide } from '../src/engine/compare.ts';
import { viewOf } from '../src/engine/resource-view.ts';
import type { Rule } from '../src/engine/rule.ts';
import { runRules } from '../src/engine/run-rules.ts';
import type { Finding } from '../src/model/finding.ts';
import { applyEdits } from '../src/model/edit.ts';
import { rules } from '../src/rules/registry.ts';
import { loadParsers } from '../src/syntax/parse.ts';
import { applyFixes } from './rules/apply-fixes.ts';
import { deepFreeze } from './rules/deep-freeze.ts';
import { differences, expectationsIn, withoutMarks } from './rules/expectations.ts';
import { fixtureFolders, fixturesOf } from './rules/fixtures.ts';
import { sideOf } from './rules/side-of.ts';
import { readsOf, unknownGraph } from './rules/unknown-graph.ts';

beforeAll(loadParsers);

type Texts = Readonly<Record<string, string>>;

/** Every demand on a rule that does not depend on how its input is given: shape of messages, fixes, unknowns, purity. */
async function demandGoodManners(rule: Rule, texts: Texts, side: ComparedSide): Promise<void> {
  const { findings, errors } = side.run;
  expect(errors).toEqual([]);
  for (const finding of findings) {
    const name = side.graph.at(finding.root, finding.address)?.name ?? '';
    expect(`${finding.message} (${finding.address})`).toBe(
      finding.message.includes(finding.address) || (name !== '' && finding.message.includes(name))
        ? `${finding.message} (${finding.address})`
        : 'a message that names the resource',
    );
    expect(finding.message).not.toMatch(/[.!]$|\n/);
  }
  await demandRepair(rule, texts, findings);
  demandSilenceWhenUnknown(rule, side);
  // The same findings from a graph that cannot be changed.
  expect(runRules([rule], deepFreeze(side.graph)).findings).toEqual(findings);
}

async function demandRepair(rule: Rule, texts: Texts, findings: readonly Finding[]): Promise<void> {
  const fixed = findings.filter((finding) => finding.fix);
  if (fixed.length === 0) return;
  expect(rule.fixable).toBeDefined();
  const before = await sideOf(texts, [rule]);
  const after = await sideOf(applyFixes(texts, fixed), [rule]);
  expect(after.diagnostics).toHaveLength(before.diagnostics.length);
  expect(after.run.findings.filter((finding) => finding.fix).map((finding) => finding.message)).toEqual([]);
  expect(after.run.findings).toHaveLength(findings.length - fixed.length);
  for (const { fix } of fixed) expect(fix?.safe).toBe(rule.fixable === 'safe');
}

function demandSilenceWhenUnknown(rule: Rule, { graph }: ComparedSide): void {
  const reads = readsOf(rule, graph);
  // A rule that reads no argument decides by what stands in the file, which cannot be unknown.
  if (rule.certainDespiteUnknown !== undefined || [...reads.values()].every((paths) => paths.size === 0)) return;
  const { findings, errors } = runRules([rule], unknownGraph(graph, reads));
  expect(errors).toEqual([]);
  expect(findings.map((finding) => finding.message)).toEqual([]);
}

/** The path at which the example of a rule is evaluated. */
function pathFor(rule: Rule): string {
  if (rule.resource.every((type) => type === 'action')) return 'action.yml';
  return rule.resource.some((type) => type.startsWith('workflow')) ? '.github/workflows/example.yml' : 'main.tf';
}

/** The text without the argument or blocks at `path` in the resources of the rule, whole lines; undefined when none is there. */
function withoutPath(rule: Rule, path: string, side: ComparedSide, file: string): string | undefined {
  const text = side.graph.text(file) ?? '';
  const spans = side.graph.resources
    .filter((resource) => rule.resource.includes(resource.type))
    .flatMap((resource) => {
      const view = viewOf(resource);
      const written = view.attrs(path).flatMap((place) => place.written?.span ?? []);
      return written.length > 0 ? written : view.blocks(path).blocks.map((block) => block.span);
    });
  if (spans.length === 0) return undefined;
  return applyEdits(
    text,
    spans.map((span) => {
      const start = text.lastIndexOf('\n', span.start - 1) + 1;
      const end = text.indexOf('\n', span.end - 1);
      return { span: { ...span, start, end: end < 0 ? text.length : end + 1 }, newText: '' };
    }),
  );
}

describe.each(rules.filter((rule) => rule.example).map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  const { bad, good } = rule.example ?? { bad: '', good: '' };
  const file = pathFor(rule);

  test('reports the bad example where it says so', async () => {
    const texts = { [file]: bad };
    const side = await sideOf(texts, [rule]);
    expect(side.diagnostics).toEqual([]);
    expect(expectationsIn(texts).length).toBeGreaterThan(0);
    expect(differences(side.run.findings, expectationsIn(texts))).toEqual([]);
    if (rule.fixable) expect(side.run.findings.every((finding) => finding.fix)).toBe(true);
    await demandGoodManners(rule, texts, side);
  });

  test('judges the good example and is silent', async () => {
    const side = await sideOf({ [file]: good }, [rule]);
    expect(side.diagnostics).toEqual([]);
    expect(side.run.findings.map((finding) => finding.message)).toEqual([]);
    expect(side.run.errors).toEqual([]);
    expect(side.run.passes.length).toBeGreaterThan(0);
  });

  test('takes an absent argument as it says', async () => {
    const path = rule.absence?.path;
    const whole = await sideOf({ [file]: good }, [rule]);
    const text = path === undefined ? undefined : withoutPath(rule, path, whole, file);
    if (text === undefined || !rule.absence) return;
    const side = await sideOf({ [file]: text }, [rule]);
    const { means } = rule.absence;
    const type = whole.graph.resources.find((resource) => rule.resource.includes(resource.type))?.type ?? '';
    const meaning = typeof means === 'string' ? means : means[type];
    expect(side.run.findings.length > 0).toBe(meaning === 'fail');
    expect(side.run.undecided.length > 0).toBe(meaning === 'unknown');
    if (meaning === 'fail' && rule.fixable) expect(side.run.findings.every((finding) => finding.fix)).toBe(true);
    await demandGoodManners(rule, { [file]: text }, side);
  });

  test('finds the same, and keeps the line breaks, in a file with CRLF', async () => {
    const texts = { [file]: bad.replaceAll('\n', '\r\n') };
    const side = await sideOf(texts, [rule]);
    expect(differences(side.run.findings, expectationsIn(texts))).toEqual([]);
    for (const text of Object.values(applyFixes(texts, side.run.findings))) expect(text).not.toMatch(/[^\r]\n/);
  });
});

describe.each(rules.filter((rule) => !rule.example).map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const fixtures = fixturesOf(id);

  test('has a bad and a good fixture', () => {
    expect([...new Set(fixtures.map((fixture) => fixture.kind))].sort()).toEqual(['bad', 'good']);
  });

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    'is right about %s',
    async (_name, fixture) => {
      const { texts, kind } = fixture;
      const expected = expectationsIn(texts);
      expect(expected.length > 0).toBe(kind === 'bad');
      const side = await sideOf(texts, [rule]);
      // A fixture about the source of a module calls one that is not in the tree.
      expect(side.diagnostics.filter(({ code }) => code !== 'module-not-resolved')).toEqual([]);
      expect(differences(side.run.findings, expected)).toEqual([]);
      await demandGoodManners(rule, texts, side);
      if (fixture.fixed !== undefined) {
        const [result = ''] = Object.values(applyFixes(texts, side.run.findings));
        expect(withoutMarks(result)).toBe(fixture.fixed);
      }
    },
  );
});

test('every fixture folder belongs to a rule', () => {
  const ids = new Set(rules.map((rule) => rule.id));
  expect(fixtureFolders().filter((name) => !ids.has(name))).toEqual([]);
});
