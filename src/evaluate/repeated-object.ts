import { scalarOf, scalarText } from './conversion.ts';
import { isScalar, known, type UnknownValue, type Value } from '../model/value.ts';
import type { Span } from '../model/span.ts';
import { withObject } from './opaque.ts';
import { container, invalid, unionReferences, unknownFrom } from './origin.ts';
import { instanceKey, type Repetition } from './repetition.ts';
import type { InstanceBinding } from './scope.ts';

/**
 * What a reference to a resource or module with `count` or `for_each` gives: a list or an object of its instances where they are
 * known. `whole` is its value when they are not; `instanceValue` makes the value of one instance, or (undefined) of any of them.
 */
export function repeatedObject(
  address: string,
  whole: UnknownValue,
  repetition: Repetition,
  instanceValue: (instance: InstanceBinding | undefined, key: string) => Value,
): Value {
  const { exists, decider, instances, kind } = repetition;
  const refer = (value: UnknownValue): UnknownValue => ({
    ...value,
    references: unionReferences([value.references, [address]]),
  });
  const parts = new Map<string, Value>();
  for (const instance of instances ?? []) parts.set(keyOf(instance), instanceValue(instance, instanceKey(instance)));
  const elements = instances?.map((instance): readonly [Value, Value] => [
    instance.eachKey ?? instance.countIndex ?? known(null),
    parts.get(keyOf(instance)) ?? whole,
  ]);
  const origin = { span: whole.span, trace: whole.trace, references: whole.references };
  const value = instances ? container(kind === 'count' ? [...parts.values()] : parts, origin) : whole;
  const index = (key: Value, span: Span): Value => {
    if (exists === 'unknown') return refer(unknownFrom(span, decider ? [decider] : [key]));
    if (key.kind === 'unknown' && exists === 'yes') return instanceValue(undefined, '[…]');
    const wanted = scalarText(scalarOf(key) ?? null);
    if (instances === undefined) return instanceValue(undefined, `[${wanted ?? '…'}]`);
    const found = wanted === undefined ? undefined : parts.get(wanted);
    return found ?? refer(invalid(`${address} has no such instance`, span, [key]));
  };
  return withObject(value, {
    attribute: (name, span) => {
      if (instances === undefined && kind === 'for_each') return index(known(name), span);
      const part = kind === 'for_each' || /^\d{1,4}$/.test(name) ? parts.get(name) : undefined;
      return part ?? refer(invalid(`${address} has several instances and needs a key`, span));
    },
    index,
    mayLack: (key, span) => {
      if (instances === undefined) return undecidedBy(span, decider);
      return key?.kind === 'unknown' ? key : undefined;
    },
    elements: () => elements,
    // A splat over a map of instances is a list of that one map.
    splat: () => (kind === 'count' ? elements?.map(([, element]) => element) : instances && [value]),
  });
}

/** The unknown that follows from what decides the instances, or from an unknown part of it. */
function undecidedBy(span: Span, decider: Value | undefined): Value {
  if (decider?.kind !== 'known' || isScalar(decider.value)) return unknownFrom(span, decider ? [decider] : []);
  return unknownFrom(span, [...decider.value.values()]);
}

function keyOf(instance: InstanceBinding): string {
  const key = instance.eachKey ?? instance.countIndex;
  return scalarText((key && scalarOf(key)) ?? null) ?? '';
}
