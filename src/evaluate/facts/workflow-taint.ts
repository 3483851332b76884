import { get, type YamlMapping, type YamlNode, type YamlScalar } from '../../syntax/yaml/tree.ts';
import type { ContextUse } from '../workflow-expression.ts';
import { expressionsIn, scalarAt, triggersOf, type StepPlace } from './workflow-facts.ts';

/** Who can choose the text of a context. */
export type Author = 'outsider' | 'caller' | 'member';

/** A context whose text somebody else chooses. */
export interface Taint {
  readonly author: Author;
  /** Where the text comes from, when it is not the context itself: `github.event.issue.title`. */
  readonly via?: string | undefined;
}

/**
 * Texts that anybody can choose by opening an issue or a pull request, commenting, or pushing to a fork. `*` is any one part.
 * Source: https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
 * and the payloads at https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
const OUTSIDER = [
  'github.head_ref',
  'github.event.issue.title',
  'github.event.issue.body',
  'github.event.pull_request.title',
  'github.event.pull_request.body',
  'github.event.pull_request.head.ref',
  'github.event.pull_request.head.label',
  'github.event.pull_request.head.repo.default_branch',
  'github.event.pull_request.head.repo.description',
  'github.event.pull_request.head.repo.homepage',
  'github.event.comment.body',
  'github.event.review.body',
  'github.event.review_comment.body',
  'github.event.discussion.title',
  'github.event.discussion.body',
  'github.event.pages.*.page_name',
  'github.event.pages.*.title',
  'github.event.pages.*.summary',
  'github.event.commits.*.message',
  'github.event.commits.*.author.email',
  'github.event.commits.*.author.name',
  'github.event.commits.*.committer.email',
  'github.event.commits.*.committer.name',
  'github.event.head_commit.message',
  'github.event.head_commit.author.email',
  'github.event.head_commit.author.name',
  'github.event.head_commit.committer.email',
  'github.event.head_commit.committer.name',
  'github.event.workflow_run.head_branch',
  'github.event.workflow_run.display_title',
  'github.event.workflow_run.head_commit.message',
  'github.event.workflow_run.head_commit.author.email',
  'github.event.workflow_run.head_commit.author.name',
  'github.event.workflow_run.head_repository.description',
  'github.event.workflow_run.pull_requests.*.head.ref',
  'github.event.check_suite.head_branch',
  'github.event.check_run.check_suite.head_branch',
  'github.event.merge_group.head_commit.message',
  'github.event.forkee.description',
  'github.event.forkee.homepage',
  'github.event.forkee.default_branch',
  'github.event.changes.title.from',
  'github.event.changes.body.from',
].map((name) => name.split('.'));

/** Texts that people with write access to the repository choose: names of branches, tags, releases, labels, inputs. */
const MEMBER = [
  'github.ref',
  'github.ref_name',
  'github.base_ref',
  'github.event.ref',
  'github.event.base_ref',
  'github.event.pull_request.base.ref',
  'github.event.pull_request.base.label',
  'github.event.release.name',
  'github.event.release.body',
  'github.event.release.tag_name',
  'github.event.release.target_commitish',
  'github.event.label.name',
  'github.event.label.description',
  'github.event.milestone.title',
  'github.event.milestone.description',
  'github.event.issue.labels.*.name',
  'github.event.pull_request.labels.*.name',
  'github.event.repository.description',
  'github.event.repository.homepage',
  'github.event.client_payload.*',
  'github.event.merge_group.head_ref',
  'github.event.workflow_run.name',
  'github.workflow_ref',
].map((name) => name.split('.'));

/** Definitions of variables that are followed for one context: enough for any real chain. */
const MAX_FOLLOWED = 10;

/** Whose text a context holds, as far as the file tells; undefined for harmless and unknown ones. */
export function taintOf(use: ContextUse, place: StepPlace): Taint | undefined {
  return taint(use, { ...place, followed: new Set() });
}

/** A place, with the texts that were followed on the way. */
interface Trail extends StepPlace {
  readonly followed: Set<YamlNode>;
}

function taint(use: ContextUse, trail: Trail): Taint | undefined {
  const [root, second] = use.path;
  if (root === 'github') return githubTaint(use.path, trail.workflow);
  if (root === 'inputs') return inputTaint(second ?? '', trail);
  if (root === 'env' && second !== undefined) return envTaint(second, trail);
  if (root === 'matrix') return matrixTaint(second, trail);
  return undefined;
}

function githubTaint(path: readonly string[], workflow: YamlMapping | undefined): Taint | undefined {
  if (path[1] === 'event' && path[2] === 'inputs') {
    return path[3] === undefined ? { author: 'member' } : dispatchTaint(path[3], workflow);
  }
  if (OUTSIDER.some((known) => covers(path, known))) return { author: 'outsider' };
  if (MEMBER.some((known) => matches(path, known)) && !hasFixedRef(path, workflow)) return { author: 'member' };
  return undefined;
}

/** A whole object (`toJSON(github.event.issue)`) holds every text below it; the whole of `github` holds the event. */
function covers(path: readonly string[], known: readonly string[]): boolean {
  if (path.length >= known.length) return matches(path, known);
  return path.every((part, index) => part === known[index] || known[index] === '*');
}

/**
 * Equal part by part. `*` in a known path fits every part; `*` in the expression (a filter, or a computed index) fits
 * every part but the last, which must be named, or else all before it must be.
 */
function matches(path: readonly string[], known: readonly string[]): boolean {
  if (path.length !== known.length) return false;
  const isOpen = path.at(-1) === '*';
  if (isOpen && known.at(-1) !== '*') return false;
  return path.every((part, index) => part === known[index] || known[index] === '*' || (part === '*' && !isOpen));
}

/** True when the names of refs cannot vary: only pushes to named branches, schedules and pull requests start the workflow. */
function hasFixedRef(path: readonly string[], workflow: YamlMapping | undefined): boolean {
  const isRef = ['github.ref', 'github.ref_name', 'github.event.ref'].includes(path.join('.'));
  const triggers = triggersOf(workflow);
  if (!isRef || triggers.length === 0) return false;
  return triggers.every(({ event, filters }) => {
    if (event === 'schedule' || event === 'pull_request') return true;
    if (event !== 'push' || get(filters, 'tags')) return false;
    const branches = get(filters, 'branches');
    const names = branches?.kind === 'sequence' ? branches.items : branches ? [branches] : [];
    return names.length > 0 && names.every((name) => name.kind === 'scalar' && /^[\w./-]+$/.test(name.text));
  });
}

function dispatchTaint(name: string, workflow: YamlMapping | undefined): Taint | undefined {
  const dispatch = triggersOf(workflow).find(({ event }) => event === 'workflow_dispatch');
  const input = inputDefinition(get(dispatch?.filters, 'inputs'), name);
  // An input that is not declared is always empty.
  return input && (scalarAt(input, 'type')?.text ?? 'string') === 'string' ? { author: 'member' } : undefined;
}

/** Inputs: of an action any text; of a called workflow any text of type string; of a dispatched one a member's. */
function inputTaint(name: string, place: StepPlace): Taint | undefined {
  const { workflow } = place;
  if (!workflow) return { author: 'caller' };
  const call = triggersOf(workflow).find(({ event }) => event === 'workflow_call');
  const called = inputDefinition(get(call?.filters, 'inputs'), name);
  if (called) return (scalarAt(called, 'type')?.text ?? 'string') === 'string' ? { author: 'caller' } : undefined;
  return dispatchTaint(name, workflow);
}

/** Input names ignore case; a null definition (`name:`) is a string input. */
function inputDefinition(inputs: YamlNode | undefined, name: string): YamlNode | undefined {
  if (inputs?.kind !== 'mapping') return undefined;
  return inputs.entries.find(({ key }) => key.text.toLowerCase() === name.toLowerCase())?.value;
}

/** An environment variable pastes what its definition holds; the nearest definition counts. */
function envTaint(name: string, trail: Trail): Taint | undefined {
  for (const owner of [trail.step, trail.job, trail.workflow]) {
    const env = get(owner, 'env');
    if (env?.kind !== 'mapping') continue;
    const found = env.entries.find(({ key }) => key.text.toLowerCase() === name);
    if (found) return found.value.kind === 'scalar' ? textTaint(found.value, trail) : undefined;
  }
  return undefined;
}

function matrixTaint(name: string | undefined, trail: Trail): Taint | undefined {
  const matrix = get(get(trail.job, 'strategy'), 'matrix');
  if (matrix?.kind === 'scalar') return textTaint(matrix, trail);
  const values = name === undefined ? undefined : get(matrix, name);
  const texts = values?.kind === 'sequence' ? values.items : values ? [values] : [];
  for (const text of texts.slice(0, MAX_FOLLOWED)) {
    const found = text.kind === 'scalar' ? textTaint(text, trail) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The worst taint of the contexts that a text pastes. Each text is followed once, so circles end. */
function textTaint(text: YamlScalar, trail: Trail): Taint | undefined {
  if (trail.followed.has(text) || trail.followed.size >= MAX_FOLLOWED) return undefined;
  trail.followed.add(text);
  const taints = expressionsIn(text)
    .flatMap(({ contexts }) => contexts.filter(({ reachesResult }) => reachesResult))
    .flatMap((use) => {
      const found = taint(use, trail);
      return found ? [{ author: found.author, via: found.via ?? use.name }] : [];
    });
  return (
    taints.find(({ author }) => author === 'outsider') ?? taints.find(({ author }) => author === 'caller') ?? taints[0]
  );
}
