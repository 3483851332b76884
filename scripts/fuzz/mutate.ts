import fc from 'fast-check';

/** One change to a file. Places are fractions of its length, so that a change fits every file. */
export interface Mutation {
  readonly unit: 'byte' | 'line' | 'token';
  readonly action: Action;
  readonly at: number;
  readonly other: number;
  readonly length: number;
  readonly piece: string;
}

type Action = 'delete' | 'copy' | 'swap' | 'insert' | 'replace' | 'cut off' | 'set';

/** Text that has a meaning to one of the parsers or costs the evaluator work. */
const PIECES = [
  ...['${', '%{', '}', '{', '[', ']', '(', ')', '"', "'", '`', '~}', '${~', '$${', '%%{', '$$${', '\\', '\\u12', '\\"'],
  ...['<<E\n', '<<-E\n', 'E\n', '/*', '*/', '#', '//', '\r', '\r\n', '\n', '\t', '...', '=>', '::', '.*', '[*]', '.0'],
  ...[
    '=',
    ':',
    ',',
    '?',
    '? 1 : 2',
    '!',
    '-',
    '&&',
    '||',
    '==',
    '%',
    '*',
    'for',
    'in',
    'if',
    'null',
    'true',
    'dynamic',
  ],
  ...['\u0000', '\ufeff', '\u2028', '\u00a0', '\u0301', '😀', '\u202e', '\u0085', '\v', '__proto__', 'constructor'],
  ...['1e999999999', '9'.repeat(400), '-0', '0x1', '1e', '1.', '.5', '1e-400', '007', '9007199254740993'],
  ...['['.repeat(199), '{a='.repeat(90), '('.repeat(500), '${"'.repeat(60), '!'.repeat(1500), 'a.'.repeat(1500)],
  ...['a { '.repeat(150), '- '.repeat(400), '? 1 : '.repeat(300), 'x'.repeat(30_000), '"${a}"'.repeat(300)],
  ...['range(1000000000)', 'range(0, 1e9, 1)', 'join("", range(2000))', 'jsonencode(var.x)', 'local.a', 'var.name'],
  ...['[for a in range(1000) : [for b in range(1000) : a]]', '{ for k in range(5000) : k => range(500) }'],
  ...[
    'format("%999999999d", 1)',
    'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")',
    'setproduct(range(900), range(900))',
  ],
  ...[
    'templatefile("${path.module}/x", {})',
    'file("../../../etc/passwd")',
    'cidrsubnets("10.0.0.0/8", 24)',
    'each.value',
  ],
  ...['locals { a = "${local.b}${local.b}" \n b = "${local.a}" }\n', 'count = 1e9\n', 'for_each = range(100)\n'],
  ...['module "m" {\n source = "./"\n}\n', 'dynamic "d" {\n for_each = range(9999)\n content {}\n}\n'],
];

// A double of fast-check is mostly a tiny one.
const fraction = fc.nat({ max: 999_999 }).map((millionths) => millionths / 1_000_000);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  unit: fc.constantFrom('byte', 'line', 'token', 'token'),
  action: fc.constantFrom('delete', 'copy', 'swap', 'insert', 'replace', 'cut off', 'set', 'set'),
  at: fraction,
  other: fraction,
  length: fc.integer({ min: 1, max: 40 }),
  piece: fc.constantFrom(...PIECES),
});

/**
 * What to do to which file of a corpus (`sample` is a fraction too). Without fast-check's bias towards small values: it
 * would choose the same few files again and again.
 */
export const recipe: fc.Arbitrary<{ readonly sample: number; readonly mutations: readonly Mutation[] }> = fc.noBias(
  fc.record({ sample: fraction, mutations: fc.array(mutation, { minLength: 1, maxLength: 5 }) }),
);

const TOKEN = /"(?:[^"\\\n]|\\.)*"|[\p{L}_][\p{L}\p{N}_-]*|[0-9]+|\s+|[^]/gu;

/** The file after all changes. Pure. */
export function mutated(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce((content: Uint8Array, one) => applied(content, one), bytes);
}

function applied(bytes: Uint8Array, one: Mutation): Uint8Array {
  if (one.unit === 'byte' && one.action !== 'set') {
    return Uint8Array.from(changed([...bytes], one.action, one, Math.floor(one.other * 256)));
  }
  const text = new TextDecoder().decode(bytes);
  if (one.unit === 'line') {
    // A long line: one piece is repeated behind it.
    const { action, piece, length } = one;
    const line = action === 'replace' || action === 'insert' ? `x = ${piece.slice(0, 40).repeat(length * 10)}` : piece;
    return new TextEncoder().encode(changed(text.split('\n'), action, one, line).join('\n'));
  }
  return new TextEncoder().encode(changed(text.match(TOKEN) ?? [], one.action, one, one.piece).join(''));
}

/** A list of units with one change; `piece` is what is put in. */
function changed<Unit>(units: Unit[], action: Action, { at, other, length }: Mutation, piece: Unit): Unit[] {
  const first = Math.floor(at * units.length);
  const second = Math.floor(other * units.length);
  const [one, two] = [units[first], units[second]];
  switch (action) {
    case 'delete':
      return units.toSpliced(first, Math.ceil(length / 8));
    case 'copy':
      return units.toSpliced(second, 0, ...units.slice(first, first + Math.ceil(length / 8)));
    case 'swap':
      return one === undefined || two === undefined ? units : units.with(first, two).with(second, one);
    case 'insert':
      return units.toSpliced(first, 0, piece);
    case 'replace':
      return units.toSpliced(first, 1, piece);
    case 'cut off':
      return units.slice(0, first);
    case 'set': {
      // The value of the next argument; of lines and bytes there is none.
      const equals = units.findIndex((unit, index) => index >= first && unit === '=');
      const end = units.findIndex((unit, index) => index > equals && typeof unit === 'string' && unit.includes('\n'));
      return units.toSpliced(equals + 1, Math.max(0, end - equals - 1), piece);
    }
  }
}
