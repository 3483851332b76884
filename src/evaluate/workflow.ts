import type { Attribute, Block, Resource } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import { known, unknown, type UnknownValue, type Value } from '../model/value.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { get, type YamlMapping, type YamlNode, type YamlScalar } from '../syntax/yaml/tree.ts';
import { conditionExpression, findExpressions, hasExpression } from './workflow-expression.ts';

/** Steps and jobs presented per file: far above any real workflow (GitHub itself allows 256 jobs of a matrix). */
export const MAX_RESOURCES = 2_000;
/** Nesting presented as values; GitHub's own schema is 8 deep. */
const MAX_DEPTH = 40;
/** Characters of an id or name; GitHub takes 100 for a job's. They stand in every address below. */
const MAX_NAME = 200;
/** Blocks and values built per file, so that anchors used over and over cannot multiply. */
const MAX_NODES = 100_000;

/** What is built once per file: values of shared nodes are built once and shared too. */
interface Conversion {
  readonly values: Map<YamlNode, Value>;
  readonly open: Set<YamlNode>;
  nodes: number;
}

/**
 * The resources of a workflow or action file: `workflow`, its `workflow.job`s and `workflow.step`s, or `action` and its
 * steps, in file order. Empty for any other file, and for one that is no workflow (no `jobs` mapping, no `runs` mapping).
 */
export function workflowResources(file: ParsedFile): readonly Resource[] {
  const { yaml } = file;
  if (yaml?.kind !== 'mapping') return [];
  if (file.kind === 'workflow') return workflowAndJobs(file, yaml);
  if (file.kind === 'action') return actionAndSteps(file, yaml);
  return [];
}

function workflowAndJobs(file: ParsedFile, yaml: YamlMapping): readonly Resource[] {
  const jobs = get(yaml, 'jobs');
  if (jobs?.kind !== 'mapping') return [];
  const conversion = newConversion();
  const name = get(yaml, 'name');
  const title = name?.kind === 'scalar' ? name.text.slice(0, MAX_NAME) : file.path;
  const body = { ...blockOf('workflow', yaml, firstLine(yaml), conversion, ['jobs']), labels: [title] };
  const resources: Resource[] = [resource(file, 'workflow', title, 'workflow', body, yaml)];
  const seen = new Set<string>();
  for (const { key, value, span } of jobs.entries) {
    if (value.kind !== 'mapping' || seen.has(key.text) || key.text.length > MAX_NAME) continue;
    if (resources.length >= MAX_RESOURCES) break;
    seen.add(key.text);
    const address = `jobs.${key.text}`;
    const block: Block = { ...blockOf('job', value, key.span, conversion, ['steps']), labels: [key.text], span };
    const job = resource(file, 'workflow.job', key.text, address, block, value);
    const matrix = get(get(value, 'strategy'), 'matrix');
    resources.push({ ...job, multiple: matrix !== undefined });
    pushSteps(resources, file, get(value, 'steps'), `${address}.steps`, conversion, job.exists);
  }
  return resources;
}

function actionAndSteps(file: ParsedFile, yaml: YamlMapping): readonly Resource[] {
  const runs = get(yaml, 'runs');
  if (runs?.kind !== 'mapping') return [];
  const conversion = newConversion();
  const name = get(yaml, 'name');
  const title = name?.kind === 'scalar' ? name.text.slice(0, MAX_NAME) : file.path;
  const body = { ...blockOf('action', yaml, firstLine(yaml), conversion, []), labels: [title] };
  const resources = [resource(file, 'action', title, 'action', body, yaml)];
  pushSteps(resources, file, get(runs, 'steps'), 'runs.steps', conversion, 'yes');
  return resources;
}

function pushSteps(
  resources: Resource[],
  file: ParsedFile,
  steps: YamlNode | undefined,
  address: string,
  conversion: Conversion,
  parentExists: Resource['exists'],
): void {
  if (steps?.kind !== 'sequence') return;
  let index = 0;
  for (const step of flatSteps(steps)) {
    if (resources.length >= MAX_RESOURCES) return;
    const own = `${address}[${String(index)}]`;
    index += 1;
    if (step.kind !== 'mapping') continue;
    const id = get(step, 'id');
    const name = id?.kind === 'scalar' ? id.text.slice(0, MAX_NAME) : own;
    const block: Block = { ...blockOf('step', step, firstLine(step), conversion, []), labels: [] };
    const made = resource(file, 'workflow.step', name, own, block, step);
    resources.push(parentExists === 'no' ? { ...made, exists: 'no' } : made);
  }
}

/** Steps in order, those of `parallel:` groups in place of the group. */
function* flatSteps(steps: YamlNode & { kind: 'sequence' }): Generator<YamlNode> {
  for (const step of steps.items) {
    const group = get(step, 'parallel');
    if (group?.kind === 'sequence') yield* group.items;
    else yield step;
  }
}

function resource(
  file: ParsedFile,
  type: string,
  name: string,
  address: string,
  body: Block,
  yaml: YamlMapping,
): Resource {
  const slash = file.path.lastIndexOf('/');
  return {
    type,
    name,
    address,
    configAddress: address,
    instances: [address],
    module: '',
    root: file.path,
    rootFolder: file.path,
    folder: slash < 0 ? '.' : file.path.slice(0, slash),
    body,
    exists: cannotRun(yaml) ? 'no' : 'yes',
    multiple: false,
    yaml,
  };
}

/** True when `if:` is false whatever happens (`false`, `${{ false && … }}`): the job or step never runs. */
function cannotRun(yaml: YamlMapping): boolean {
  const condition = get(yaml, 'if');
  return condition?.kind === 'scalar' && conditionExpression(condition.text)?.truth === 'false';
}

function newConversion(): Conversion {
  return { values: new Map(), open: new Set(), nodes: 0 };
}

/** The span of a mapping's first line. */
function firstLine(yaml: YamlMapping): Span {
  const first = yaml.entries[0];
  if (!first) return yaml.span;
  const end = first.value.span.startLine === first.span.startLine ? first.value.span : first.key.span;
  const last = end.endLine === first.span.startLine ? end : first.key.span;
  return { ...first.span, endLine: last.endLine, endColumn: last.endColumn, end: last.end };
}

/** A mapping as a block: entries are attributes, nested mappings nested blocks too. Keys in `skip` stand for resources of their own. */
function blockOf(
  type: string,
  yaml: YamlMapping,
  headerSpan: Span,
  conversion: Conversion,
  skip: readonly string[],
  depth = 0,
): Block {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const openBlocks = new Map<string, Value>();
  for (const { key, value: node, span } of yaml.entries) {
    // GitHub rejects a file with a key that is written twice; the first one is as good as the second.
    if (skip.includes(key.text) || attributes.has(key.text)) continue;
    const value = valueOf(node, conversion, depth + 1);
    attributes.set(key.text, { name: key.text, value, span, valueSpan: node.span });
    if (value.kind === 'unknown') openBlocks.set(key.text, value);
    else if (node.kind === 'mapping' && depth < MAX_DEPTH && conversion.nodes < MAX_NODES) {
      blocks.push({ ...blockOf(key.text, node, key.span, conversion, [], depth + 1), span });
    }
  }
  return { type, labels: [], attributes, blocks, openBlocks, span: yaml.span, headerSpan };
}

function valueOf(node: YamlNode, conversion: Conversion, depth: number): Value {
  conversion.nodes += 1;
  const done = conversion.values.get(node);
  if (done) return done;
  const origin = { span: node.span, trace: [], references: [] };
  if (conversion.open.has(node)) return unknown('cycle', 'an anchor that contains itself', origin);
  if (depth > MAX_DEPTH || conversion.nodes > MAX_NODES) {
    return unknown('too-large', 'nested or repeated too often', origin);
  }
  conversion.open.add(node);
  const value = node.kind === 'scalar' ? scalarValue(node) : containerValue(node, conversion, depth);
  conversion.open.delete(node);
  conversion.values.set(node, value);
  return value;
}

function containerValue(node: Exclude<YamlNode, YamlScalar>, conversion: Conversion, depth: number): Value {
  const origin = { span: node.span, trace: [], references: [] };
  if (node.kind === 'sequence') {
    return known(
      node.items.map((item) => valueOf(item, conversion, depth + 1)),
      origin,
    );
  }
  const entries = new Map<string, Value>();
  for (const { key, value } of node.entries) {
    if (!entries.has(key.text)) entries.set(key.text, valueOf(value, conversion, depth + 1));
  }
  return known(entries, origin);
}

function scalarValue(node: YamlScalar): Value {
  const origin = { span: node.span, trace: [], references: [] };
  if (!hasExpression(node.text)) return known(node.value, origin);
  const parts: (string | UnknownValue)[] = [];
  let from = 0;
  for (const { source, start, end } of findExpressions(node.text)) {
    if (start > from) parts.push(node.text.slice(from, start));
    parts.push(unknown('workflow-expression', source, origin));
    from = end;
  }
  if (from === 0) return known(node.value, origin);
  if (from < node.text.length) parts.push(node.text.slice(from));
  const detail = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.detail])).join(', ');
  return unknown('workflow-expression', detail, origin, parts);
}
