import type { ResourceChange } from '../../evaluate/plan/plan.ts';
import type { ChangeKind } from './plan-facts.ts';
import { isGoneData } from './totals.ts';

/**
 * What a reader is told a change to be; undefined when nothing happens to any object. What is not recognised counts as a
 * destruction, for it may be one.
 */
export function changeKind(change: ResourceChange): ChangeKind | undefined {
  if (isGoneData(change)) return undefined;
  switch (change.action) {
    case 'unrecognised':
    case 'delete':
      return 'destroy';
    case 'delete-then-create':
    case 'create-then-delete':
      return 'replace';
    case 'forget':
    case 'create-then-forget':
      return 'forget';
    case 'update':
      return 'update';
    case 'create':
      return 'create';
    case 'read':
    case 'open':
    case 'renew':
    case 'close':
      return 'read';
    case 'no-op':
      if (change.importing) return 'import';
      return change.previousAddress === undefined ? undefined : 'move';
  }
}
