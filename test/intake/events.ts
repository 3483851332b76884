import type { Probot } from 'probot';
import { APP_ID } from './app-credentials.ts';

type ReceivedEvent = Parameters<Probot['receive']>[0];

const repository = { id: 11, name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' } };
const installation = { id: 99 };
const person = { login: 'dana', type: 'User' };

/** An event as GitHub sends it, reduced to what any handler could look at. */
export interface WebhookEvent {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A `pull_request` event about acme/shop#7. */
export function pullRequestEvent(action: string, more: Readonly<Record<string, unknown>> = {}): WebhookEvent {
  const payload = { action, number: 7, pull_request: { number: 7 }, repository, installation, sender: person, ...more };
  return { id: `delivery-${action}`, name: 'pull_request', payload };
}

/** A `check_run` or `check_suite` event of the App `appId` that lists pull requests by number and base repository. */
export function checkEvent(
  kind: 'check_run' | 'check_suite',
  action: string,
  appId: number,
  pulls: readonly (readonly [number: number, repositoryId: number])[],
  externalId?: string,
): WebhookEvent {
  const pull_requests = pulls.map(([number, id]) => ({ number, base: { repo: { id } } }));
  const external = externalId === undefined ? {} : { external_id: externalId };
  const name = 'plumbline / review';
  const check = { id: 5, name, head_sha: 'a'.repeat(40), app: { id: appId }, pull_requests, ...external };
  const payload = { action, [kind]: check, repository, installation, sender: person };
  return { id: `delivery-${action}`, name: kind, payload };
}

/** A `check_run` event about the plan of `root`, whose check run has the id 5; `button` is what was pressed. */
export function planCheckEvent(
  action: 'rerequested' | 'requested_action',
  root: string,
  button?: string,
  headSha = 'a'.repeat(40),
): WebhookEvent {
  const check = {
    id: 5,
    name: `plumbline / plan (${root})`,
    head_sha: headSha,
    app: { id: APP_ID },
    pull_requests: [],
    external_id: 'plumbline:pull/7',
  };
  const pressed = button === undefined ? {} : { requested_action: { identifier: button } };
  const payload = { action, check_run: check, ...pressed, repository, installation, sender: person };
  return { id: `delivery-${action}`, name: 'check_run', payload };
}

/** An `issue_comment` event: comment 21 on acme/shop#7. */
export function commentEvent(
  body: string,
  { type = 'User', onIssue = false, id = 21 }: { type?: string; onIssue?: boolean; id?: number } = {},
): WebhookEvent {
  const issue = { number: 7, ...(onIssue ? {} : { pull_request: { url: 'https://api.github.com/x' } }) };
  const comment = { id, body, user: { login: 'dana', type } };
  return {
    id: `delivery-comment-${String(id)}`,
    name: 'issue_comment',
    payload: { action: 'created', issue, comment, repository, installation, sender: person },
  };
}

/** A `workflow_run` event: run 31 has ended. */
export function workflowRunEvent(title: string, cause = 'workflow_dispatch', runId = 31): WebhookEvent {
  const workflow_run = { id: runId, event: cause, display_title: title };
  return {
    id: `delivery-run-${String(runId)}`,
    name: 'workflow_run',
    payload: { action: 'completed', workflow_run, repository, installation, sender: person },
  };
}

/** Hands an event to a Probot as if its signature had been checked. */
export function receive(probot: Probot, event: WebhookEvent): Promise<void> {
  // The union of all payload types demands every field GitHub has; the handlers read the few that are here.
  return probot.receive(event as unknown as ReceivedEvent);
}
