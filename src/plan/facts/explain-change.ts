import type { Plan, ResourceChange } from '../../evaluate/plan/plan.ts';
import type { FactsContext } from './facts-context.ts';
import type { ChangeKind, ExplainedChange, ShownChange } from './plan-facts.ts';
import { shownChange, shownText, shownValue } from './shown-value.ts';
import { statefulness } from './stateful-types.ts';
import { differences, valueAt } from './value-difference.ts';

/** Forcing attributes kept, and told in the sentence. */
const MOST_FORCING = 20;
const MOST_TOLD = 3;

/** A change with its reason and what forces it; `dependants` is how many resources depend on its block. */
export function explainChange(
  change: ResourceChange,
  kind: ChangeKind,
  dependants: number,
  plan: Plan,
  context: FactsContext,
): ExplainedChange {
  const { address, action, type, mode } = change;
  const forcing = forcingOf(change, plan);
  const [first] = change.replacePaths;
  const place = (path: (typeof change.replacePaths)[number]): ReturnType<NonNullable<FactsContext['place']>> =>
    context.place?.(address, path);
  return {
    change,
    kind,
    action,
    why: whyOf(change, forcing),
    forcing,
    stateful: mode === 'managed' ? statefulness(type) : 'no',
    dependants,
    span: (first && place(first)) ?? place([]),
  };
}

/** The attributes that force a replacement; of a block, what differs in it. */
function forcingOf(change: ResourceChange, plan: Plan): readonly ShownChange[] {
  const seen = new Set<string>();
  const shown: ShownChange[] = [];
  for (const path of change.replacePaths) {
    const key = JSON.stringify(path);
    if (seen.has(key)) continue;
    if (seen.size >= MOST_FORCING) break;
    seen.add(key);
    const [before, after] = [valueAt(change.before, path), valueAt(change.after, path)];
    const inside = differences(before, after, MOST_FORCING).map((part) => ({ ...part, path: [...path, ...part.path] }));
    for (const part of inside.length > 0 ? inside : [{ path, before, after }]) {
      if (shown.length < MOST_FORCING) shown.push(shownChange(part.path, part, plan.hasSecret));
    }
  }
  return shown;
}

function whyOf(change: ResourceChange, forcing: readonly ShownChange[]): string | undefined {
  const { action, previousAddress, importing, deposed } = change;
  const parts: string[] = [];
  if (action === 'unrecognised') parts.push(unrecognisedText(change.words));
  if (deposed !== undefined) parts.push(`left over from an earlier replacement (deposed ${shownText(deposed)})`);
  const reason = reasonText(change, forcing);
  if (reason !== undefined) parts.push(reason);
  if (action === 'create-then-delete') parts.push('new one first');
  if (action === 'create-then-forget') parts.push('a new one is made; the old one stays and is no longer managed');
  if (action === 'forget') parts.push('the object stays and is no longer managed');
  if (previousAddress !== undefined) parts.push(`moved from ${shownText(previousAddress)}`);
  if (importing) {
    const what = importing.id.kind === 'absent' ? importing.identity : importing.id;
    parts.push(`imported from ${shownValue(what)}`);
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function unrecognisedText(words: readonly string[]): string {
  const said = words.length === 0 ? 'nothing' : words.slice(0, 4).map(shownText).join(', ');
  return `the plan says ${said}, which this version of Plumbline does not know: take it as a destruction`;
}

/** Source: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
function reasonText(change: ResourceChange, forcing: readonly ShownChange[]): string | undefined {
  const { reason, index, modulePath } = change;
  const forced = forcing.length > 0 ? `${forcingText(forcing)} cannot be changed in place` : undefined;
  switch (reason) {
    case undefined:
      return forced;
    case 'replace_because_cannot_update':
      return forced ?? 'it cannot be changed in place';
    case 'replace_because_tainted':
      return 'it is tainted: an earlier apply left it in a doubtful state, or somebody marked it';
    case 'replace_by_request':
      return 'its replacement was asked for on the command line';
    case 'replace_by_triggers':
      return 'something in its replace_triggered_by changes';
    case 'delete_because_no_resource_config':
      return 'its block is no longer in the configuration';
    case 'delete_because_wrong_repetition':
      return 'its block has got or lost count or for_each, so this instance has no place in it';
    case 'delete_because_count_index':
      return `index ${index === undefined ? '' : shownText(String(index))} is beyond the count`;
    case 'delete_because_each_key':
      return `key ${index === undefined ? '' : shownText(JSON.stringify(index))} is no longer in for_each`;
    case 'delete_because_no_module':
      return `${modulePath === '' ? 'its module' : shownText(modulePath)} is no longer in the configuration`;
    case 'delete_because_no_move_target':
      return 'a moved block gives it an address that is not in the configuration';
    case 'read_because_config_unknown':
      return 'read during apply: what it asks for is not known before';
    case 'read_because_dependency_pending':
      return 'read during apply: something that it depends on changes first';
    case 'read_because_check_nested':
      return 'read during apply, for a check';
    case 'unrecognised':
      return 'for a reason that this version of Plumbline does not know';
  }
}

function forcingText(forcing: readonly ShownChange[]): string {
  const told = forcing
    .slice(0, MOST_TOLD)
    .map(({ attribute, before, after }) => (before === after ? attribute : `${attribute} ${before} → ${after}`));
  const rest = forcing.length - told.length;
  return rest > 0 ? `${told.join(', ')} and ${String(rest)} more` : told.join(', ');
}
