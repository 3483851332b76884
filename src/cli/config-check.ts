import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../model/errors.ts';
import { notInForce } from '../policy/not-in-force.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { visibleText } from '../redaction/visible-text.ts';
import { ruleIds } from '../review/judge-side.ts';
import { rules } from '../rules/registry.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** `plumbline config check [file]`: 0 when the file is right, 1 with one `file:line:column: message` for each problem. */
export async function checkConfigCommand(file: string, io: Io): Promise<ExitCode> {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((cause: unknown) => {
    throw new InputError(`${file} cannot be read: name the policy file, or create .github/plumbline.yml`, { cause });
  });
  const { policy, problems } = parsePolicy(text, file, ruleIds(rules));
  for (const { message, span } of problems) {
    io.write(`${file}:${span.startLine}:${span.startColumn}: ${visibleText(message)}\n`);
  }
  for (const key of notInForce(policy)) io.write(`note: ${key} is accepted, but this version does not act on it yet\n`);
  if (problems.length > 0) return EXIT.breaks;
  io.write(`${file} is valid\n`);
  return EXIT.holds;
}
