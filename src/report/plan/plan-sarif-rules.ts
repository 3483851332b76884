import type { SarifLevel, SarifRule } from '../sarif-types.ts';

/** What is told of a plan apart from the findings of rules. */
export type PlanRuleId =
  | 'plan/data-loss'
  | 'plan/replace'
  | 'plan/protection-lost'
  | 'plan/prevent-destroy'
  | 'plan/check-failed'
  | 'plan/rename';

interface Entry {
  readonly level: SarifLevel;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
}

const ENTRIES: Readonly<Record<PlanRuleId, Entry>> = {
  'plan/data-loss': {
    level: 'error',
    title: 'The plan destroys something that holds data',
    why: 'What a database, a bucket or a volume holds goes with it, and Terraform cannot bring it back.',
    remedy:
      'Keep the object (a moved or a removed block, another way to make the change), or make sure of a backup first.',
  },
  'plan/replace': {
    level: 'warning',
    title: 'The plan replaces an object',
    why: 'While it is replaced it is not there, and its address or its identity changes for what depends on it.',
    remedy:
      'Check that the interruption is wanted; create_before_destroy makes the new one first where that is possible.',
  },
  'plan/protection-lost': {
    level: 'error',
    title: 'The plan switches a protection off',
    why: 'Without it a later mistake, or a later plan, can destroy what it protects.',
    remedy: 'Keep the protection, or say in the pull request why it goes.',
  },
  'plan/prevent-destroy': {
    level: 'error',
    title: 'The plan would destroy what prevent_destroy keeps',
    why: 'Terraform refuses such a plan.',
    remedy: 'Change it in a way that keeps the object, or take prevent_destroy away on purpose in a change of its own.',
  },
  'plan/check-failed': {
    level: 'warning',
    title: 'A condition of the configuration does not hold',
    why: 'Its author wrote down what must be true, and it is not, or cannot be told.',
    remedy: 'Correct the value, or the condition.',
  },
  'plan/rename': {
    level: 'warning',
    title: 'An object is destroyed and one like it created',
    why: 'It looks like a rename: with a moved block the object stays as it is.',
    remedy: 'Add the moved block that is proposed.',
  },
};

/** The level of a rule of the plan. */
export function planRuleLevel(id: PlanRuleId): SarifLevel {
  return ENTRIES[id].level;
}

/** The rules of the plan as SARIF lists them. */
export const PLAN_SARIF_RULES: readonly SarifRule[] = Object.entries(ENTRIES).map(
  ([id, { level, title, why, remedy }]) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why} ${remedy}` },
    defaultConfiguration: { level },
    properties: { aliases: [], items: [], tags: ['plan'] },
  }),
);
