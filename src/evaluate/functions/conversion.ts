import type { Type } from '../../model/type.ts';
import { known, type Value } from '../../model/value.ts';
import { isNull } from '../conversion.ts';
import { carryObject } from '../opaque.ts';
import { decidedBy, originFrom, unknownBecause } from '../origin.ts';
import { convertValue } from '../types/convert.ts';
import { refused, type Call, type TerraformFunction } from './signature.ts';

/** Functions that change a value's type or marks. Source: https://developer.hashicorp.com/terraform/language/functions */
export const CONVERSION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['tostring', to('string')],
  ['tonumber', to('number')],
  ['tobool', to('bool')],
  ['tolist', to({ kind: 'list', element: 'dynamic' })],
  ['toset', to({ kind: 'set', element: 'dynamic' })],
  ['tomap', to({ kind: 'map', element: 'dynamic' })],
  ['sensitive', (args, call) => marked(args, call, true)],
  ['nonsensitive', (args, call) => marked(args, call, false)],
  ['issensitive', isSensitive],
  ['ephemeralasnull', ephemeralAsNull],
];

/** What is written in place is not ephemeral; of what comes from elsewhere it is not followed whether it is. */
function ephemeralAsNull(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  return value.kind === 'unknown' || isWrittenInPlace(value)
    ? value
    : unknownBecause('not-evaluated', 'whether the value is ephemeral is not followed', call.span, args);
}

function isWrittenInPlace(value: Value): boolean {
  if (value.trace.length > 0 || value.references.length > 0) return false;
  if (value.kind !== 'known' || typeof value.value !== 'object' || value.value === null) return true;
  return [...value.value.values()].every(isWrittenInPlace);
}

function to(type: Type): TerraformFunction {
  return (args, call) => {
    const [value] = args;
    if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
    const given = isNull(value) && value.kind === 'absent' ? known(null, originFrom(call.span, args)) : value;
    const converted = convertValue(given, type, call.scope.module.budget);
    return converted.kind === 'unknown' && converted.reason === 'invalid' && value.kind !== 'unknown'
      ? refused(args, call, converted.detail)
      : decidedBy(converted, [value]);
  };
}

function marked(args: readonly Value[], call: Call, sensitive: boolean): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  return carryObject(value, { ...value, sensitive });
}

function isSensitive(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  const origin = originFrom(call.span, args);
  return { ...known(value.sensitive === true, { ...origin, sensitive: undefined }) };
}
