import { scalarOf, scalarText } from './conversion.ts';
import { known, type UnknownValue, type Value } from '../model/value.ts';
import { withObject } from './opaque.ts';
import { invalid, unionReferences, unknownFrom } from './origin.ts';
import { instanceName, type Repetition } from './repetition.ts';
import type { InstanceBinding } from './scope.ts';

/**
 * What a reference to a resource or module with `count` or `for_each` gives. `whole` is its value as a whole;
 * `instanceValue` makes the value of one instance, or (undefined) of any of them.
 */
export function repeatedObject(
  address: string,
  whole: UnknownValue,
  repetition: () => Repetition,
  instanceValue: (instance: InstanceBinding | undefined, key: string) => Value,
): Value {
  const refer = (value: UnknownValue): UnknownValue => ({
    ...value,
    references: unionReferences([value.references, [address]]),
  });
  const instances = (): readonly (readonly [Value, Value])[] | undefined =>
    repetition().instances?.map((instance) => [
      instance.eachKey ?? instance.countIndex ?? known(null),
      instanceValue(instance, `[${instanceName(instance)}]`),
    ]);
  return withObject(whole, {
    attribute: (_name, span) => refer(invalid(`${address} has several instances and needs a key`, span)),
    index: (key, span) => {
      const { exists, decider, instances: all } = repetition();
      if (exists === 'unknown') return refer(unknownFrom(span, decider ? [decider] : [key]));
      if (key.kind === 'unknown' && exists === 'yes') return instanceValue(undefined, '[…]');
      const wanted = scalarText(scalarOf(key) ?? null);
      if (all === undefined) return instanceValue(undefined, `[${wanted ?? '…'}]`);
      const found = all.find(
        (instance) => scalarText(scalarOf(instance.eachKey ?? instance.countIndex ?? known(null)) ?? null) === wanted,
      );
      return found && wanted !== undefined
        ? instanceValue(found, `[${instanceName(found)}]`)
        : refer(invalid(`${address} has no such instance`, span, [key]));
    },
    elements: instances,
    // A splat over a map of instances is a list of that one map: no part of it can be read by name.
    splat: () => (repetition().kind === 'count' ? instances()?.map(([, value]) => value) : undefined),
  });
}
