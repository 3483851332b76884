import { createRequire } from 'node:module';

interface PackageJson {
  readonly version: string;
}

/** Version of this Plumbline, from package.json (two folders up from both src/cli and dist/cli). */
export const VERSION: string = (createRequire(import.meta.url)('../../package.json') as PackageJson).version;
