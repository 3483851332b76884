import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

const { dependencies, engines, scripts } = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    engines: z.object({ node: z.string() }),
    scripts: z.object({ start: z.string(), build: z.string() }),
  })
  .parse(JSON.parse(read('package.json')));

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** The instructions of a Dockerfile, continued lines joined and comments left out. */
function instructionsOf(text: string): Instruction[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  return lines.flatMap((line) => {
    const match = /^([A-Z]+)\s+(.*)$/.exec(line.trim());
    return match ? [{ name: match[1] ?? '', value: match[2] ?? '' }] : [];
  });
}

const sources = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: read(`src/${file}`) }));

/** `@scope/name/file.wasm` belongs to `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const dockerfile = instructionsOf(read('Dockerfile'));
const all = (name: string): string[] => dockerfile.filter((each) => each.name === name).map(({ value }) => value);
const lastStage = dockerfile.slice(dockerfile.map(({ name }) => name).lastIndexOf('FROM'));
const last = (name: string): string => lastStage.filter((each) => each.name === name).at(-1)?.value ?? '';

describe('the Dockerfile', () => {
  test('pins one Node version for all stages, which satisfies engines', () => {
    const images = all('FROM').map((value) => /^node:(\d+)\.(\d+)\.(\d+)-bookworm-slim\b/.exec(value));
    expect(images.length).toBeGreaterThan(1);
    expect(images).not.toContain(null);
    expect(new Set(images.map((match) => match?.slice(1).join('.'))).size).toBe(1);
    const floor = /^>=(\d+)\.(\d+)\.(\d+)$/.exec(engines.node)?.slice(1).map(Number);
    const version = images[0]?.slice(1).map(Number);
    expect(floor).toHaveLength(3);
    expect(compareVersions(version ?? [], floor ?? [])).toBeGreaterThanOrEqual(0);
    expect(version?.[0]).toBe(24);
  });

  test('copies only paths that exist, or that an earlier stage made', () => {
    const copies = all('COPY').map((value) => value.split(/\s+/));
    expect(copies.length).toBeGreaterThan(0);
    for (const words of copies) {
      const paths = words.filter((word) => !word.startsWith('--')).slice(0, -1);
      if (words.some((word) => word.startsWith('--from=build'))) {
        expect(['/app/node_modules', '/app/dist']).toEqual(expect.arrayContaining(paths));
      } else {
        expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
      }
    }
  });

  test('builds with scripts that exist, and leaves development dependencies behind', () => {
    const run = all('RUN').join('\n');
    expect(run).toContain('npm ci');
    expect([...run.matchAll(/npm run (\S+)/g)].map((match) => match[1] ?? '')).toEqual(['build']);
    expect(scripts.build).toContain('tsconfig.build.json');
    expect(run).toContain('npm prune --omit=dev');
  });

  test('runs without them: src needs production dependencies only, and all of them', () => {
    const packages = sources.flatMap(({ text }) =>
      [
        ...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^'.][^']*)'/gm),
        ...text.matchAll(/\b(?:import|require\.resolve)\('([^'.][^']*)'\)/g),
      ].map((match) => packageOf(match[1] ?? '')),
    );
    const types = sources.flatMap(({ text }) =>
      [...text.matchAll(/^import type [^;]*?from '([^'.][^']*)'/gm)].map((match) => packageOf(match[1] ?? '')),
    );
    const isPackage = (name: string): boolean => !name.startsWith('node:');
    expect([...new Set(packages.filter(isPackage))].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
    expect([...new Set([...packages, ...types].filter(isPackage))].sort()).toEqual(Object.keys(dependencies).sort());
  });

  test('has every file that is read beside dist while the program runs', () => {
    const copied = lastStage
      .filter(({ name }) => name === 'COPY')
      .flatMap(({ value }) => value.split(/\s+/).slice(0, -1));
    // Paths that lead out of src, as written in the source; dist lies beside src.
    const beside = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/'((?:\.\.\/)+[^']+)'/g)]
        .map((match) => relative(root, resolve(root, 'src', dirname(file), match[1] ?? '')))
        .filter((path) => !path.startsWith('src/')),
    );
    expect(beside).toContain('package.json');
    // Probot's registration page reads the manifest from the working directory.
    for (const path of [...beside, 'app.yml']) expect(copied).toContain(path);
    // Files of packages come with node_modules; the test above asks for the packages.
    const ofPackages = sources.flatMap(({ text }) =>
      [...text.matchAll(/require\.resolve\('([^']+)'\)/g)].map((match) => match[1] ?? ''),
    );
    expect(ofPackages).toContainEqual(expect.stringMatching(/\.wasm$/));
    for (const path of ofPackages) expect(existsSync(resolve(root, 'node_modules', path))).toBe(true);
    expect(copied).toEqual(expect.arrayContaining(['/app/node_modules', '/app/dist']));
  });

  test('runs no install scripts: what runs must not depend on whether npm allows them', () => {
    const run = all('RUN').join(' ');
    for (const [command] of run.matchAll(/npm (?:ci|prune)[^&]*/g)) expect(command).toContain('--ignore-scripts');
  });

  test('keeps the credentials that the registration page writes where its user may write, in the volume', () => {
    const run = lastStage
      .filter(({ name }) => name === 'RUN')
      .map(({ value }) => value)
      .join(' ');
    const [data, owner] = [last('VOLUME'), last('USER').split(':')[0] ?? ''];
    expect(run).toContain(`--owner=${owner} --group=${owner} ${data}`);
    expect(run).toContain(`ln --symbolic ${data}/.env .env`);
    expect(lastStage.findIndex(({ value }) => value.includes('ln --symbolic'))).toBeGreaterThan(
      lastStage.findIndex(({ name }) => name === 'WORKDIR'),
    );
  });

  test('lets the build context contain what it copies, and nothing else', () => {
    const ignore = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore[0]).toBe('*');
    const allowed = ignore.slice(1).map((line) => line.replace(/^!/, ''));
    const copied = all('COPY')
      .filter((value) => !value.includes('--from='))
      .flatMap((value) => value.split(/\s+/).slice(0, -1));
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });

  test('starts what npm start starts', () => {
    expect(JSON.parse(last('CMD'))).toEqual(scripts.start.split(' '));
  });

  test('runs as a user that is not root, given by number', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('has the programs that reviews and plans need', () => {
    const installed = lastStage
      .filter(({ name }) => name === 'RUN')
      .map(({ value }) => value)
      .join('\n');
    // prlimit comes with util-linux.
    for (const name of ['bubblewrap', 'util-linux', 'git', 'ca-certificates']) expect(installed).toContain(` ${name} `);
  });

  test('gets Terraform from a folder that is mounted, and downloads none', () => {
    const folder = /PLUMBLINE_TERRAFORM=(\S+)/.exec(last('ENV'))?.[1];
    expect(folder).toMatch(/^\/opt\/\w+$/);
    expect(read('Dockerfile')).toContain(`--volume /srv/terraform:${folder ?? ''}:ro`);
    expect(read('src/config/plan-settings.ts')).toContain("read.text('PLUMBLINE_TERRAFORM')");
    expect(all('ADD')).toEqual([]);
    expect(all('RUN').join('\n')).not.toMatch(/terraform|tofu|curl|wget|https?:/);
    expect(all('COPY').join('\n')).not.toMatch(/terraform|tofu/);
  });

  test('lets its user write where plans work: in the volume, or in /tmp', () => {
    const [data, owner] = [last('VOLUME'), last('USER').split(':')[0] ?? ''];
    expect(read('src/main.ts')).toMatch(/database\.kind === 'embedded' \? database\.folder : join\(tmpdir\(\)/);
    expect(read('src/runner/local/open-local-runner.ts')).toContain("resolve(folder, 'plan-jobs')");
    expect(read('Dockerfile')).toContain(`Plans work in ${data}/plan-jobs`);
    expect(all('RUN').join('\n')).toContain(`install --directory --owner=${owner} --group=${owner} ${data} `);
    expect(all('ENV').join(' ')).not.toMatch(/\bTMPDIR=/);
  });

  test('checks its health on the path that the App serves, and keeps its data in a volume', () => {
    expect(read('src/app.ts')).toContain("'GET /healthz'");
    expect(last('HEALTHCHECK')).toContain('/healthz');
    const data = /PLUMBLINE_DATA=(\S+)/.exec(last('ENV'))?.[1];
    expect(data).toBeDefined();
    expect(last('VOLUME')).toBe(data);
  });
});

function compareVersions(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
