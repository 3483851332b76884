import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { SourceFiles } from '../../src/evaluate/source-files.ts';
import { fileKind } from '../../src/syntax/file-kind.ts';
import { parseTemplateText } from '../../src/syntax/hcl/template-text.ts';
import { parseFile, parseFiles } from '../../src/syntax/parse.ts';
import type { ParseCache } from '../../src/syntax/parse-cache.ts';
import { comparison, type Counts } from '../compare-parsers/comparison.ts';
import type { Sample } from './corpus.ts';
import { mutated, type Mutation } from './mutate.ts';

/** What one input did. */
export interface Outcome {
  readonly bytes: Uint8Array;
  /** Milliseconds of processor time: other work on the machine does not count. */
  readonly parse: number;
  readonly evaluate: number;
  readonly valid: boolean;
  /** HashiCorp's parser could not be asked, though the text is within all limits. */
  readonly unchecked: boolean;
  /** What the two parsers read differently, or what was thrown. */
  readonly faults: readonly string[];
  /** Valid text that our grammar does not understand; the file has a diagnostic that says so. */
  readonly gaps: readonly string[];
}

/**
 * Parses a changed file, compares both parsers' trees and evaluates it with the files around it, which may read it and each
 * other. A file that is only read is parsed as a template. Never rejects.
 */
export async function checkInput(sample: Sample, mutations: readonly Mutation[], cache: ParseCache): Promise<Outcome> {
  const bytes = mutated(sample.bytes, mutations);
  const outcome = { bytes, parse: 0, evaluate: 0, valid: false, unchecked: false };
  const faults: string[] = [];
  const gaps: string[] = [];
  try {
    const siblings = await parseFiles(sample.siblings, cache);
    let start = process.cpuUsage();
    const isRead = fileKind(sample.path) === undefined;
    const parsed = isRead ? undefined : await parseFile(sample.path, bytes);
    parseTemplateText(sample.path, parsed?.text ?? new TextDecoder().decode(bytes));
    outcome.parse = milliseconds(process.cpuUsage(start));
    const told = parsed?.diagnostics.map((one) => one.message) ?? [];
    outcome.valid = told.length === 0;
    outcome.unchecked = told.some((message) => /hcl2json|Go program/.test(message));
    const gap = told.find((message) => message.includes('was not understood') && !message.includes('this string'));
    if (gap !== undefined) gaps.push(gap);
    if (parsed?.hcl && outcome.valid && !sample.path.endsWith('.json')) faults.push(...differences(parsed));
    const { tree } = sample;
    const read = (path: string): Uint8Array | undefined => (path === sample.path ? bytes : tree.read(path));
    const sourceFiles: SourceFiles = { paths: tree.paths, read };
    const files = new Map(siblings);
    if (parsed) files.set(sample.path, parsed);
    start = process.cpuUsage();
    evaluate(files, { sourceFiles });
    outcome.evaluate = milliseconds(process.cpuUsage(start));
  } catch (error) {
    faults.push(`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return { ...outcome, faults, gaps };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function differences(parsed: Parameters<typeof comparison>[0]): string[] {
  const counts: Counts = { files: 0, bytes: 0, blocks: 0, attributes: 0, values: 0, templates: 0, expressions: 0 };
  return comparison(parsed, counts)
    .filter((one) => one.class === undefined)
    .map((one) => `parsers differ: ${one.line} ${one.what.slice(0, 300)}`);
}
