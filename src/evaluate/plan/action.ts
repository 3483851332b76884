import type { ActionReason, PlanAction } from './plan.ts';

const ACTIONS: ReadonlyMap<string, PlanAction> = new Map<string, PlanAction>([
  ['no-op', 'no-op'],
  ['create', 'create'],
  ['read', 'read'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['delete create', 'delete-then-create'],
  ['create delete', 'create-then-delete'],
  ['forget', 'forget'],
  ['create forget', 'create-then-forget'],
  ['forget create', 'create-then-forget'],
  ['open', 'open'],
  ['renew', 'renew'],
  ['close', 'close'],
]);

const REASONS: ReadonlyMap<string, ActionReason> = new Map(
  (
    [
      'replace_because_cannot_update',
      'replace_because_tainted',
      'replace_by_request',
      'replace_by_triggers',
      'delete_because_no_resource_config',
      'delete_because_wrong_repetition',
      'delete_because_count_index',
      'delete_because_each_key',
      'delete_because_no_module',
      'delete_because_no_move_target',
      'read_because_config_unknown',
      'read_because_dependency_pending',
      'read_because_check_nested',
    ] satisfies ActionReason[]
  ).map((reason) => [reason, reason]),
);

/** The action that the words of a plan stand for. */
export function actionOf(words: readonly string[]): PlanAction {
  return ACTIONS.get(words.join(' ')) ?? 'unrecognised';
}

/** The reason of a plan; undefined when it gives none. */
export function reasonOf(text: string | undefined): ActionReason | undefined {
  return text === undefined || text === '' ? undefined : (REASONS.get(text) ?? 'unrecognised');
}

/** Whether an object goes away, alone or as part of a replacement. What is not recognised goes away if it says so. */
export function destroys({
  action,
  words,
}: {
  readonly action: PlanAction;
  readonly words: readonly string[];
}): boolean {
  return (
    action === 'delete' ||
    action === 'delete-then-create' ||
    action === 'create-then-delete' ||
    (action === 'unrecognised' && words.includes('delete'))
  );
}

/** Whether a new object takes the place of an old one, which is destroyed. */
export function replaces(action: PlanAction): boolean {
  return action === 'delete-then-create' || action === 'create-then-delete';
}
