import type { PlanReport } from '../../src/plan/plan-report.ts';
import { planFromFile } from '../../src/plan-from-file.ts';
import { defaultPolicy } from '../../src/policy/schema.ts';
import { planCheckRunOf, type PlanCheckRun } from '../../src/report/plan/plan-check-run.ts';
import { planHtmlOf } from '../../src/report/plan/plan-html.ts';
import { planJsonOf } from '../../src/report/plan/plan-json.ts';
import { planMarkdownOf } from '../../src/report/plan/plan-markdown.ts';
import { planSarifOf } from '../../src/report/plan/plan-sarif.ts';
import { planTerminalOf } from '../../src/report/plan/plan-terminal.ts';
import { rules } from '../../src/rules/registry.ts';
import { maskedTexts } from './masked-texts.ts';
import { plantSecrets } from './plant-secrets.ts';
import { readableTexts } from './readable-texts.ts';

/** What came of one file. */
export interface CheckedRenderings {
  readonly result: 'plan' | 'error';
  readonly changes: number;
  /** Texts under masks that were looked for. */
  readonly secrets: number;
  /** Bytes of all outputs. */
  readonly bytes: number;
  /** What is wrong, in whole sentences that name the output; no secret is quoted. */
  readonly problems: readonly string[];
  /** For an error: what the reader is told. */
  readonly told: string;
}

/** Wide enough that no text is broken over lines, where it would not be found again. */
const WIDTH = 100_000;
const MOST_BYTES = 60_000;

/** How a file is checked. */
export interface CheckOptions {
  /** Whether an error would be a fault. */
  readonly readable: boolean;
  /** Puts secrets of our own into the plan first: most plans of a corpus have few. */
  readonly plant?: boolean;
}

/** Renders the plan in every format and checks what must hold of all of them. */
export function checkRenderings(bytes: Uint8Array, file: string, { readable, plant }: CheckOptions): CheckedRenderings {
  const report = reportOf(bytes, file);
  if (plant === true && report.plan) {
    const { plan, planted } = plantSecrets(jsonOf(bytes));
    return checkReport(reportOf(Buffer.from(JSON.stringify(plan)), file), file, planted, readable);
  }
  return checkReport(report, file, report.plan ? maskedTexts(jsonOf(bytes)) : new Set(), readable);
}

function reportOf(bytes: Uint8Array, file: string): PlanReport {
  return planFromFile(bytes, { file, policy: defaultPolicy, rules });
}

function checkReport(
  report: PlanReport,
  file: string,
  secrets: ReadonlySet<string>,
  readable: boolean,
): CheckedRenderings {
  const run = planCheckRunOf(report);
  const outputs = outputsOf(report, run);
  const told = report.diagnostics.map(({ message }) => message).join(' ');
  return {
    result: report.plan ? 'plan' : 'error',
    changes: report.plan?.changes.length ?? 0,
    secrets: secrets.size,
    bytes: Object.values(outputs).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    problems: [
      ...leaks(outputs, secrets),
      ...overLimits(run),
      ...unseen(outputs),
      ...(report.plan ? [] : unclear(outputs, file, told)),
      ...(readable && !report.plan ? [`is no plan: ${told}`] : []),
    ],
    told,
  };
}

type Outputs = Readonly<Record<string, string>>;

function outputsOf(report: PlanReport, run: PlanCheckRun): Outputs {
  const [json, sarif] = [planJsonOf(report), planSarifOf(report, { rules, version: '0.0.0' })];
  return {
    'check run': [run.name, run.title, run.summary, run.text, ...run.actions.map(({ label }) => label)].join('\n'),
    annotations: run.annotations.map(({ path, title, message }) => `${path}\n${title}\n${message}`).join('\n'),
    Markdown: planMarkdownOf(report),
    terminal: planTerminalOf(report, { color: false, width: WIDTH, verbose: true }),
    HTML: planHtmlOf(report),
    JSON: JSON.stringify(json),
    SARIF: JSON.stringify(sarif),
  };
}

let ofNothing: Outputs | undefined;

/** The outputs of a plan that holds nothing. */
function outputsOfNothing(): Outputs {
  const nothing = { format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes: [] };
  const report = reportOf(Buffer.from(JSON.stringify(nothing)), 'plan.json');
  return (ofNothing ??= outputsOf(report, planCheckRunOf(report)));
}

/** The file as JSON; terraform writes UTF-8, some shells put a byte order mark before it or make it UTF-16. */
function jsonOf(bytes: Uint8Array): unknown {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  return JSON.parse(new TextDecoder(encoding).decode(bytes));
}

/** Secrets that can be read in an output, whatever its escapes. */
function leaks(outputs: Outputs, secrets: ReadonlySet<string>): readonly string[] {
  return Object.entries(outputs).flatMap(([name, output]) => {
    const read = readableTexts(output, secrets);
    if (read.length === 0) return [];
    // A secret that is a word of ours (the catalogue of rules in SARIF says “secret”) tells nobody anything.
    const ours = new Set(readableTexts(outputsOfNothing()[name] ?? '', secrets));
    return read
      .filter((text) => !ours.has(text))
      .map((text) => `${name} shows a masked text of ${String(text.length)} characters`);
  });
}

function overLimits(run: PlanCheckRun): readonly string[] {
  const sizes = [
    ['summary', Buffer.byteLength(run.summary), MOST_BYTES],
    ['text', Buffer.byteLength(run.text), MOST_BYTES],
    ['title', run.title.length, 80],
    ['annotations', run.annotations.length, 50],
    ['actions', run.actions.length, 3],
  ] as const;
  return sizes
    .filter(([, size, most]) => size > most)
    .map(([name, size, most]) => `${name} of the check run: ${String(size)}, at most ${String(most)}`);
}

/** Characters that steer a terminal or turn the direction of text, and halves of characters; line feeds and tabs are ours. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function unseen(outputs: Outputs): readonly string[] {
  return Object.entries(outputs).flatMap(([name, output]) => {
    const [found] = UNSEEN.exec(output) ?? [];
    return found === undefined ? [] : [`${name} holds U+${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`];
  });
}

/** Words that tell a reader what to do. */
const REMEDY = /\b(show -json|give|pass|use|run|make|save|write|update|upgrade|repeat|convert)\b/i;
const STACK = /\n\s*at .*:\d+:\d+|\b(?:Type|Range|Syntax|Reference)Error\b|node_modules|\/src\/\w+/;

/** What is wrong with how a file that is no plan is refused. */
function unclear(outputs: Outputs, file: string, told: string): readonly string[] {
  const named = Object.entries(outputs).filter(([name, output]) => name === 'terminal' && !output.includes(file));
  const stacks = Object.entries(outputs).filter(([, output]) => STACK.test(output));
  return [
    ...(told === '' ? ['nothing says what is wrong'] : []),
    ...(REMEDY.test(told) ? [] : [`the error does not say what to do: ${told}`]),
    ...named.map(([name]) => `${name} does not name the file`),
    ...stacks.map(([name]) => `${name} shows a stack trace`),
  ];
}
