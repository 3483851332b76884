import { codeRule, type FailOutcome, type Outcome } from '../../engine/rule.ts';
import { actionReference, usesAction } from '../../evaluate/facts/action-reference.ts';
import { oncePerNode } from '../../evaluate/facts/once-per-node.ts';
import {
  expressionsIn,
  inputEntry,
  placeOf,
  scalarAt,
  triggersOf,
  type StepPlace,
} from '../../evaluate/facts/workflow-facts.ts';
import { spanIn } from '../../evaluate/workflow-expression.ts';
import type { Span } from '../../model/span.ts';
import type { YamlMapping, YamlNode, YamlScalar } from '../../syntax/yaml/tree.ts';

/** Contexts that name the outsider's code. `*` in a path of an expression fits as well. */
const HEAD_CONTEXTS = [
  /^github\.head_ref$/,
  /^github\.event\.pull_request\.head\.(?:ref|sha|label|repo\..+)$/,
  /^github\.event\.pull_request\.merge_commit_sha$/,
  /^github\.event\.workflow_run\.(?:head_branch|head_sha|head_commit\.id|head_repository\..+|pull_requests\.[^.]+\.head\..+)$/,
];

/** Commands that fetch the pull request's code: what names it, and what else the line must have. */
const FETCHES: readonly (readonly [RegExp, RegExp | undefined])[] = [
  [/\bgh pr checkout\b/, undefined],
  [/\bpull\/\S{1,100}\/(?:head|merge)\b/, /\bgit (?:-\S+ ){0,3}(?:fetch|pull|clone|checkout)\b/],
];

/** Longest line of a script that is looked at. */
const MAX_LINE = 500;

/** Commands that run code or hooks of the checked-out tree. */
const RUNS_TREE =
  /(?:^|[\s;&|(])(?:npm|yarn|pnpm|bun|npx|pip3?|poetry|uv|tox|pytest|make|cmake|mvnw?|\.\/[\w.-]+|gradlew?|cargo|go|bundle|rake|composer|dotnet|docker|bazel|terraform|tofu|node|python3?|ruby|bash|sh)\s/m;

const fetchIn = oncePerNode((script: YamlScalar): Fetch | undefined => {
  let lineStart = 0;
  for (const line of script.text.split('\n')) {
    const head = line.slice(0, MAX_LINE);
    for (const [pattern, command] of FETCHES) {
      const match = command && !command.test(head) ? null : pattern.exec(head);
      const start = lineStart + (match?.index ?? 0);
      if (match) return { start, end: start + match[0].length, text: match[0].slice(0, 80) };
    }
    lineStart += line.length + 1;
  }
  return undefined;
});

const scriptRunsTree = oncePerNode((script: YamlScalar) => RUNS_TREE.test(script.text) || script.text.includes('./'));

/** Whether a step runs code of the working copy. */
const runsTree = oncePerNode((step: YamlMapping): boolean => {
  const run = scalarAt(step, 'run');
  if (run) return scriptRunsTree(run);
  const reference = actionReference(step);
  return reference?.kind === 'local' && reference.path.startsWith('./');
});

/** For each index the first step from there on that runs code of the working copy. */
const runnersFrom = oncePerNode((steps: readonly YamlMapping[]): readonly (YamlMapping | undefined)[] => {
  let next: YamlMapping | undefined;
  return steps
    .toReversed()
    .map((step) => (next = runsTree(step) ? step : next))
    .reverse();
});

export default codeRule({
  id: 'github-actions-untrusted-checkout',
  title: 'Privileged run checks out the pull request’s code',
  severity: 'high',
  resource: ['workflow.step'],
  why: 'The code of a fork ends up in a job that has the repository’s secrets and token: its build scripts, hooks or configuration can read both.',
  remedy:
    'Build pull requests in a workflow on `pull_request`, without secrets, and hand only checked data over; leave the privileged workflow on the base branch’s code.',
  items: ['rbac', 'supply-chain'],
  links: [
    'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    'https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout',
  ],
  check({ resource, graph }) {
    const place = placeOf(resource.resource, graph);
    const trigger = triggersOf(place?.workflow).find(
      ({ event }) => event === 'pull_request_target' || event === 'workflow_run' || event === 'issue_comment',
    );
    if (!place || !trigger) return undefined;
    const found = checkedOut(place.step);
    if (found === undefined) return undefined;
    const pass: Outcome = { kind: 'pass', attribute: found.attribute, span: found.span };
    if (!found.source || (trigger.event === 'issue_comment' && isGuarded(place))) return pass;
    const runner = runnersFrom(place.siblings)[place.index + (found.attribute === 'run' ? 0 : 1)];
    const fail: FailOutcome = {
      kind: 'fail',
      message: `${place.label} checks out ${found.source} in a run that ${trigger.event} starts${runner ? ', and a later step runs its code' : ''}`,
      attribute: found.attribute,
      span: found.span,
      related: [
        { span: trigger.span, message: `${trigger.event} gives the run the repository’s secrets` },
        ...(runner ? [{ span: runner.span, message: 'runs what was checked out' }] : []),
      ],
      severity: runner ? 'critical' : 'high',
    };
    return fail;
  },
});

interface CheckedOut {
  readonly attribute: string;
  readonly span: Span;
  /** What names the outsider's code; undefined for the repository's own. */
  readonly source: string | undefined;
}

/** What a step checks out; undefined when it does not. */
function checkedOut(step: YamlNode): CheckedOut | undefined {
  if (usesAction(step, 'actions/checkout')) {
    for (const name of ['ref', 'repository']) {
      const value = inputEntry(step, name)?.value;
      if (value?.kind !== 'scalar') continue;
      const source = value.text.startsWith('refs/pull/') ? value.text.slice(0, 80) : headContext(value);
      if (source !== undefined) return { attribute: `with.${name}`, span: value.span, source };
    }
    return { attribute: 'with.ref', span: step.span, source: undefined };
  }
  const run = scalarAt(step, 'run');
  const fetch = run && fetchIn(run);
  return run && fetch && { attribute: 'run', span: spanIn(run, fetch.start, fetch.end), source: fetch.text };
}

interface Fetch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function headContext(scalar: YamlScalar): string | undefined {
  return expressionsIn(scalar)
    .flatMap(({ contexts }) => contexts)
    .find(({ name, reachesResult }) => reachesResult && HEAD_CONTEXTS.some((pattern) => pattern.test(name)))?.name;
}

/** A comment command that asks who wrote it (`author_association`, a permission check) is a maintainer's act. */
function isGuarded(place: StepPlace): boolean {
  const conditions = [scalarAt(place.step, 'if'), scalarAt(place.job, 'if')].map((node) => node?.text ?? '');
  return conditions.some((text) =>
    /author_association|permission|github\.(?:actor|triggering_actor)\b|sender\.login/.test(text),
  );
}
