import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { resourceAddress, treePath, type ResourceAddress, type TreePath } from '../../src/plan/command-argument.ts';
import { ALLOWED_COMMANDS, argumentsOf, REFUSAL, wishOf, type TerraformCommand } from '../../src/plan/command.ts';

function address(text: string): ResourceAddress {
  const made = resourceAddress(text);
  if (!made) throw new Error(`${text} is not an address`);
  return made;
}

function path(text: string): TreePath {
  const made = treePath(text);
  if (!made) throw new Error(`${text} is not a path`);
  return made;
}

const INSTANCE = address('module.db["eu"].aws_db_instance.this[0]');
const VAR_FILES = [[], [path('prod.tfvars')], [path('environments/eu/a.tfvars.json'), path('prod.tfvars')]];

/** Every value of the union, up to its addresses and paths. A new member does not compile until it stands here. */
const EVERY: { readonly [Name in TerraformCommand['name']]: readonly (TerraformCommand & { name: Name })[] } = {
  version: [{ name: 'version' }],
  init: [
    { name: 'init', lockFile: 'readonly' },
    { name: 'init', lockFile: 'writable' },
  ],
  validate: [{ name: 'validate' }],
  plan: [true, false].flatMap((refresh) => VAR_FILES.map((varFiles) => ({ name: 'plan', refresh, varFiles }) as const)),
  show: [{ name: 'show' }],
  'state list': [{ name: 'state list' }],
  'state show': [{ name: 'state show', address: INSTANCE }],
  output: [{ name: 'output' }],
};
const COMMANDS: readonly TerraformCommand[] = Object.values(EVERY).flat();

describe('what can be expressed', () => {
  const argvs: readonly (readonly [TerraformCommand, string])[] = [
    [{ name: 'version' }, 'version -json'],
    [{ name: 'init', lockFile: 'readonly' }, 'init -input=false -no-color -lockfile=readonly'],
    [{ name: 'init', lockFile: 'writable' }, 'init -input=false -no-color'],
    [{ name: 'validate' }, 'validate -json -no-color'],
    [
      { name: 'plan', refresh: true, varFiles: [] },
      'plan -input=false -lock=false -refresh=true -parallelism=10 -json -detailed-exitcode -out=/job/tfplan',
    ],
    [
      { name: 'plan', refresh: false, varFiles: [path('a b.tfvars'), path('x/b.tfvars')] },
      'plan -input=false -lock=false -refresh=false -parallelism=10 -json -detailed-exitcode -out=/job/tfplan ' +
        '-var-file=/src/a b.tfvars -var-file=/src/x/b.tfvars',
    ],
    [{ name: 'show' }, 'show -json /job/tfplan'],
    [{ name: 'state list' }, 'state list'],
    [{ name: 'state show', address: address('aws_vpc.main') }, 'state show -no-color aws_vpc.main'],
    [{ name: 'output' }, 'output -json'],
  ];
  test.each(argvs)('%j', (command, argv) => {
    expect(argumentsOf(command).join(' ')).toBe(argv);
  });

  test('the published list is the union', () => {
    expect([...ALLOWED_COMMANDS].toSorted()).toEqual(Object.keys(EVERY).toSorted());
  });

  test.each(COMMANDS)(
    '%j starts with its own name, and what follows is a fixed option or a checked value',
    (command) => {
      const words = command.name.split(' ');
      const argv = argumentsOf(command);
      expect(argv.slice(0, words.length)).toEqual(words);
      const values = new Set<string>(['/job/tfplan', INSTANCE]);
      const options = new Set([
        '-detailed-exitcode',
        '-input=false',
        '-json',
        '-lock=false',
        '-lockfile=readonly',
        '-no-color',
        '-out=/job/tfplan',
        '-parallelism=10',
        '-refresh=false',
        '-refresh=true',
        ...VAR_FILES.flat().map((file) => `-var-file=/src/${file}`),
      ]);
      const others = argv.slice(words.length).filter((part) => !options.has(part) && !values.has(part));
      expect(others).toEqual([]);
    },
  );

  test('no verb that changes anything can be reached', () => {
    const verbs = new Set(COMMANDS.map((command) => argumentsOf(command)[0]));
    expect([...verbs].toSorted()).toEqual(['init', 'output', 'plan', 'show', 'state', 'validate', 'version']);
    const second = COMMANDS.map(argumentsOf).filter(([first]) => first === 'state');
    expect(new Set(second.map(([, verb]) => verb))).toEqual(new Set(['list', 'show']));
  });

  test('the length of an argument vector follows from the value alone', () => {
    for (const command of COMMANDS) {
      const fixed = { version: 2, init: 3, validate: 3, plan: 8, show: 3, 'state list': 2, 'state show': 4, output: 2 };
      const extra =
        command.name === 'plan'
          ? command.varFiles.length
          : Number(command.name === 'init' && command.lockFile === 'readonly');
      expect(argumentsOf(command)).toHaveLength(fixed[command.name] + extra);
    }
  });

  test('no address and no path adds an argument, an option or a line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), likelyArgument()), (text) => {
        const instance = resourceAddress(text);
        if (instance !== undefined) {
          const argv = argumentsOf({ name: 'state show', address: instance });
          expect(argv).toHaveLength(4);
          expect(argv[3]).toBe(text);
        }
        const file = treePath(text);
        if (file !== undefined) {
          const argv = argumentsOf({ name: 'plan', refresh: true, varFiles: [file] });
          expect(argv).toHaveLength(9);
          expect(argv[8]).toBe(`-var-file=/src/${text}`);
        }
      }),
    );
  });
});

/** Text that comes near to an address or a path, so that the property meets accepted ones too. */
function likelyArgument(): fc.Arbitrary<string> {
  const part = fc.constantFrom(
    ...['module', 'data', 'aws_vpc', 'a', 'é', '.', '.', '.', '..', '/', '-', '--', '[0]', '["k"]', '["', '"]', ' '],
    ...[
      '\n',
      '\0',
      '\t',
      '$',
      '${',
      '%{',
      '\\',
      '"',
      "'",
      '`',
      ';',
      '|',
      '&',
      '~',
      '*',
      '\u2028',
      '\u202e',
      '\u00a0',
      '=',
    ],
  );
  return fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
}

describe('addresses', () => {
  test.each([
    'aws_vpc.main',
    'aws_vpc.main[0]',
    'aws_vpc.main["eu-west-1"]',
    'aws_vpc.main["Team A/b.c"]',
    'data.aws_ami.ubuntu',
    'module.a.aws_vpc.main',
    'module.a["x"].module.b[3].data.aws_ami.ubuntu[1]',
    'aws_vpc.größe',
    'aws_vpc._under-score',
  ])('%s is one', (text) => {
    expect(resourceAddress(text)).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['an option', '-state=/etc/passwd'],
    ['an option as type', '-x.y'],
    ['an option as name', 'a.-y'],
    ['a type alone', 'aws_vpc'],
    ['a module', 'module.a'],
    ['a data source without a name', 'data.aws_ami'],
    ['a name that starts with a digit', 'aws_vpc.1a'],
    ['a path', '../a.b'],
    ['an absolute path', '/a.b'],
    ['a space', 'aws_vpc.main x'],
    ['a second line', 'aws_vpc.main\n-x'],
    ['a last line break', 'aws_vpc.main\n'],
    ['a line separator in a key', 'a.b["\u2028"]'],
    ['a no-break space in a key', 'a.b["\u00a0"]'],
    ['a bidirectional control in a key', 'a.b["\u202e"]'],
    ['half of a character in a key', 'a.b["\ud800"]'],
    ['a NUL', 'a.b\0'],
    ['a quote in a key', 'a.b["x"y"]'],
    ['an escape in a key', 'a.b["\\n"]'],
    ['a template in a key', 'a.b["${file(1)}"]'],
    ['a directive in a key', 'a.b["%{if 1}"]'],
    ['a negative index', 'a.b[-1]'],
    ['an endless index', 'a.b[1234567890]'],
    ['an attribute', 'a.b.c'],
    ['a very long name', `a.${'b'.repeat(300)}`],
    ['a very long address', `${'module.a.'.repeat(200)}a.b`],
    ['a splat', 'a.b[*]'],
  ])('%s is not', (_name, text) => {
    expect(resourceAddress(text)).toBeUndefined();
  });

  test('whatever the text, an address has no control, no option and no space outside of a key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), likelyArgument()), (text) => {
        const made = resourceAddress(text);
        if (made === undefined) return;
        expect(made).not.toMatch(/^-|[\p{C}\\$%'`]|(?! )\p{Z}/u);
        expect(made.replace(/"[^"]*"/g, '')).not.toMatch(/\s/);
        expect(made.length).toBeLessThanOrEqual(1000);
      }),
    );
  });

  test('a long hostile text is answered at once', () => {
    const hostile = ['module.a.', 'a["', '.', 'a.b', '[0]'].map((part) => part.repeat(100_000));
    expect(hostile.map(resourceAddress)).toEqual(hostile.map(() => undefined));
  });
});

describe('paths', () => {
  test.each(['a.tfvars', 'env/prod.tfvars.json', 'a b/c.tfvars', '.config/x', 'größe.tfvars', 'a-b/c--d', '...'])(
    '%s is one',
    (text) => {
      expect(treePath(text)).toBe(text);
    },
  );

  test.each([
    ['nothing', ''],
    ['an absolute path', '/etc/passwd'],
    ['a parent', '..'],
    ['a way out', '../x'],
    ['a way out in the middle', 'a/../../x'],
    ['here', './x'],
    ['an empty part', 'a//b'],
    ['a last slash', 'a/'],
    ['an option', '-destroy'],
    ['an option in a folder', 'a/-destroy'],
    ['a backslash', 'a\\..\\b'],
    ['a line break', 'a\nb'],
    ['a NUL', 'a\0b'],
    ['a bidirectional control', 'a\u202eb'],
    ['a line separator', 'a\u2028b'],
    ['half of a character', 'a\udfffb'],
    ['a double quote', 'a"b'],
    ['a single quote', "a'b"],
    ['a backtick', 'a`b'],
    ['a variable', '$HOME/x'],
    ['a very long path', 'a/'.repeat(600) + 'b'],
  ])('%s is not', (_name, text) => {
    expect(treePath(text)).toBeUndefined();
  });

  test('whatever the text, a path stays in the tree', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), likelyArgument()), (text) => {
        const made = treePath(text);
        if (made === undefined) return;
        expect(made).not.toMatch(/^[-/]|(^|\/)\.{1,2}(\/|$)|\/-|\/\/|[\p{C}"'`$\\]|(?! )\p{Z}/u);
      }),
    );
  });
});

describe('wishes', () => {
  const prohibited = [
    ...['apply', 'destroy', 'import', 'taint', 'untaint', 'refresh', 'force-unlock', 'console', 'workspace', 'login'],
    ...['logout', 'fmt', 'get', 'graph', 'test', 'providers', 'env', 'push', 'rpcapi', 'query', 'stacks', 'state'],
    ...[
      'state rm',
      'state mv',
      'state pull',
      'state push',
      'state replace-provider',
      'state identities',
      'state rm a.b',
    ],
    ...['workspace select prod', 'workspace new x', 'apply -auto-approve', 'APPLY', 'State RM', 'terraform apply'],
    ...['tofu destroy', 'terraform -chdir=/etc plan', '-destroy', 'plan -destroy', 'plan -out=/etc/x', '--help'],
    ...['show -json', 'state show -state=/x a.b', 'terraform state rm a.b', 'init -upgrade', 'output -state=/x'],
  ];
  test.each(prohibited)('%s is prohibited', (text) => {
    expect(wishOf(text.split(' '))).toBe('prohibited');
  });

  test.each([...ALLOWED_COMMANDS, 'Plan', 'plan live/eu', 'state show a.b', 'terraform plan', 'tofu state list'])(
    '%s is allowed',
    (text) => {
      expect(wishOf(text.split(' '))).toBe('allowed');
    },
  );

  test.each(['', 'security', 'appply', '__proto__', 'constructor', 'terraform', 'planner', 'statement'])(
    '%j is unknown',
    (text) => {
      expect(wishOf(text.split(' '))).toBe('unknown');
    },
  );

  test('the refusal names what can be run', () => {
    expect(ALLOWED_COMMANDS.filter((name) => !REFUSAL.includes(name))).toEqual([]);
  });
});
