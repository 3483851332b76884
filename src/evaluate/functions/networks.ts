import type { KnownValue } from '../../model/value.ts';
import { realOf, truncate } from '../number.ts';
import { cidrContains, cidrHost, cidrNetmask, cidrSubnet, cidrSubnets } from './network/cidr.ts';
import { settle, textFunction, textIn, textList } from './settle.ts';
import { define, type TerraformFunction } from './signature.ts';

const TEXT = { type: 'string' } as const;
const NUMBER = { type: 'number' } as const;

/** Functions of IP networks. Source: https://developer.hashicorp.com/terraform/language/functions/cidrsubnet */
export const NETWORK_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    'cidrhost',
    define({
      parameters: [TEXT, NUMBER],
      returns: 'string',
      compute: (args, call) => {
        const host = wholeOf(args[1]);
        if (host === undefined) return { refused: 'the host number is not whole' };
        return settle(cidrHost(textIn(args[0]), host), args, call, (address) => address);
      },
    }),
  ],
  ['cidrnetmask', textFunction(1, 'string', (prefix = '') => cidrNetmask(prefix))],
  [
    'cidrsubnet',
    define({
      parameters: [TEXT, NUMBER, NUMBER],
      returns: 'string',
      compute: (args, call) => {
        const [bits, number] = [wholeOf(args[1]), wholeOf(args[2])];
        if (bits === undefined || number === undefined) return { refused: 'a number is not whole' };
        return settle(cidrSubnet(textIn(args[0]), Number(bits), number), args, call, (subnet) => subnet);
      },
    }),
  ],
  [
    'cidrsubnets',
    define({
      parameters: [TEXT],
      rest: NUMBER,
      returns: { kind: 'list', element: 'string' },
      compute: (args, call) => {
        const [prefix, ...rest] = args;
        const bits = rest.map(wholeOf);
        if (!bits.every((number) => number !== undefined)) return { refused: 'a number is not whole' };
        return settle(cidrSubnets(textIn(prefix), bits.map(Number)), args, call, (subnets) =>
          textList(subnets, args, call),
        );
      },
    }),
  ],
  ['cidrcontains', textFunction(2, 'bool', (prefix = '', address = '') => cidrContains(prefix, address))],
];

/** The whole number in an argument; undefined for a fraction or an infinity. */
function wholeOf(arg: KnownValue | undefined): bigint | undefined {
  const real = arg && realOf(arg);
  if (!real || real.infinite) return undefined;
  return real.exponent >= 0 || real.mantissa === 0n ? truncate(real) : undefined;
}
