import { scalarNumber, scalarOf } from '../conversion.ts';
import { known, type Value } from '../../model/value.ts';
import { container, originFrom } from '../origin.ts';
import { affordable, ofNumbers, refused, type Call, type TerraformFunction } from './signature.ts';

const MANY = 10_000;

/** Functions of numbers. */
export const NUMBER_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['min', ofNumbers(1, MANY, (numbers) => numbers.reduce((a, b) => Math.min(a, b)))],
  ['max', ofNumbers(1, MANY, (numbers) => numbers.reduce((a, b) => Math.max(a, b)))],
  ['abs', ofNumbers(1, 1, ([number = 0]) => Math.abs(number))],
  ['ceil', ofNumbers(1, 1, ([number = 0]) => Math.ceil(number) + 0)],
  ['floor', ofNumbers(1, 1, ([number = 0]) => Math.floor(number))],
  ['range', range],
];

/** `range(limit)`, `range(start, limit)`, `range(start, limit, step)`; Terraform refuses more than 1024 numbers. */
function range(args: readonly Value[], call: Call): Value {
  // The conversion of arguments (unknown, wrong type) is that of every function of numbers.
  const checked = ofNumbers(1, 3, () => true)(args, call);
  if (checked.kind === 'unknown') return checked;
  const [a = 0, b, c] = args.map((arg) => scalarNumber(scalarOf(arg) ?? null) ?? 0);
  const [start, limit] = b === undefined ? [0, a] : [a, b];
  const step = c ?? (limit < start ? -1 : 1);
  if (step === 0 || (step > 0 ? limit < start : limit > start))
    return refused(args, call, 'the step goes the wrong way');
  const origin = originFrom(call.span, args);
  const numbers: Value[] = [];
  for (let n = start; step > 0 ? n < limit : n > limit; n += step) {
    if (numbers.length >= 1024 || !affordable(64, call)) return refused(args, call, 'more than 1024 numbers');
    numbers.push(known(n, origin));
  }
  return container(numbers, origin);
}
