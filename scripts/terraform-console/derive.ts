import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { declaration, type Topic } from './topic.ts';
import { canonicalJson, tupleElements } from './console-text.ts';

/** What Terraform makes of an expression. */
export type Expected =
  | { readonly expression: string; readonly error: true }
  /** Terraform itself does not know a part of the value before apply. */
  | { readonly expression: string; readonly unknown: true; readonly type: string }
  | {
      readonly expression: string;
      /** The value as JSON text with all digits of its numbers; null when JSON cannot express it (an infinite number). */
      readonly value: string | null;
      /** Its type as `type()` writes it, on one line. */
      readonly type: string;
      /** Whether the value is marked as sensitive, or a part of it is. */
      readonly sensitive?: true | 'inside';
    };

/** Errors found while loading hide those found while evaluating; more rounds mean that Terraform does not name the file. */
const MAX_ROUNDS = 5;

const ENVIRONMENT = { TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };

/**
 * Asks Terraform for the value of every expression of a topic. Each one stands in a file of its own, so that one run reports all
 * that are wrong; they are taken out, and what is left is printed in one go. `files` is a folder that file functions can read.
 * Throws when Terraform is not on PATH or says something else than expected.
 */
export async function derive(topic: Topic, files: string): Promise<readonly Expected[]> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-console-'));
  try {
    if (existsSync(files)) cpSync(files, join(folder, 'files'), { recursive: true });
    writeFileSync(join(folder, 'prelude.tf'), topic.prelude);
    const references = new Map<number, string>();
    for (const [index, expression] of topic.expressions.entries()) {
      const { text, reference } = declaration(expression, index);
      writeFileSync(join(folder, `e${index}.tf`), text);
      references.set(index, reference);
    }
    await takeOutErrors(folder, references);
    const results = await printed(folder, references);
    return topic.expressions.map(
      (expression, index) => results.get(index)?.(expression) ?? { expression, error: true },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Removes the files that Terraform reports an error in, and their references. */
async function takeOutErrors(folder: string, references: Map<number, string>): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { stderr, wrong } = await ask(folder, 'true');
    if (wrong.size === 0) {
      if (stderr.includes('Error:')) throw new Error(`Terraform reports an error in no expression:\n${stderr}`);
      return;
    }
    for (const index of wrong) {
      rmSync(join(folder, `e${index}.tf`), { force: true });
      references.delete(index);
    }
  }
  throw new Error(`Terraform still finds errors after ${MAX_ROUNDS} rounds`);
}

/** Values, types and marks of what can be evaluated. */
async function printed(
  folder: string,
  references: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, (expression: string) => Expected>> {
  const all = [...references.values()];
  const json = (reference: string): string => `try(jsonencode(${reference}), "")`;
  const mark = (reference: string): string =>
    `issensitive(${reference}) ? "whole" : issensitive(${json(reference)}) ? "inside" : "none"`;
  // In base64 every value is one line of what the console prints.
  const lists = {
    all,
    values: all.map((reference) => `base64encode(nonsensitive(${json(reference)}))`),
    marks: all.map(mark),
  };
  const locals = Object.entries(lists).map(([name, items]) => `${name} = [\n${items.join(',\n')}\n]\n`);
  writeFileSync(join(folder, 'all.tf'), `locals {\n${locals.join('')}}\n`);
  // Of several lines only the result of the last one is printed.
  const [values, marks] = [await ask(folder, 'local.values'), await ask(folder, 'local.marks')].map(({ stdout }) =>
    stdout.split('\n').slice(1, -1),
  );
  const types = tupleElements((await ask(folder, 'type(local.all)')).stdout);
  if (types.length !== all.length || values?.length !== all.length || marks?.length !== all.length)
    throw new Error('misread what terraform console prints');
  return new Map(
    [...references.keys()].map((index, place): [number, (expression: string) => Expected] => {
      const type = types[place] ?? '';
      const text = /^ {2}"(?<base64>.*)",$/u.exec(values[place] ?? '')?.groups?.['base64'];
      if (text === undefined) return [index, (expression: string) => ({ expression, unknown: true, type })];
      const value = Buffer.from(text, 'base64').toString();
      const mark = marks[place] ?? '';
      const sensitive: true | 'inside' | undefined = mark.includes('whole')
        ? true
        : mark.includes('inside')
          ? 'inside'
          : undefined;
      const result = { value: value === '' ? null : canonicalJson(value), type, ...(sensitive ? { sensitive } : {}) };
      return [index, (expression: string) => ({ expression, ...result })];
    }),
  );
}

/** Runs `terraform console` on one line of input; `wrong` are the numbers of the files that it reports errors in. */
async function ask(
  folder: string,
  line: string,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly wrong: ReadonlySet<number> }> {
  const { stdout, stderr } = await execa('terraform', ['console', '-no-color'], {
    cwd: folder,
    env: ENVIRONMENT,
    input: `${line}\n`,
    reject: false,
  });
  const reports = stderr.split(/^(?=(?:Error|Warning): )/mu).filter((report) => report.startsWith('Error: '));
  const wrong = reports.flatMap((report) =>
    [...report.matchAll(/^ {2}on e(\d+)\.tf line/gmu)].map((m) => Number(m[1])),
  );
  return { stdout: stdout.trim(), stderr, wrong: new Set(wrong) };
}
