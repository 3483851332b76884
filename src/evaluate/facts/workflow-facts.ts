import type { Graph, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import {
  entry,
  get,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from '../../syntax/yaml/tree.ts';
import { findExpressions } from '../workflow-expression.ts';
import { oncePerNode } from './once-per-node.ts';

/** One event that starts a workflow. */
export interface Trigger {
  readonly event: string;
  /** The filters (`branches`, `types`, `inputs`) when there are any. */
  readonly filters: YamlMapping | undefined;
  readonly span: Span;
}

/** A step with the job (or action) it belongs to. */
export interface StepPlace {
  readonly step: YamlMapping;
  readonly job: YamlMapping | undefined;
  readonly workflow: YamlMapping | undefined;
  /** All steps of the job in order, `parallel:` groups flattened. */
  readonly siblings: readonly YamlMapping[];
  readonly index: number;
  /** How to name the step to its author: its address, and its name where it has one. */
  readonly label: string;
}

/** Events whose runs have the repository's secrets and a write token although an outsider can start them. */
const PRIVILEGED_EVENTS = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
]);

/** The YAML mapping behind a workflow, job, step or action; undefined for a resource that has none. */
export function mappingOf(resource: Resource | undefined): YamlMapping | undefined {
  const yaml = resource?.yaml;
  const isMapping = typeof yaml === 'object' && yaml !== null && 'kind' in yaml && yaml.kind === 'mapping';
  // `yaml` is untyped in the model because the model may not know the syntax stage; only workflow.ts sets it.
  return isMapping ? (yaml as YamlMapping) : undefined;
}

/** The scalar at a path of keys. */
export function scalarAt(node: YamlNode | undefined, ...keys: readonly string[]): YamlScalar | undefined {
  const found = keys.reduce<YamlNode | undefined>((inner, key) => get(inner, key), node);
  return found?.kind === 'scalar' ? found : undefined;
}

/** An entry of `with:`; input names ignore case, as GitHub does. */
export function inputEntry(step: YamlNode | undefined, name: string): YamlEntry | undefined {
  const inputs = get(step, 'with');
  if (inputs?.kind !== 'mapping') return undefined;
  return inputs.entries.find(({ key }) => key.text.toLowerCase() === name.toLowerCase());
}

/** The expressions in a scalar. */
export const expressionsIn = oncePerNode((scalar: YamlScalar) => findExpressions(scalar.text));

/** The mappings in a list of steps. */
export function stepsIn(steps: YamlNode | undefined): readonly YamlMapping[] {
  return steps?.kind === 'sequence' ? stepsInSequence(steps) : [];
}

const stepsInSequence = oncePerNode((steps: YamlSequence): readonly YamlMapping[] =>
  steps.items.flatMap((step) => {
    const group = get(step, 'parallel');
    const items = group?.kind === 'sequence' ? group.items : [step];
    return items.filter((item) => item.kind === 'mapping');
  }),
);

/** The events of `on:`, in any of its three forms. */
export function triggersOf(workflow: YamlMapping | undefined): readonly Trigger[] {
  const on = entry(workflow, 'on');
  const { value } = on ?? {};
  if (value?.kind === 'scalar') return [{ event: value.text, filters: undefined, span: on?.span ?? value.span }];
  if (value?.kind === 'sequence') {
    return value.items.flatMap((item) =>
      item.kind === 'scalar' ? [{ event: item.text, filters: undefined, span: item.span }] : [],
    );
  }
  if (value?.kind !== 'mapping') return [];
  return value.entries.map(({ key, value: filters }) => ({
    event: key.text,
    filters: filters.kind === 'mapping' ? filters : undefined,
    span: key.span,
  }));
}

/** Whether an outsider can start the workflow with the repository's secrets and token. */
export function isPrivileged(workflow: YamlMapping | undefined): boolean {
  return triggersOf(workflow).some(({ event }) => PRIVILEGED_EVENTS.has(event));
}

/** True for a workflow that only other workflows call: permissions and inputs come from the caller. */
export function isOnlyCalled(workflow: YamlMapping | undefined): boolean {
  const triggers = triggersOf(workflow);
  return triggers.length > 0 && triggers.every(({ event }) => event === 'workflow_call');
}

/** The workflow that a job or step is part of; undefined in an action. */
function workflowOf(resource: Resource, graph: Graph): YamlMapping | undefined {
  return mappingOf(graph.at(resource.root, 'workflow'));
}

/** A step resource with its surroundings; undefined when it is none. */
export function placeOf(resource: Resource, graph: Graph): StepPlace | undefined {
  const step = mappingOf(resource);
  const match = /^(.*)\.steps\[(\d+)\]$/.exec(resource.address);
  if (!step || !match) return undefined;
  const [, parent = '', index = '0'] = match;
  const action = mappingOf(graph.at(resource.root, 'action'));
  const job = parent === 'runs' ? undefined : mappingOf(graph.at(resource.root, parent));
  const siblings = stepsIn(get(job ?? get(action, 'runs'), 'steps'));
  return {
    step,
    job,
    workflow: workflowOf(resource, graph),
    siblings,
    // Counted among all items of the list, so one that is no mapping makes it differ from the place among the steps.
    index: siblings[Number(index)] === step ? Number(index) : siblings.indexOf(step),
    label: labelOf(resource, step),
  };
}

/** `jobs.build.steps[2] ("Install")`: names are shortened and kept on one line. */
function labelOf(resource: Resource, step: YamlMapping): string {
  const name = scalarAt(step, 'name')?.text ?? scalarAt(step, 'uses')?.text;
  if (name === undefined) return resource.address;
  const short = name.replace(/\s+/g, ' ').trim();
  return `${resource.address} ("${short.length > 60 ? `${short.slice(0, 59)}…` : short}")`;
}
