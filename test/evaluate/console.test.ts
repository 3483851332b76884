import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

import type { Expected } from '../../scripts/terraform-console/derive.ts';
import { declaration, readTopics, type Topic } from '../../scripts/terraform-console/topic.ts';
import type { Value } from '../../src/model/value.ts';
import { evaluate, type Evaluation } from '../../src/evaluate/evaluate.ts';
import type { SourceFiles } from '../../src/evaluate/source-files.ts';
import { typeOf } from '../../src/evaluate/types/type-of.ts';
import { typeText } from '../../src/evaluate/types/type-text.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import { jsonOf, sensitivityOf } from './console/json-of.ts';
import { evaluated, short } from './evaluated.ts';

// What `terraform console` 1.11.4 says; `npx tsx scripts/terraform-console.ts` derives it.
const folder = join(import.meta.dirname, 'console');
const topics = readTopics(folder);

/** Expressions that Terraform decides and we do not, with the reason. */
const NOT_EVALUATED: readonly (readonly [expressions: RegExp, why: string])[] = [
  [/^base64gzip\(/, 'compressed bytes depend on the version of the compressor'],
  [
    /^text(?:en|de)codebase64\(.*, "(?:Shift_JIS|EUC-JP|GB18030|Big5|macintosh|ISO-2022-JP|cp1252)"\)/,
    'tables of characters differ between Go and JavaScript',
  ],
  [/^yamldecode\("-?\.inf"\)/, 'an infinite number'],
  [/^yamldecode\("(?:%YAML|\\ta: 1|a: - b)/, 'YAML that parsers read differently'],
  [/^fileset\("files", "(?:\[|\{a|\\\\\*)"\)/, 'patterns that are broken or escaped'],
  [/^format\("%[19]\d{9,}d", 4\)/, 'a width of more than 10,000'],
  [/^pow\(1\.5, 1\.5\)/, 'the last digit depends on the processor'],
  [/^cidr\w+\("::ffff:/, 'an IPv6 network that stands for an IPv4 one'],
  [/^cidrhost\(.*, 18446744073709551616\)/, 'a host number of more than 63 bits'],
  [/^cidrsubnet\(.*, (?:-1, 0|8, -1)\)/, 'a negative number of bits or networks'],
  [/^regex\("\(\?P<x>a\)\(\?P<x>b\)"/, 'a group name is used twice'],
  [/^(?!core::)\w+::/, 'a provider may have the function; Terraform was asked without one'],
];

/** Expressions that Terraform reads and we do not: the file gets a diagnostic and is not evaluated. */
const NOT_READ: ReadonlyMap<string, string> = new Map([
  ['<<é\na\né', 'the marker of a heredoc has letters beyond ASCII, which the grammar does not know'],
]);

/** The fixture folder, as files of the tree. */
function fixtureFiles(): SourceFiles {
  const paths = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = new Map(
    paths.map((path) => [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))] as const),
  );
  return { paths: new Set(contents.keys()), read: (path) => contents.get(path) };
}

/** The values of a topic's expressions, each of which is an output in a file of its own. */
async function valuesOf(topic: Topic): Promise<readonly (Value | undefined)[]> {
  const files = topic.expressions.map((expression, index): [string, string] => {
    const { text, reference } = declaration(expression, index);
    return [`e${index}.tf`, `${text}output "e${index}" {\n  value = ${reference}\n}\n`];
  });
  const parsed = await parseFiles(
    new Map(
      [['prelude.tf', topic.prelude] as const, ...files].map(([path, text]) => [path, new TextEncoder().encode(text)]),
    ),
  );
  // A file that cannot be read makes what it may declare unknown in all others, so these are evaluated apart.
  const [broken, read] = [true, false].map(
    (isBroken) => new Map([...parsed].filter(([, { diagnostics }]) => diagnostics.length > 0 === isBroken)),
  );
  const evaluations = [read, broken].map((some) => evaluate(some ?? new Map(), { sourceFiles: fixtureFiles() }));
  return topic.expressions.map((_, index) => {
    const values = evaluations.map((evaluation) => valueAt(evaluation, index));
    return values.find((value) => value !== undefined);
  });
}

/** What differs from Terraform, or undefined. */
function difference(expected: Expected, value: Value | undefined): string | undefined {
  const ours = describeValue(value);
  if (value === undefined && NOT_READ.has(expected.expression)) return undefined;
  if (value?.kind === 'unknown' && NOT_EVALUATED.some(([listed]) => listed.test(expected.expression))) return undefined;
  if ('error' in expected) {
    const isRefused = value === undefined || jsonOf(value).unknown?.reason === 'invalid';
    return isRefused ? undefined : `${expected.expression}\n    Terraform: an error\n    ours:      ${ours}`;
  }
  if ('unknown' in expected) {
    const isOpen = value?.kind !== 'known' || jsonOf(value).unknown !== undefined;
    return isOpen ? undefined : `${expected.expression}\n    Terraform: unknown\n    ours:      ${ours}`;
  }
  const { sensitive, value: json, type } = expected;
  const marked = sensitive === undefined ? '' : ` sensitive ${String(sensitive)}`;
  const terraforms = `${json ?? 'an infinite number'} ${unspaced(type)}${marked}`;
  if (terraforms === ours) return undefined;
  return `${expected.expression}\n    Terraform: ${terraforms}\n    ours:      ${ours}`;
}

/** Terraform's text of a type has white space where names may have some too. */
function unspaced(type: string): string {
  return type.replaceAll(/[\s\ufeff]+/gu, '');
}

function describeValue(value: Value | undefined): string {
  if (value === undefined) return 'no value';
  const { json, isInfinite, unknown } = jsonOf(value);
  if (unknown) return `${JSON.stringify(short(value))} (${unknown.detail})`;
  const sensitive = sensitivityOf(value);
  const marked = sensitive === undefined ? '' : ` sensitive ${String(sensitive)}`;
  return `${isInfinite ? 'an infinite number' : json} ${unspaced(typeText(typeOf(value)))}${marked}`;
}

/** The value of expression `index`; undefined when it is in another evaluation or could not be read. */
function valueAt(evaluation: Evaluation, index: number): Value | undefined {
  return evaluation.graph.at('.', `output.e${index}`)?.body.attributes.get('value')?.value;
}

describe('expressions have the value and type that terraform console says', () => {
  describe.each(topics.map((topic) => ({ name: topic.name, topic })))('$name', ({ topic }) => {
    const path = join(folder, 'expected', `${topic.name}.json`);
    const expected = JSON.parse(readFileSync(path, 'utf8')) as readonly Expected[];

    test('has been derived for every expression', () => {
      expect(expected.map(({ expression }) => expression)).toEqual(topic.expressions);
    });

    test('has no disagreement', async () => {
      const values = await valuesOf(topic);
      expect(expected.flatMap((one, index) => difference(one, values[index]) ?? [])).toEqual([]);
    });
  });
});

test.each(NOT_EVALUATED)('%s is not evaluated: %s', async (listed) => {
  const expressions = topics.flatMap((topic) => topic.expressions).filter((expression) => listed.test(expression));
  expect(expressions).not.toEqual([]);
  const values = await valuesOf({ name: 'not evaluated', prelude: '', expressions });
  // What is evaluated after all does not belong in the list.
  expect(values.filter((value) => value?.kind === 'unknown' && value.reason === 'not-evaluated')).not.toEqual([]);
});

test('there are enough expressions', () => {
  expect(topics.flatMap(({ expressions }) => expressions).length).toBeGreaterThan(1500);
});

test.each(['timestamp()', 'plantimestamp()', 'uuid()', 'bcrypt("a")', 'bcrypt("a", 4)'])(
  '%s is unknown: it differs from run to run',
  async (expression) => {
    const evaluation = await evaluated({ 'main.tf': `output "e0" {\n  value = ${expression}\n}\n` });
    expect(valueAt(evaluation, 0)).toMatchObject({ kind: 'unknown', reason: 'impure' });
  },
);
