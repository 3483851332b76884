import { type Span, fileSpan } from '../model/span.ts';
import { parseYaml } from '../syntax/yaml/parse-yaml.ts';
import type { YamlNode } from '../syntax/yaml/tree.ts';
import { type SchemaNode, allowedAt, choicesAt, keysAt, toJsonSchema } from './json-schema.ts';
import { nearestMatch } from './nearest-match.ts';
import { type Draft, type PolicyProblem, draftObject, keySpanAt, nodeAt, plainTree, quoted } from './plain-tree.ts';
import { type Policy, defaultPolicy, policySchema } from './schema.ts';

/** Longest policy file, in characters; a thousand rule settings fit. */
const MAX_TEXT = 256 * 1024;

/** Problems that are listed; the rest is counted. */
const MAX_PROBLEMS = 50;

/** A policy file as far as it could be understood. */
export interface ParsedPolicy {
  /** Always usable: what is wrong in the file is left out, and its default applies. */
  readonly policy: Policy;
  /** In file order. Not empty: the file is not what its author meant, so a review under it is not complete. */
  readonly problems: readonly PolicyProblem[];
}

/** A complaint about the value at a path. */
interface Complaint extends PolicyProblem {
  readonly path: readonly PropertyKey[];
}

/** Zod's issues, as far as they are used here. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/**
 * Reads a policy file (docs/configure.md). `path` is only used in positions. With `ruleIds` (ids and former ids) a setting
 * for a rule that does not exist is a problem too. Never throws; an empty file is the default policy.
 */
export function parsePolicy(text: string, path: string, ruleIds?: ReadonlySet<string>): ParsedPolicy {
  if (text.length > MAX_TEXT) {
    const message = `the file is longer than ${MAX_TEXT} characters; it is ignored as a whole`;
    return { policy: defaultPolicy, problems: [{ message, span: fileSpan(path) }] };
  }
  const { root, diagnostics } = parseYaml(path, text.replace(/^\uFEFF/, ''));
  const problems: PolicyProblem[] = diagnostics
    .filter(({ code }) => code !== 'duplicate') // plainTree reports those by itself
    .map(({ message, span }) => ({ message: policyWords(message, span), span }));
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  if (!root || broken) return { policy: defaultPolicy, problems: inOrder(problems) };
  const tree = plainTree(root);
  problems.push(...tree.problems);
  if (tree.draft === null) return { policy: defaultPolicy, problems: inOrder(problems) };
  const { policy, complaints } = check(tree.draft, root, ruleIds);
  return { policy, problems: inOrder([...problems, ...complaints]) };
}

/** A syntax message without its place, which is in the span, and with what it means for a policy. */
function policyWords(message: string, { file, startLine, startColumn }: Span): string {
  const place = `${file}:${startLine}:${startColumn}: `;
  const plain = message.startsWith(place) ? message.slice(place.length) : message;
  return plain.replace('The file was not reviewed', 'The policy file is ignored as a whole');
}

/** Rounds of leaving out what is wrong: a value can hide one more problem of its parent, not many. */
const MAX_ROUNDS = 5;

function check(
  start: Draft,
  root: YamlNode,
  ruleIds: ReadonlySet<string> | undefined,
): { readonly policy: Policy; readonly complaints: readonly PolicyProblem[] } {
  const schema = toJsonSchema();
  const complaints = [...unknownRules(start, root, ruleIds)];
  let draft = without(
    start,
    complaints.map(({ path }) => path),
  );
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = policySchema.safeParse(draft);
    if (result.success) return { policy: result.data, complaints };
    const found = result.error.issues.flatMap((issue) => complaintsOf(issue as Issue, [], draft, root, schema));
    // Later rounds have shifted list positions; the first one has found what the author needs to know.
    if (round === 0) complaints.push(...found);
    draft = without(
      draft,
      found.map(({ path }) => path),
    );
  }
  return { policy: defaultPolicy, complaints };
}

function unknownRules(draft: Draft, root: YamlNode, ruleIds: ReadonlySet<string> | undefined): readonly Complaint[] {
  const rules = valueAt(draft, ['rules']);
  if (!ruleIds || typeof rules !== 'object' || rules === null || Array.isArray(rules)) return [];
  return Object.keys(rules)
    .filter((id) => !ruleIds.has(id))
    .slice(0, MAX_PROBLEMS + 1) // the search for the nearest id is the dear part of a hostile file
    .map((id) => ({
      path: ['rules', id],
      span: keySpanAt(root, ['rules'], id),
      message: `there is no rule ${quoted(id)}${suggestion(id, ruleIds, ' (plumbline rules lists them)')}`,
    }));
}

function complaintsOf(
  issue: Issue,
  prefix: readonly PropertyKey[],
  draft: Draft,
  root: YamlNode,
  schema: SchemaNode,
): readonly Complaint[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(path, schema);
    const where = path.length === 0 ? 'at the top' : `in ${pathText(path)}`;
    return (issue.keys ?? []).map((key) => ({
      path: [...path, key],
      span: keySpanAt(root, path, key),
      message: `unknown key ${quoted(key)} ${where}${suggestion(key, allowed, `; allowed: ${allowed.join(', ')}`)}`,
    }));
  }
  // Of a union the branch that fits in kind has the useful complaints: those about parts of the value.
  const fitting = (issue.errors ?? []).find((errors) =>
    errors.every((error) => error.path.length > 0 || error.code === 'unrecognized_keys'),
  );
  if (fitting) return fitting.flatMap((inner) => complaintsOf(inner, path, draft, root, schema));
  const { span } = nodeAt(root, path);
  if (issue.code === 'custom') return [{ path, span, message: `${pathText(path)} ${issue.message}` }];
  const value = valueAt(draft, path);
  const must = `must be ${allowedAt(path, schema)}`;
  const message =
    value === undefined
      ? `${pathText(path)} is missing; it ${must}`
      : `${pathText(path)} ${must}; it is ${shown(value)}${meant(value, choicesAt(path, schema))}`;
  return [{ path, span, message }];
}

function meant(value: Draft, choices: readonly string[]): string {
  return typeof value === 'string' ? suggestion(value, choices, '') : '';
}

function suggestion(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearestMatch(word, candidates);
  return near === undefined ? otherwise : `; did you mean ${quoted(near)}?`;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the policy file';
  const text = path.map((part, index) => {
    if (typeof part === 'number') return `[${part}]`;
    const name = String(part);
    if (/^[\w-]{1,60}$/.test(name)) return index === 0 ? name : `.${name}`;
    return `[${quoted(name)}]`;
  });
  return text.join('');
}

function shown(value: Draft): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${quoted(value)}` : String(value);
}

function valueAt(draft: Draft, path: readonly PropertyKey[]): Draft | undefined {
  let value: Draft | undefined = draft;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === 'number' ? value[part] : undefined;
    else if (typeof value === 'object' && value !== null) value = value[String(part)];
    else return undefined;
  }
  return value;
}

/** `draft` without the values at `paths`; a missing value takes what lacks it along. */
function without(draft: Draft, paths: readonly (readonly PropertyKey[])[]): Draft {
  const present = paths.map((path) => (valueAt(draft, path) === undefined ? path.slice(0, -1) : path));
  if (present.some((path) => path.length === 0)) return draftObject();
  const doomed = new Set(present.map((path) => JSON.stringify(path)));
  const copy = (value: Draft, path: readonly PropertyKey[]): Draft => {
    if (typeof value !== 'object' || value === null) return value;
    const stays = (part: PropertyKey): boolean => !doomed.has(JSON.stringify([...path, part]));
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => (stays(index) ? [copy(item, [...path, index])] : []));
    }
    const object = draftObject();
    for (const [key, item] of Object.entries(value)) if (stays(key)) object[key] = copy(item, [...path, key]);
    return object;
  };
  return copy(draft, []);
}

function inOrder(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const sorted = problems.toSorted((a, b) => a.span.start - b.span.start);
  const last = sorted[MAX_PROBLEMS - 1];
  const rest = sorted.length - MAX_PROBLEMS;
  if (rest <= 0 || !last) return sorted;
  return [...sorted.slice(0, MAX_PROBLEMS), { message: `and ${rest} more problems`, span: last.span }];
}
