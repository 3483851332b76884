import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Severity } from '../model/items.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { defaultPolicy, type Policy } from '../policy/schema.ts';
import { visibleText } from '../redaction/visible-text.ts';
import { newCaches } from '../review/new-caches.ts';
import { ruleIds } from '../review/judge-side.ts';
import { rules } from '../rules/registry.ts';
import { scanTree } from '../scan.ts';
import { directoryTree, scanRoot } from '../sources/directory.ts';
import { POLICY_PATHS } from '../sources/reviewed-path.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import { type Format, type RenderedReview, render } from './render.ts';
import { variableFilesIn } from './variable-files.ts';

/** Arguments and options of `scan`, as commander gives them. */
export interface ScanArguments {
  readonly dirs: readonly string[];
  readonly format: Format;
  readonly failOn?: Severity | undefined;
  readonly varFile?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly environment?: string | undefined;
  readonly verbose?: boolean | undefined;
}

/** `plumbline scan`: reviews each folder as a root of its own and prints one report. */
export async function scanCommand(args: ScanArguments, io: Io): Promise<ExitCode> {
  const progress = progressOn(io);
  const reviews: RenderedReview[] = [];
  const caches = newCaches();
  for (const [index, dir] of args.dirs.entries()) {
    if (dir === '') throw new InputError('the name of a folder is empty; write . for the working directory');
    const { root } = await scanRoot(resolve(io.cwd, dir));
    const policy = await policyFor(root, args.failOn);
    progress.step('Scanning folders', index, args.dirs.length);
    const tree = directoryTree(resolve(io.cwd, dir));
    const varFiles = await variableFilesIn(tree, { root, called: 'the scanned folder' }, args.varFile ?? []);
    const inputs = { varFiles, workspace: args.workspace, environment: args.environment };
    const onProgress = args.dirs.length === 1 ? progress.step : undefined;
    const review = await scanTree(tree, dir, { rules, policy, inputs, caches, onProgress });
    reviews.push({ review, prefix: prefixOf(io.cwd, root), policy });
  }
  progress.end();
  for (const { review } of reviews) {
    const { filesReviewed, gaps } = review.coverage;
    // A mistyped folder must not look like a clean one.
    if (filesReviewed === 0 && gaps.length === 0) {
      io.warn(
        `plumbline: ${visibleText(review.change.name)} has no Terraform or workflow files, so nothing was reviewed\n`,
      );
    }
  }
  io.write(render(reviews, { format: args.format, rules, verbose: args.verbose ?? false }, io));
  return reviews.every(({ review }) => review.gate.conclusion !== 'failure') ? EXIT.holds : EXIT.breaks;
}

/** From the working directory to `root`, with a slash at the end; '' when they are the same. */
export function prefixOf(cwd: string, root: string): string {
  const path = relative(cwd, root).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}

/** The policy in the scanned tree; a broken one is an InputError, since a scan has nobody else to tell. */
export async function policyFor(root: string, failOn: Severity | undefined): Promise<Policy> {
  let policy = defaultPolicy;
  for (const path of POLICY_PATHS) {
    const text = await readFile(resolve(root, path), 'utf8').catch(() => undefined); // most trees have none
    if (text === undefined) continue;
    const parsed = parsePolicy(text, path, ruleIds(rules));
    const [problem] = parsed.problems;
    if (problem) {
      const { span, message } = problem;
      throw new InputError(
        `${path}:${span.startLine}:${span.startColumn}: ${message} (plumbline config check lists all problems)`,
      );
    }
    policy = parsed.policy;
    break;
  }
  return failOn ? { ...policy, gate: { ...policy.gate, severity: failOn } } : policy;
}
