import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readArchive } from './archive.ts';
import type { ExpectedPlan } from './expected-plan.ts';

/** A configuration that is planned for real. */
export interface Configuration {
  readonly group: string;
  readonly name: string;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where the configurations and the plans of them are. */
export const PLANS = join(import.meta.dirname, '..', 'evaluate', 'plans');

const EXTENSION = '.txtar';

/** Names of the groups, sorted. */
export function configurationGroups(): readonly string[] {
  return readdirSync(PLANS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The configurations of a group, by name: the `.txtar` files of its folder. */
export function configurationsOf(group: string): readonly Configuration[] {
  return readdirSync(join(PLANS, group))
    .filter((file) => file.endsWith(EXTENSION))
    .sort()
    .map((file) => ({
      group,
      name: file.slice(0, -EXTENSION.length),
      files: readArchive(readFileSync(join(PLANS, group, file), 'utf8')),
    }));
}

/** The file that holds the plans of a group. */
export function expectedFile(group: string): string {
  return join(PLANS, group, 'expected.json');
}

/** The plans of a group by the name of the configuration, as Terraform made them. */
export function expectedPlans(group: string): Readonly<Record<string, ExpectedPlan>> {
  return JSON.parse(readFileSync(expectedFile(group), 'utf8')) as Readonly<Record<string, ExpectedPlan>>;
}
