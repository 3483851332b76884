import type { Probot } from 'probot';

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
  const check = { id: 5, app: { id: appId }, pull_requests, ...external };
  const payload = { action, [kind]: check, repository, installation, sender: person };
  return { id: `delivery-${action}`, name: kind, payload };
}

/** Hands an event to a Probot as if its signature had been checked. */
export function receive(probot: Probot, event: WebhookEvent): Promise<void> {
  // The union of all payload types demands every field GitHub has; the handlers read the few that are here.
  return probot.receive(event as unknown as ReceivedEvent);
}
