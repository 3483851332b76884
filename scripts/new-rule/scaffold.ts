import { idPrefixes } from '../gen/check-rules.ts';

/** Kits, with the part of a definition that is theirs. What is left empty is refused by `npm run gen` until it is filled in. */
const KIT_FIELDS = {
  attribute: `attribute: '', expect: { oneOf: [true] }, whenAbsent: 'fail',`,
  presence: `path: '', must: 'exist',`,
  block: `block: '', each: [{ attribute: '', expect: { oneOf: [true] }, whenAbsent: 'fail' }], whenAbsent: 'not-applicable',`,
  companion: `companion: [''], through: '', identity: [''], whenAbsent: 'fail',`,
  range: `attribute: '', min: 1, whenAbsent: 'fail',`,
  policy: `policy: ['policy'], defect: () => undefined,`,
  ingress: `ports: [], service: '',`,
} as const;

/** Kits that a rule can be started from. */
export type KitName = keyof typeof KIT_FIELDS;

/** Names that `--kit` takes, besides `code`. */
export const KIT_NAMES = Object.keys(KIT_FIELDS) as readonly KitName[];

/** A rule to be started. */
export interface NewRule {
  /** `aws/rds/deletion-protection`: provider, service, subject. A code rule may do without the service. */
  readonly path: string;
  readonly kit: KitName | 'code';
}

/** Files to write, by path from the top of the project; `append` changes one that is there. */
export type Scaffold = ReadonlyMap<string, string>;

/** Reads a request from the command line. Throws an error with the usage when it is not one. */
export function parseRequest(args: readonly string[]): NewRule {
  const [path = '', ...rest] = args.filter((arg) => arg !== '--kit');
  const [kit] = rest;
  const isPath = (kit === 'code' ? /^[a-z0-9-]+(?:\/[a-z0-9-]+){1,2}$/ : /^[a-z0-9-]+(?:\/[a-z0-9-]+){2}$/).test(path);
  if (!isPath || rest.length !== 1 || !isKit(kit)) {
    throw new Error(
      `usage: npm run new:rule -- <provider>/<service>/<subject> --kit <${[...KIT_NAMES, 'code'].join('|')}>\n` +
        'example: npm run new:rule -- aws/rds/deletion-protection --kit attribute',
    );
  }
  return { path, kit };
}

function isKit(kit: string | undefined): kit is NewRule['kit'] {
  return kit === 'code' || KIT_NAMES.some((name) => name === kit);
}

/**
 * The files that start a rule: a definition in its service's file, or a code rule with fixtures. `read` gives the text
 * of a file that is there. Throws when the rule is there already or the service's file cannot be extended.
 */
export function scaffold({ path, kit }: NewRule, read: (path: string) => string | undefined): Scaffold {
  const [provider = '', ...rest] = path.split('/');
  const id = idPrefixes(provider)[0] + rest.join('-');
  if (kit === 'code') return codeRuleFiles(`src/rules/${path}.ts`, id, provider, read);
  const file = `src/rules/${provider}/${rest[0] ?? ''}.ts`;
  const text = read(file) ?? `import {} from '../../engine/kits.ts';\n\nexport default [\n];\n`;
  if (text.includes(`'${id}'`)) throw new Error(`${file} already has ${id}`);
  return new Map([[file, withDefinition(withImport(text, `${kit}Rule`, file), definition(id, kit), file)]]);
}

function withImport(text: string, name: string, file: string): string {
  const found = /import \{([^}]*)\} from '\.\.\/\.\.\/engine\/kits\.ts';/.exec(text);
  if (!found) throw new Error(`${file} does not import from '../../engine/kits.ts'`);
  const names = (found[1] ?? '').split(',').map((part) => part.trim());
  const all = [...new Set([...names, name])].filter((part) => part !== '').sort();
  return text.replace(found[0], `import { ${all.join(', ')} } from '../../engine/kits.ts';`);
}

function withDefinition(text: string, added: string, file: string): string {
  const end = text.lastIndexOf('\n];');
  if (end < 0) throw new Error(`${file} does not end in a list of rules ("];")`);
  const before = text.slice(0, end);
  return `${before}${before.endsWith('[') ? '\n' : '\n\n'}${added}${text.slice(end)}`;
}

const DESCRIPTION = `title: '', severity: 'medium', resource: [''],`;
const REASONS = `why: '', remedy: '', items: ['compliance'], aliases: [], links: ['https://'],`;

function definition(id: string, kit: KitName): string {
  const example = 'example: {\nbad: `\n# expect\n`,\ngood: `\n`,\n},';
  return `${kit}Rule({ id: '${id}', ${DESCRIPTION} ${KIT_FIELDS[kit]} ${REASONS} ${example} }),`;
}

function codeRuleFiles(
  file: string,
  id: string,
  provider: string,
  read: (path: string) => string | undefined,
): Scaffold {
  if (read(file) !== undefined) throw new Error(`${file} is there already`);
  const up = '../'.repeat(file.split('/').length - 2);
  const rule = `import { codeRule } from '${up}engine/rule.ts';

export default codeRule({ id: '${id}', ${DESCRIPTION} ${REASONS}
  check({ resource }) {
    const { span, value } = resource.attr('');
    if (value.kind === 'unknown') return { kind: 'unknown', value, span };
    return { kind: 'pass', span };
  },
});
`;
  const isWorkflow = provider === 'github-actions';
  const folder = `fixtures/rules/${id}/${isWorkflow ? '.github/workflows/' : ''}`;
  const extension = isWorkflow ? 'yml' : 'tf';
  return new Map([
    [file, rule],
    [`${folder}bad.${extension}`, '# expect: part of the message, at the end of the line of the finding\n'],
    [`${folder}good.${extension}`, '# the same, in order\n'],
  ]);
}
