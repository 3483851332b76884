import type { CheckStatus, PlanCheck } from './plan.ts';
import type { ObjectReader } from './reader.ts';
import { HIDDEN, type Secrets } from './secrets.ts';

/**
 * The results of conditions.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format#checks-representation
 */
export function readChecks(plan: ObjectReader, secrets: Secrets): readonly PlanCheck[] {
  const shown = (text: string): string => (secrets.covers(text) ? HIDDEN : text);
  return plan.children('checks').flatMap((check) => {
    const address = check.child('address');
    const name = address?.requiredText('to_display');
    if (!address || name === undefined) return [];
    const instances = check.children('instances').map((instance) => ({
      address: instance.child('address')?.text('to_display') ?? name,
      status: statusOf(instance),
      problems: instance.children('problems').flatMap((problem) => {
        const message = problem.text('message');
        return message === undefined ? [] : [shown(message)];
      }),
    }));
    return [{ address: name, kind: address.text('kind') ?? '', status: statusOf(check), instances }];
  });
}

function statusOf(reader: ObjectReader): CheckStatus {
  const status = reader.text('status');
  if (status === 'pass' || status === 'fail' || status === 'error' || status === 'unknown') return status;
  reader.problem('status', 'must be "pass", "fail", "error" or "unknown"');
  return 'unknown';
}
