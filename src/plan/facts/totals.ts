import type { ResourceChange } from '../../evaluate/plan/plan.ts';
import type { PlanTotals } from './plan-facts.ts';

/**
 * Counts of the changes of a plan as Terraform makes them: a deposed object counts, a data source that goes does not. Of what
 * is not recognised the words count (`delete`, `create`). Independent of the order.
 */
export function planTotals(changes: readonly ResourceChange[]): PlanTotals {
  const totals = { add: 0, change: 0, destroy: 0, replace: 0, import: 0, forget: 0, read: 0, move: 0 };
  for (const change of changes) {
    if (isGoneData(change)) continue;
    if (change.importing) totals.import++;
    if (change.previousAddress !== undefined) totals.move++;
    switch (change.action) {
      case 'create':
        totals.add++;
        break;
      case 'update':
        totals.change++;
        break;
      case 'delete':
        totals.destroy++;
        break;
      case 'delete-then-create':
      case 'create-then-delete':
        totals.add++;
        totals.destroy++;
        totals.replace++;
        break;
      case 'create-then-forget':
        totals.add++;
        totals.forget++;
        break;
      case 'forget':
        totals.forget++;
        break;
      case 'read':
        totals.read++;
        break;
      case 'unrecognised':
        if (change.words.includes('create')) totals.add++;
        if (change.words.includes('delete')) totals.destroy++;
        break;
      case 'no-op':
      case 'open':
      case 'renew':
      case 'close':
    }
  }
  return totals;
}

/** Whether this is a data source that is no longer read: nothing happens to any object, and Terraform does not tell of it. */
export function isGoneData({ mode, action }: ResourceChange): boolean {
  return mode !== 'managed' && action === 'delete';
}

/** Terraform's own line: `Plan: 1 to import, 3 to add, 1 to change, 2 to destroy.` */
export function planLine(totals: PlanTotals): string {
  const { add, change, destroy } = totals;
  const imported = totals.import > 0 ? `${String(totals.import)} to import, ` : '';
  return `Plan: ${imported}${String(add)} to add, ${String(change)} to change, ${String(destroy)} to destroy.`;
}
