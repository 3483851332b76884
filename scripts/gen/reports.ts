import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defaultPolicy } from '../../src/policy/schema.ts';
import { toJsonSchema } from '../../src/policy/json-schema.ts';
import { fullMarkdownOf } from '../../src/report/full-markdown.ts';
import { jsonOf } from '../../src/report/json.ts';
import { summaryCommentOf } from '../../src/report/summary-comment.ts';
import { reviewChange } from '../../src/review.ts';
import { rules } from '../../src/rules/registry.ts';
import { directoryPair } from '../../src/sources/directory-pair.ts';

const SAMPLE = 'fixtures/pull-requests/checkout-service';
const BLOCK = /(?<=<!-- demo -->)[^]*(?=<!-- \/demo -->)/;

/**
 * Generated files that show the product at work, by path from the top of the project: the sample review as GitHub receives it and
 * as data, the README's excerpt of it, and the policy's JSON Schema. Throws when the README has no place for the excerpt.
 */
export async function reportTexts(project: string): Promise<ReadonlyMap<string, string>> {
  const open = await directoryPair(join(project, SAMPLE, 'base'), join(project, SAMPLE, 'head')).open();
  const review = await reviewChange(open, { rules });
  const { inline, cap } = defaultPolicy.comments;
  const gateSeverity = defaultPolicy.gate.severity;
  const readme = await readFile(join(project, 'README.md'), 'utf8');
  if (!BLOCK.test(readme)) throw new Error('README.md has no <!-- demo --> … <!-- /demo --> block');
  const summary = summaryCommentOf(review, gateSeverity) ?? '';
  const style = await resolveConfig(join(project, 'package.json'));
  const pretty = (path: string, text: string): Promise<string> => format(text, { ...style, filepath: path });
  return new Map([
    [`${SAMPLE}/review.md`, fullMarkdownOf(review, { minimum: inline, cap }, { gateSeverity })],
    [`${SAMPLE}/expected.json`, `${JSON.stringify(jsonOf(review), null, 2)}\n`],
    ['README.md', readme.replace(BLOCK, () => `\n\n${excerptOf(summary)}\n\n`)],
    ['docs/plumbline.schema.json', await pretty('x.json', JSON.stringify(toJsonSchema()))],
  ]);
}

/** The summary comment down to its tables, as a quotation, so that it is rendered as on GitHub. */
function excerptOf(summary: string): string {
  const visible = summary.replaceAll(/<!--[^]*?-->\n?/g, '');
  const end = visible.indexOf('\n### Reliability');
  const lines = visible
    .slice(0, end < 0 ? undefined : end)
    .trim()
    .split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}
