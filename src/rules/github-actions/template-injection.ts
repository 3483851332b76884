import {
  codeRule,
  same,
  similar,
  type CheckContext,
  type FailOutcome,
  type Outcome,
  type Rule,
} from '../../engine/rule.ts';
import { actionReference } from '../../evaluate/facts/action-reference.ts';
import {
  expressionsIn,
  inputEntry,
  isPrivileged,
  placeOf,
  scalarAt,
  type StepPlace,
} from '../../evaluate/facts/workflow-facts.ts';
import { taintOf, type Author, type Taint } from '../../evaluate/facts/workflow-taint.ts';
import { spanIn, type ContextUse } from '../../evaluate/workflow-expression.ts';
import type { Severity } from '../../model/items.ts';
import type { YamlNode, YamlScalar } from '../../syntax/yaml/tree.ts';

/** Inputs that an action runs as code (or expands as a template of it), by action. From the actions' own documentation. */
const CODE_INPUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['actions/github-script', ['script']],
  ['azure/cli', ['inlineScript']],
  ['azure/powershell', ['inlineScript']],
  ['appleboy/ssh-action', ['script']],
  ['mikefarah/yq', ['cmd']],
  ['sergeysova/jq-action', ['cmd']],
  ['devorbitus/yq-action-output', ['cmd']],
  ['amadevus/pwsh-script', ['script']],
  ['jannekem/run-python-script-action', ['script']],
  ['cardinalby/js-eval-action', ['expression']],
  ['addnab/docker-run-action', ['run', 'options']],
  ['nick-fields/retry', ['command']],
  ['8398a7/action-slack', ['custom_payload']],
  ['tibdex/backport', ['body_template', 'head_template', 'labels_template', 'title_template']],
  ['gautamkrishnar/blog-post-workflow', ['item_exec']],
  ['skitionek/notify-microsoft-teams', ['overwrite']],
  ['roots/issue-closer-action', ['issue-close-message', 'pr-close-message']],
  ['lucasbento/auto-close-issues', ['issue-close-message']],
]);

/** Contexts of one script that get a finding each; more are one finding. */
const MAX_PER_SINK = 5;

/** A text that is run as code. */
interface Sink {
  readonly name: string;
  readonly what: string;
  readonly scalar: YamlScalar;
}

/** What the two rules have in common; they differ in who chooses the text. */
const SHARED = {
  resource: ['workflow.step'],
  remedy:
    'Put the expression into an environment variable of the step (`env: TITLE: ${{ … }}`) and use it quoted in the script (`"$TITLE"`).',
  items: ['input-validation', 'supply-chain'],
  links: [
    'https://docs.github.com/en/actions/concepts/security/script-injections',
    'https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks',
  ],
} as const;

export default [
  codeRule({
    ...SHARED,
    id: 'github-actions-template-injection',
    title: 'Script pastes text that outsiders choose',
    severity: 'high',
    why: 'GitHub pastes the text of `${{ … }}` into the script before the shell sees it, so whoever opens an issue or pull request with a crafted text runs commands with the job’s token and secrets.',
    aliases: [...same('zizmor/template-injection', 'actionlint/expression/untrusted-input'), ...similar('CKV_GHA_2')],
    check: (context) => judge(context, ['outsider']),
  }),
  codeRule({
    ...SHARED,
    id: 'github-actions-input-injection',
    title: 'Script pastes inputs or names of refs',
    severity: 'medium',
    why: 'GitHub pastes the text of `${{ … }}` into the script before the shell sees it, so a caller that passes on an issue title, or a branch or tag with a crafted name, runs commands with the job’s token and secrets.',
    aliases: similar('zizmor/template-injection'),
    check: (context) => judge(context, ['caller', 'member']),
  }),
] satisfies readonly Rule[];

function judge(
  { resource, graph }: CheckContext,
  authors: readonly Author[],
): Outcome | readonly Outcome[] | undefined {
  const place = placeOf(resource.resource, graph);
  const sinks = place ? sinksOf(place.step) : [];
  const [first] = sinks;
  if (!place || !first) return undefined;
  const fails = sinks.flatMap((sink) => failsIn(sink, place, authors));
  return fails.length > 0 ? fails : { kind: 'pass', attribute: first.name, span: first.scalar.span };
}

function sinksOf(step: YamlNode): readonly Sink[] {
  const run = scalarAt(step, 'run');
  if (run) return [{ name: 'run', what: 'its script', scalar: run }];
  const reference = actionReference(step);
  const inputs = reference?.kind === 'repository' ? (CODE_INPUTS.get(reference.id) ?? []) : [];
  return inputs.flatMap((name) => {
    const value = inputEntry(step, name)?.value;
    return value?.kind === 'scalar'
      ? [{ name: `with.${name}`, what: `the code in its ${name} input`, scalar: value }]
      : [];
  });
}

/** One finding for each context; further places of the same context are related locations. */
function failsIn(sink: Sink, place: StepPlace, authors: readonly Author[]): readonly FailOutcome[] {
  const fails = new Map<string, FailOutcome>();
  const taints = new Map<string, Taint | undefined>();
  const uses = expressionsIn(sink.scalar).flatMap(({ contexts }) => contexts);
  for (const use of uses) {
    if (!use.reachesResult || use.indirect) continue;
    if (!taints.has(use.name)) taints.set(use.name, taintOf(use, place));
    const taint = taints.get(use.name);
    if (!taint || !authors.includes(taint.author)) continue;
    const span = spanIn(sink.scalar, use.start, use.start + use.name.length);
    const known = fails.get(use.name);
    const related = [...(known?.related ?? []), { span, message: `${shorten(use.name)} is pasted here too` }];
    fails.set(use.name, known ? { ...known, related } : failOf(use, taint, sink, place, span));
  }
  const [first, ...others] = fails.values();
  if (!first || others.length < MAX_PER_SINK) return [...fails.values()];
  // A script full of them needs one rewrite, not a comment for each.
  return [
    {
      ...first,
      message: `${first.message}, and ${String(others.length)} more such texts`,
      valueClass: 'many',
      degree: fails.size,
      related: others.map(({ span, valueClass }) => ({ span, message: `${valueClass ?? ''} is pasted here` })),
    },
  ];
}

function failOf(use: ContextUse, taint: Taint, sink: Sink, place: StepPlace, span: FailOutcome['span']): FailOutcome {
  const source = taint.via === undefined ? shorten(use.name) : `${shorten(use.name)} (set from ${shorten(taint.via)})`;
  return {
    kind: 'fail',
    message: `${place.label} pastes ${source}, ${authorText(taint)}, into ${sink.what}`,
    attribute: sink.name,
    valueClass: shorten(use.name),
    span,
    severity: severityOf(taint, place),
  };
}

/** Names can be as long as an expression (21,000 characters). */
function shorten(name: string): string {
  return name.length > 120 ? `${name.slice(0, 119)}…` : name;
}

function authorText({ author }: Taint): string {
  if (author === 'outsider') return 'which anybody can choose';
  return author === 'caller'
    ? 'which the caller chooses'
    : 'which anybody with write access (or who can start the run) chooses';
}

/** Outsiders with the repository's secrets within reach are worst; people with write access could do most of it anyway. */
function severityOf(taint: Taint, place: StepPlace): Severity {
  if (taint.author === 'outsider') return isPrivileged(place.workflow) ? 'critical' : 'high';
  return taint.author === 'caller' ? 'medium' : 'low';
}
