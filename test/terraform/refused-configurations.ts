import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readArchive } from './archive.ts';

const FOLDER = join(import.meta.dirname, '..', 'evaluate', 'refused');
const EXTENSION = '.txtar';

/** The file with Terraform's error for every configuration, by name. */
export const REFUSALS = join(FOLDER, 'expected.json');

/** A configuration that Terraform refuses to plan. */
export interface RefusedConfiguration {
  readonly name: string;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** The configurations of test/evaluate/refused, by name. */
export function refusedConfigurations(): readonly RefusedConfiguration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(EXTENSION))
    .sort()
    .map((file) => ({
      name: file.slice(0, -EXTENSION.length),
      files: readArchive(readFileSync(join(FOLDER, file), 'utf8')),
    }));
}

/** Terraform's errors by the name of the configuration. */
export function refusals(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(REFUSALS, 'utf8')) as Readonly<Record<string, string>>;
}
