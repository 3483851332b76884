import { absent, known, type Value } from '../../model/value.ts';
import type { Span } from '../../model/span.ts';
import { actionOf, reasonOf } from './action.ts';
import { moduleOf } from './address.ts';
import { isJsonList, isJsonObject, type Json } from './json.ts';
import { hasTrue, maskedValue, maskPaths, type Masked, type ValueContext } from './masked-value.ts';
import type { AttributePath, Change, OutputChange, ResourceChange } from './plan.ts';
import { kindText, type ObjectReader } from './reader.ts';
import type { Secrets } from './secrets.ts';

/** What reading changes needs besides the changes. */
export interface ChangeContext {
  readonly secrets: Secrets;
  readonly isRedacted: boolean;
  readonly place: (address: string, path: AttributePath) => Span;
}

/** What a plan says of an object before or after a change, as JSON; undefined when there is no such object. */
export interface RawSide extends Masked {
  readonly isUnmasked: boolean;
}

/** A change with the JSON behind its two sides, from which the resources of the graphs are built. */
export interface ReadChange {
  readonly change: ResourceChange;
  readonly before: RawSide | undefined;
  readonly after: RawSide | undefined;
}

/** An entry of `resource_changes` or `resource_drift`; undefined (and a problem of the reader) when it is malformed. */
export function readChange(entry: ObjectReader, context: ChangeContext): ReadChange | undefined {
  const address = entry.requiredText('address');
  const type = entry.requiredText('type');
  const name = entry.requiredText('name');
  const modeText = entry.text('mode') ?? 'managed';
  const change = entry.child('change');
  if (address === undefined || type === undefined || name === undefined) return undefined;
  if (modeText !== 'managed' && modeText !== 'data' && modeText !== 'ephemeral') {
    entry.problem('mode', 'must be "managed", "data" or "ephemeral"');
    return undefined;
  }
  if (!change) {
    if (entry.json('change') === undefined) entry.problem('change', 'must be an object and is missing');
    return undefined;
  }
  const words = readActions(change);
  if (!words) return undefined;
  const before = sideOf(change, 'before');
  const after = sideOf(change, 'after');
  const values: ValueContext = {
    address,
    reason: modeText === 'data' ? 'data-source' : 'computed',
    secrets: context.secrets,
    isUnmasked: false,
    isRedacted: context.isRedacted,
    place: (path) => context.place(address, path),
  };
  return {
    before,
    after,
    change: withDetails(changeOf(words, before, after, change, values), {
      address,
      previousAddress: entry.text('previous_address'),
      modulePath: entry.text('module_address') ?? moduleOf(address),
      mode: modeText,
      type,
      name,
      index: readIndex(entry),
      provider: entry.text('provider_name') ?? '',
      deposed: entry.text('deposed'),
      reason: reasonOf(entry.text('action_reason')),
      replacePaths: readPaths(change, 'replace_paths'),
      importing: readImport(change, values),
      generatedConfig: wholeValue(textSide(change.text('generated_config')), values),
    }),
  };
}

/** The changes of outputs, in the order of the plan. */
export function readOutputChange(name: string, change: ObjectReader, context: ChangeContext): OutputChange | undefined {
  const words = readActions(change);
  if (!words) return undefined;
  const address = `output.${name}`;
  const values: ValueContext = {
    address,
    reason: 'computed',
    secrets: context.secrets,
    isUnmasked: false,
    isRedacted: context.isRedacted,
    place: (path) => context.place(address, path),
  };
  return withDetails(changeOf(words, sideOf(change, 'before'), sideOf(change, 'after'), change, values), { name });
}

/** Values and paths are made when they are asked for: a large plan has many changes that nobody looks into. */
function changeOf(
  words: readonly string[],
  before: RawSide | undefined,
  after: RawSide | undefined,
  change: ObjectReader,
  values: ValueContext,
): Change {
  let beforeValue: Value | undefined;
  let afterValue: Value | undefined;
  return {
    action: actionOf(words),
    words,
    get before() {
      return (beforeValue ??= wholeValue(before, values));
    },
    get after() {
      return (afterValue ??= wholeValue(after, values));
    },
    unknownPaths: () => maskPaths(after?.unknown),
    sensitivePaths: (side) => maskPaths(change.json(`${side}_sensitive`)),
  };
}

/** `details` added to a change, without asking for its values. */
function withDetails<D extends object>(change: Change, details: D): Change & D {
  return Object.freeze(Object.defineProperties(change, Object.getOwnPropertyDescriptors(details))) as Change & D;
}

function wholeValue(side: RawSide | undefined, values: ValueContext): Value {
  const span = values.place([]);
  if (!side) return absent({ span, trace: [], references: [] });
  const context = side.isUnmasked ? { ...values, isUnmasked: true } : values;
  return maskedValue(side, { path: [], references: [], isSensitive: false, span }, context);
}

function textSide(text: string | undefined): RawSide | undefined {
  return text === undefined || text === ''
    ? undefined
    : { value: text, unknown: undefined, sensitive: undefined, isUnmasked: false };
}

function sideOf(change: ObjectReader, side: 'before' | 'after'): RawSide | undefined {
  const value = change.json(side);
  const mask = side === 'after' ? change.json('after_unknown') : undefined;
  const sensitive = change.json(`${side}_sensitive`);
  if (value === undefined && !hasTrue(mask)) {
    // HCP Terraform leaves a sensitive output out.
    return sensitive === true && change.object.has(side)
      ? { value: null, unknown: undefined, sensitive, isUnmasked: false }
      : undefined;
  }
  return { value, unknown: mask, sensitive, isUnmasked: !change.object.has(`${side}_sensitive`) };
}

function readActions(change: ObjectReader): readonly string[] | undefined {
  const json = change.json('actions');
  if (!isJsonList(json)) {
    change.problem('actions', `must be a list of words and is ${kindText(json)}`);
    return undefined;
  }
  const words: string[] = [];
  for (const word of json) {
    if (typeof word === 'string') words.push(word.slice(0, 40));
    else {
      change.problem('actions', `must be a list of words and holds ${kindText(word)}`);
      return undefined;
    }
  }
  if (actionOf(words) === 'unrecognised') {
    const shown = JSON.stringify(words.slice(0, 4));
    change.problem('actions', `${shown} is no action that this version knows`);
  }
  return words;
}

function readIndex(entry: ObjectReader): string | number | undefined {
  const index = entry.json('index');
  if (index === undefined || typeof index === 'string' || typeof index === 'number') return index;
  entry.problem('index', `must be a number or a string and is ${kindText(index)}`);
  return undefined;
}

/** A list of paths (`replace_paths`); steps of other kinds than names and numbers are problems. */
function readPaths(reader: ObjectReader, name: string): readonly AttributePath[] {
  const json = reader.json(name);
  if (json === undefined) return [];
  if (!isJsonList(json)) {
    reader.problem(name, `must be a list of paths and is ${kindText(json)}`);
    return [];
  }
  return json.flatMap((path) => {
    const steps = pathOf(path);
    if (!steps) reader.problem(name, 'must be a list of paths of names and numbers');
    return steps ? [steps] : [];
  });
}

/** A path as JSON gives it; undefined when it is none. */
export function pathOf(json: Json): AttributePath | undefined {
  if (!isJsonList(json)) return undefined;
  const steps: (string | number)[] = [];
  for (const step of json) {
    if (typeof step !== 'string' && typeof step !== 'number') return undefined;
    steps.push(step);
  }
  return steps;
}

function readImport(change: ObjectReader, values: ValueContext): ResourceChange['importing'] {
  const importing = change.child('importing');
  if (!importing) return undefined;
  const origin = { span: values.place([]), trace: [], references: [] };
  if (importing.flag('unknown') === true) {
    const id = maskedValue(
      { value: undefined, unknown: true, sensitive: undefined },
      { path: [], references: [], isSensitive: false, span: values.place([]) },
      values,
    );
    return { id, identity: absent(origin) };
  }
  const id = importing.text('id');
  const identity = importing.json('identity');
  const side = isJsonObject(identity)
    ? { value: identity, unknown: undefined, sensitive: undefined, isUnmasked: false }
    : undefined;
  return { id: id === undefined ? absent(origin) : known(id, origin), identity: wholeValue(side, values) };
}
