import { z } from 'zod';
import type { PlanDiagnostic } from '../../model/plan-run.ts';
import { plainText } from './plain-text.ts';
import { printedDiagnostics } from './printed-diagnostics.ts';
import { placeInTree } from './place-in-tree.ts';

/** What the log of a plan says. */
export interface PlanLog {
  /** Errors first, then warnings, each in the order of the log; secrets and escape sequences are out of them. */
  readonly diagnostics: readonly PlanDiagnostic[];
  /** Diagnostics that are not among them, for the limit. */
  readonly omitted: number;
  /** Which program wrote it, where it says so. */
  readonly tool: { readonly name: 'terraform' | 'tofu'; readonly version: string } | undefined;
  /** The last lines, for a log without diagnostics; without secrets. */
  readonly tail: string;
}

/** Diagnostics that are kept: nobody reads more, and a configuration can make thousands. */
const MAX_DIAGNOSTICS = 100;
const MAX_SUMMARY = 500;
const MAX_DETAIL = 4000;
/** Longer lines are no diagnostics of Terraform's. */
const MAX_LINE = 262_144;
const TAIL_LINES = 20;

const version = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}[\w.+-]{0,50}$/);

/** Lines of `terraform plan -json`: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
const event = z.object({
  type: z.string(),
  terraform: version.optional(),
  tofu: version.optional(),
  diagnostic: z
    .object({
      severity: z.enum(['error', 'warning']),
      summary: z.string(),
      detail: z.string().default(''),
      address: z.string().optional(),
      range: z
        .object({
          filename: z.string(),
          start: z.object({ line: z.number() }),
          end: z.object({ line: z.number() }),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Reads the log of a plan: lines of `terraform plan -json`, the text that Terraform prints for people, or both mixed, as HCP
 * Terraform keeps them. `root` is the folder Terraform ran in, from the top of the tree; `redact` takes secrets out. The log
 * is hostile: what is no diagnostic is passed over, and time is linear in its length.
 */
export function readPlanLog(text: string, root: string, redact: (text: string) => string): PlanLog {
  const found: PlanDiagnostic[] = [];
  const printed: string[] = [];
  let tool: PlanLog['tool'];
  for (const line of text.split('\n')) {
    const read = line.startsWith('{') && line.length <= MAX_LINE ? readEvent(line) : undefined;
    if (!read) {
      printed.push(line.length <= MAX_LINE ? line : '');
      tool ??= printedTool(line);
      continue;
    }
    if (read.type === 'version') tool ??= namedTool(read);
    if (!read.diagnostic) continue;
    const { range, severity, summary, detail, address } = read.diagnostic;
    const place = range && placeInTree(root, range.filename, range.start.line, range.end.line);
    found.push({ severity, summary, detail, address, place });
  }
  const plain = plainText(printed.join('\n'));
  const all = distinct([...found, ...printedDiagnostics(plain, root)].map((each) => cleaned(each, redact)));
  const sorted = [
    ...all.filter(({ severity }) => severity === 'error'),
    ...all.filter(({ severity }) => severity !== 'error'),
  ];
  const last = plain.split('\n').filter((line) => line.trim() !== '');
  return {
    diagnostics: sorted.slice(0, MAX_DIAGNOSTICS),
    omitted: Math.max(0, sorted.length - MAX_DIAGNOSTICS),
    tool,
    tail: cut(redact(cut(last.slice(-TAIL_LINES).join('\n'), MAX_DETAIL)), MAX_DETAIL),
  };
}

function namedTool({ terraform, tofu }: z.infer<typeof event>): PlanLog['tool'] {
  if (tofu !== undefined) return { name: 'tofu', version: tofu };
  return terraform === undefined ? undefined : { name: 'terraform', version: terraform };
}

function printedTool(line: string): PlanLog['tool'] {
  const [, name, found] = /^(Terraform|OpenTofu) v(\d{1,5}\.\d{1,5}\.\d{1,5}[\w.+-]{0,50})/.exec(line) ?? [];
  return found === undefined ? undefined : { name: name === 'OpenTofu' ? 'tofu' : 'terraform', version: found };
}

function readEvent(line: string): z.infer<typeof event> | undefined {
  try {
    const result = event.safeParse(JSON.parse(line));
    return result.success ? result.data : undefined;
  } catch {
    return undefined; // a line that only looks like JSON: the caller takes it as text
  }
}

function cleaned(diagnostic: PlanDiagnostic, redact: (text: string) => string): PlanDiagnostic {
  // Cut before redacting too, so that a huge text costs no more than a small one; after it, as marks may be longer.
  const clean = (text: string, most: number): string => cut(redact(cut(plainText(text), 2 * most)), most);
  const { severity, summary, detail, address, place } = diagnostic;
  return {
    severity,
    summary: clean(summary, MAX_SUMMARY).replaceAll('\n', ' '),
    detail: clean(detail, MAX_DETAIL),
    ...(address === undefined ? {} : { address: clean(address, MAX_SUMMARY).replaceAll('\n', ' ') }),
    ...(place ? { place } : {}),
  };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function distinct(diagnostics: readonly PlanDiagnostic[]): readonly PlanDiagnostic[] {
  const known = new Map(diagnostics.map((each) => [JSON.stringify(each), each]));
  return [...known.values()];
}
