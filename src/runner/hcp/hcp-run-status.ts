/** What a status of a run means for a run that can only plan. */
export type HcpRunPhase = 'running' | 'planned' | 'errored' | 'cancelled' | 'alarm';

/** Statuses with which a run that can only plan ends. https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run#run-states */
const FINAL: ReadonlyMap<string, HcpRunPhase> = new Map([
  ['planned_and_finished', 'planned'],
  ['policy_soft_failed', 'planned'],
  ['errored', 'errored'],
  ['canceled', 'cancelled'],
  ['force_canceled', 'cancelled'],
  ['discarded', 'cancelled'],
]);

/**
 * What a run is doing. Statuses of an apply, or on the way to one, must never be seen: whatever their cause, they are an alarm.
 * All that are not known are work in progress.
 */
export function hcpRunPhase(status: string): HcpRunPhase {
  if (/^(?:appl|confirmed|queuing_apply|pre_apply|planned_and_saved)/.test(status)) return 'alarm';
  return FINAL.get(status) ?? 'running';
}

/** A status in words for the progress, without trusting it. */
export function statusInWords(status: string): string {
  return /^[a-z_]{1,40}$/.test(status) ? status.replaceAll('_', ' ') : 'in progress';
}
