import { isScalar, known, type Scalar, type Value } from '../../model/value.ts';
import { isNull, scalarBoolean, scalarNumber, scalarText, unify } from '../conversion.ts';
import { container, originFrom, unknownFrom } from '../origin.ts';
import { carryObject } from '../opaque.ts';
import { fieldsOf, itemsOf, refused, unsuitable, type Call, type TerraformFunction } from './signature.ts';
import { uniqueElements } from './sets.ts';

/** Functions that change a value's type or marks. */
export const CONVERSION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['tostring', toScalar(scalarText)],
  ['tonumber', toScalar(scalarNumber)],
  ['tobool', toScalar(scalarBoolean)],
  ['tolist', toList],
  ['toset', toSet],
  ['tomap', toMap],
  ['sensitive', (args, call) => marked(args, call, true)],
  ['nonsensitive', (args, call) => marked(args, call, false)],
];

function toScalar(convert: (scalar: Scalar) => Scalar | undefined): TerraformFunction {
  return (args, call) => {
    const [value] = args;
    if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
    if (value.kind === 'unknown') return value.parts ? value : unknownFrom(call.span, args);
    if (isNull(value)) return known(null, originFrom(call.span, args));
    const converted = value.kind === 'known' && isScalar(value.value) ? convert(value.value) : undefined;
    return converted === undefined ? unsuitable(args, call) : { ...value, kind: 'known', value: converted };
  };
}

function toList(args: readonly Value[], call: Call): Value {
  const [value] = args;
  const items = itemsOf(value);
  if (value === undefined || items === undefined) return unsuitable(args, call);
  return container(unify(items), originFrom(call.span, args));
}

function toSet(args: readonly Value[], call: Call): Value {
  const [value] = args;
  const items = itemsOf(value);
  if (value === undefined || items === undefined) return unsuitable(args, call);
  return uniqueElements(items, value, call.scope.module.budget);
}

function toMap(args: readonly Value[], call: Call): Value {
  const fields = fieldsOf(args[0]);
  if (fields === undefined) return unsuitable(args, call);
  const values = unify([...fields.values()]);
  const entries = [...fields.keys()].map((key, index) => [key, values[index] ?? known(null)] as const);
  return container(new Map(entries), originFrom(call.span, args));
}

function marked(args: readonly Value[], call: Call, sensitive: boolean): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  return carryObject(value, { ...value, sensitive });
}
