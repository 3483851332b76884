import { isList, isScalar, type AbsentValue, type UnknownValue, type Value } from '../../model/value.ts';

/** Whether a range is the whole of IPv4 or IPv6, however it is spelt (`0.0.0.0/0`, `::/0`, `0000:0000::/0`, `10.0.0.0/0`). */
function isWorld(cidr: string): boolean {
  // With a prefix length of zero no bit of the address counts.
  return /^[0-9a-f:.]+\/0+$/i.test(cidr.trim());
}

/** The two halves of the world, by which `/0` is written around filters. */
const HALVES: readonly (readonly [RegExp, RegExp])[] = [
  [/^0(?:\.0){3}\/1$/, /^128(?:\.0){3}\/1$/],
  [/^(?:::|0+::|(?:0+:){7}0+)\/1$/, /^8000::(?:0+)?\/1$/i],
];

/**
 * The world range in a text or list of texts, as written; undefined when there certainly is none; the unknown that hides
 * the answer otherwise.
 */
export function worldIn(value: Value): string | undefined | UnknownValue | AbsentValue {
  const items = value.kind === 'known' && isList(value.value) ? value.value : [value];
  const texts: string[] = [];
  let hidden: UnknownValue | AbsentValue | undefined;
  for (const item of items) {
    if (item.kind !== 'known') hidden ??= isNetworkOfVpc(item) ? undefined : item;
    else if (isScalar(item.value) && item.value !== null) texts.push(String(item.value).trim());
  }
  const whole = texts.find(isWorld);
  if (whole !== undefined) return whole;
  for (const [lower, upper] of HALVES) {
    const first = texts.find((text) => lower.test(text));
    const second = texts.find((text) => upper.test(text));
    if (first !== undefined && second !== undefined) return `${first} and ${second}`;
  }
  return hidden;
}

/**
 * Whether an unknown range is the computed one of a VPC or subnet: AWS allows /16 to /28 there, never the world.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
function isNetworkOfVpc(value: UnknownValue | AbsentValue): boolean {
  return (
    value.kind === 'unknown' &&
    (value.reason === 'computed' || value.reason === 'data-source') &&
    value.references.length > 0 &&
    value.references.every((reference) =>
      /(?:^|\.)aws_(?:vpc|subnet|default_vpc|default_subnet)\.[^.]+$/.test(reference),
    )
  );
}
