import type { Span } from '../../model/span.ts';
import { fileSpan } from '../../model/span.ts';
import { isList, isObject, type Value } from '../../model/value.ts';
import type { Expression } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { container, isContainer, originFrom, partOf, unknownBecause, unknownFrom } from '../origin.ts';
import type { GivenValue } from '../variable-value.ts';
import type { Config } from './config.ts';

/** Values by the name of the variable they are for. */
export interface Inputs {
  readonly values: ReadonlyMap<string, GivenValue>;
  /** Set when there may be values of other names too; it says why they are not known. */
  readonly open: Value | undefined;
}

const NONE: Inputs = { values: new Map(), open: undefined };
const merged = new WeakMap<Config, Inputs>();

/**
 * The inputs of a file with those of the files that it includes: its own win, then those of the last include.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/attributes/#inputs
 */
export function mergedInputs(config: Config): Inputs {
  const known = merged.get(config);
  if (known) return known;
  // A file whose inputs depend on themselves sees none of them.
  merged.set(config, {
    values: new Map(),
    open: unknownBecause('cycle', `the inputs of ${config.file.path} depend on themselves`, fileSpan(config.file.path)),
  });
  let result = ownInputs(config);
  for (const include of [...config.includes()].reverse()) {
    if (include.strategy === 'no_merge') continue;
    const included = include.config();
    const below = included ? mergedInputs(included) : { ...NONE, open: include.problem() };
    result = include.strategy === 'deep' ? deepOverlay(below, result) : overlay(below, result);
  }
  merged.set(config, result);
  return result;
}

/** All inputs as one object. */
export function inputsValue(inputs: Inputs, span: Span): Value {
  if (inputs.open) return unknownFrom(span, [inputs.open]);
  return container(new Map([...inputs.values].map(([name, given]) => [name, given.value])), originFrom(span, []));
}

function ownInputs(config: Config): Inputs {
  const attribute = config.body.attributes.find((candidate) => candidate.name === 'inputs');
  return attribute ? read(attribute.expression, config) : NONE;
}

/** `{ … }` and `merge(…)` are read part by part, so that one unknown part does not hide the others. */
function read(expression: Expression, config: Config): Inputs {
  const what = (name: string): string => `input "${name}" of the unit`;
  if (expression.kind === 'call' && expression.name === 'merge' && !expression.expandFinal) {
    return expression.args.reduce((before, argument) => overlay(before, read(argument, config)), NONE);
  }
  if (expression.kind === 'object') {
    const values = new Map<string, GivenValue>();
    let open: Value | undefined;
    for (const { key, value, span } of expression.items) {
      const name = key.kind === 'variable' ? key.name : textOf(evaluateExpression(key, config.scope));
      if (name === undefined) open = unknownFrom(key.span, []);
      else values.set(name, { value: evaluateExpression(value, config.scope), step: { what: what(name), span } });
    }
    return { values, open };
  }
  const whole = evaluateExpression(expression, config.scope);
  if (whole.kind === 'known' && isObject(whole.value)) {
    const entries = [...whole.value].map(([name, item]): readonly [string, GivenValue] => {
      const value = partOf(whole, item);
      return [name, { value, step: { what: what(name), span: expression.span } }];
    });
    return { values: new Map(entries), open: undefined };
  }
  return whole.kind === 'unknown' ? { values: new Map(), open: whole } : NONE;
}

/** `over` wins, name by name. What is open in it may be any name of `under`. */
function overlay(under: Inputs, over: Inputs): Inputs {
  const values = new Map(under.values);
  const { open } = over;
  if (open) {
    for (const [name, given] of values) values.set(name, { ...given, value: unknownFrom(given.step.span, [open]) });
  }
  for (const [name, given] of over.values) values.set(name, given);
  return { values, open: open ?? under.open };
}

/** As `overlay`, but maps are merged and lists are put behind those of `under`. */
function deepOverlay(under: Inputs, over: Inputs): Inputs {
  const result = overlay(under, over);
  const values = new Map(result.values);
  for (const [name, given] of over.values) {
    const below = under.values.get(name)?.value ?? under.open;
    if (below) values.set(name, { ...given, value: deepMerge(below, given.value) });
  }
  return { ...result, values };
}

/**
 * `over` merged into `under`: maps by key, lists one behind the other, anything else is `over`.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include (merge_strategy "deep")
 */
export function deepMerge(under: Value, over: Value): Value {
  if (!isContainer(over)) return over.kind === 'unknown' ? unknownFrom(over.span, [over, under]) : over;
  if (under.kind === 'unknown') return unknownFrom(over.span, [under, over]);
  if (!isContainer(under)) return over;
  const origin = originFrom(over.span, [under, over]);
  const { value: below } = under;
  const { value: above } = over;
  if (isList(above)) return isList(below) ? container(below.concat(above), origin) : over;
  if (!isObject(below)) return over;
  const items = new Map(below);
  for (const [key, item] of above) {
    const before = items.get(key);
    items.set(key, before ? deepMerge(before, item) : item);
  }
  return container(items, origin);
}
