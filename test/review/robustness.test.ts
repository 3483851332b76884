import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChangedFile, isInDiff } from '../../src/model/change.ts';
import type { Review } from '../../src/model/review.ts';
import type { Span } from '../../src/model/span.ts';
import { defaultPolicy } from '../../src/policy/schema.ts';
import type { OpenChange } from '../../src/ports/change-source.ts';
import { fullMarkdownOf } from '../../src/report/full-markdown.ts';
import { htmlOf } from '../../src/report/html.ts';
import { jsonOf } from '../../src/report/json.ts';
import { sarifOf } from '../../src/report/sarif.ts';
import { terminalOf } from '../../src/report/terminal.ts';
import { reportToPublish } from '../../src/review/report-to-publish.ts';
import { reviewChange } from '../../src/review.ts';
import { rules } from '../../src/rules/registry.ts';
import { memoryTree } from './memory-tree.ts';

type Files = Readonly<Record<string, string>>;

const sample = resolve(import.meta.dirname, '../../fixtures/pull-requests/checkout-service');
const filesIn = (side: 'base' | 'head'): Files =>
  Object.fromEntries(
    readdirSync(join(sample, side), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(join(sample, side).length + 1), readFileSync(path, 'utf8')]),
  );
const BASE = filesIn('base');
const HEAD = filesIn('head');

/** One act of vandalism on one file; places and lengths are shares of the text. */
interface Mutation {
  readonly act: 'delete' | 'insert' | 'duplicate' | 'swap' | 'truncate' | 'crlf' | 'remove' | 'bom';
  readonly side: 'base' | 'head' | 'both';
  readonly file: number;
  readonly other: number;
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const HOSTILE = [
  '${',
  '%{',
  '<<-A\n',
  '"',
  '{{{',
  '}',
  '[[',
  '\u0000',
  '\u001b[2J',
  '\ud800',
  '\u202e',
  '__proto__',
  '\r',
];
const share = fc.double({ min: 0, max: 1, noNaN: true });
const mutation: fc.Arbitrary<Mutation> = fc.record({
  act: fc.constantFrom<Mutation['act']>(
    ...(['delete', 'insert', 'insert', 'duplicate', 'swap', 'truncate', 'crlf', 'remove', 'bom'] as const),
  ),
  side: fc.constantFrom<Mutation['side']>('base', 'head', 'head', 'both'),
  file: fc.nat({ max: 1000 }),
  other: fc.nat({ max: 1000 }),
  at: share,
  // Mostly small wounds: a file that is all rubble is one diagnostic and tests little.
  length: share.map((length) => length ** 4),
  text: fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...HOSTILE)),
});

function mutate(files: Files, { act, file, other, at, length, text }: Mutation): Files {
  const paths = Object.keys(files).sort();
  const [path, second] = [paths[file % paths.length] ?? '', paths[other % paths.length] ?? ''];
  const old = files[path] ?? '';
  const start = Math.floor(at * old.length);
  const end = Math.min(old.length, start + Math.ceil(length * old.length));
  const kept = Object.fromEntries(Object.entries(files).filter(([each]) => each !== path));
  switch (act) {
    case 'delete':
      return { ...files, [path]: old.slice(0, start) + old.slice(end) };
    case 'insert':
      return { ...files, [path]: old.slice(0, start) + text + old.slice(start) };
    case 'duplicate':
      return { ...files, [path]: old.slice(0, end) + old.slice(start) };
    case 'swap':
      return { ...files, [path]: files[second] ?? '', [second]: old };
    case 'truncate':
      return { ...files, [path]: old.slice(0, start) };
    case 'crlf':
      return { ...files, [path]: old.replaceAll('\n', '\r\n') };
    case 'remove':
      return kept;
    case 'bom':
      return { ...files, [path]: `\ufeff${old}` };
  }
}

const lineCount = (text = ''): number => text.split('\n').length;

function openOf(base: Files, head: Files): OpenChange {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  const files = paths
    .filter((path) => base[path] !== head[path])
    .map((path): ChangedFile => {
      const status = base[path] === undefined ? 'added' : head[path] === undefined ? 'removed' : 'modified';
      const counts = { baseCount: lineCount(base[path]), headCount: lineCount(head[path]) };
      const hunks = [{ baseStart: 1, headStart: 1, ...counts }];
      return { path, basePath: status === 'added' ? undefined : path, status, hunks };
    });
  return {
    change: { name: 'acme/infra#7', title: 't', baseSha: 'a', headSha: 'b', files, truncated: false },
    base: memoryTree(base),
    head: memoryTree(head),
    policy: undefined,
  };
}

/** What is wrong with a span: nothing, when it lies inside its text and its lines agree with its offsets. */
function spanProblem(span: Span, text: string | undefined): string | undefined {
  const where = `${span.file}:${span.startLine}:${span.startColumn} [${span.start}, ${span.end})`;
  if (text === undefined) return `${where} is in a file without text`;
  if (span.start < 0 || span.end < span.start || span.end > text.length) return `${where} is outside its text`;
  const line = lineCount(text.slice(0, span.start));
  const column = span.start - text.lastIndexOf('\n', span.start - 1);
  if (span.start > 0 && (span.startLine !== line || span.startColumn !== column))
    return `${where} is ${line}:${column}`;
  const endLine = lineCount(text.slice(0, span.end));
  return span.end > 0 && span.endLine !== endLine ? `${where} ends on line ${endLine}, not ${span.endLine}` : undefined;
}

function spanProblems(review: Review): string[] {
  return review.findings.flatMap(({ ruleId, span, anchor, side, state, trace, related }) => {
    const own = spanProblem(anchor, review.text(side, anchor.file));
    // Of a finding of the base, what explains it is in either text.
    const sides = side === 'LEFT' || state === 'fixed' ? (['LEFT', 'RIGHT'] as const) : (['RIGHT'] as const);
    const isPlaced = (place: Span): boolean =>
      sides.some((each) => spanProblem(place, review.text(each, place.file)) === undefined);
    const lost = [span, ...trace.map((step) => step.span), ...related.map((place) => place.span)].flatMap((place) =>
      isPlaced(place) ? [] : [spanProblem(place, review.text('RIGHT', place.file)) ?? place.file],
    );
    return [...(own === undefined ? [] : [own]), ...lost].map((problem) => `${ruleId} (${side}, ${state}): ${problem}`);
  });
}

/** Characters that steer a terminal or hide text; our own line breaks apart. */
const STEERING = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Cs}]/u;
/** GitHub's limit for bodies and outputs: https://docs.github.com/en/rest/checks/runs#update-a-check-run */
const GITHUB_LIMIT = 65_535;

function checkReports(review: Review): void {
  const report = reportToPublish(review, { number: 7 }, defaultPolicy);
  const { checkRun } = report;
  expect(checkRun.title.length).toBeLessThanOrEqual(80);
  for (const {
    path,
    start_line: start,
    end_line: end,
    title,
    message,
    raw_details: details = '',
  } of checkRun.annotations) {
    expect(title.length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.byteLength(details)).toBeLessThanOrEqual(64 * 1024);
    expect(start).toBeLessThanOrEqual(end);
    expect(end).toBeLessThanOrEqual(lineCount(review.text('RIGHT', path)));
  }
  for (const { path, side, line, start_line: start = line } of report.review?.comments ?? []) {
    const file = review.change.files.find((each) => (side === 'LEFT' ? each.basePath : each.path) === path);
    expect(file && isInDiff(file, side, start) && isInDiff(file, side, line)).toBe(true);
  }
  const texts = [checkRun.title, checkRun.summary, checkRun.text, report.review?.body, report.summaryComment];
  for (const text of [...texts, ...(report.review?.comments ?? []).map(({ body }) => body)]) {
    expect(Buffer.byteLength(text ?? '')).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(text ?? '').not.toMatch(STEERING);
  }
  for (const verbose of [false, true]) {
    expect(terminalOf(review, { color: false, width: 80, verbose })).not.toMatch(STEERING);
  }
  expect(htmlOf(review)).not.toMatch(STEERING);
  const policy = { minimum: defaultPolicy.comments.inline, cap: defaultPolicy.comments.cap };
  expect(fullMarkdownOf(review, policy, { gateSeverity: defaultPolicy.gate.severity })).not.toMatch(STEERING);
  const json = jsonOf(review);
  expect(JSON.parse(JSON.stringify(json))).toMatchObject({ schemaVersion: 1, mode: 'change' });
  const [run] = sarifOf([review], { rules, version: '0', includePreExisting: true }).runs;
  for (const result of run?.results ?? []) {
    for (const { physicalLocation } of result.locations) {
      expect(physicalLocation.region.startLine).toBeGreaterThan(0);
    }
  }
}

test('no damage to the files of a pull request makes a review throw, point outside a file or overflow a report', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
      const hit = (files: Files, side: 'base' | 'head'): Files =>
        mutations.filter((each) => each.side === side || each.side === 'both').reduce(mutate, files);
      const review = await reviewChange(openOf(hit(BASE, 'base'), hit(HEAD, 'head')), { rules });
      expect(spanProblems(review)).toEqual([]);
      expect(review.coverage.ruleErrors).toEqual([]);
      checkReports(review);
    }),
    { numRuns: 60 },
  );
}, 60_000);
