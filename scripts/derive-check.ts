/**
 * Asks Terraform again for everything that tests expect of it, where the Terraform that gave it is on PATH.
 *
 *   npm run derive:check
 *
 * Exit status 1 for any difference. Without that Terraform nothing can be asked: said on standard output, exit status 0, since the
 * tests themselves compare with the files and need no Terraform.
 */
import { execa } from 'execa';

/** The version that the files in test/evaluate were derived with. */
const VERSION = '1.11.4';

const found = await versionOnPath();
if (found === VERSION) {
  for (const script of ['terraform-console', 'terraform-plans', 'terraform-refusals']) {
    const { exitCode } = await execa('npx', ['tsx', `scripts/${script}.ts`, '--check'], {
      stdio: 'inherit',
      reject: false,
    });
    if (exitCode !== 0) process.exitCode = 1;
  }
} else {
  console.log(
    `NOT ASKED AGAIN: Terraform ${VERSION} is not on PATH${found === undefined ? '' : ` (${found} is)`}; what it said in test/evaluate was compared by the tests only`,
  );
}

async function versionOnPath(): Promise<string | undefined> {
  const { stdout, exitCode } = await execa('terraform', ['version', '-json'], { reject: false });
  if (exitCode !== 0 || typeof stdout !== 'string') return undefined;
  const parsed: unknown = JSON.parse(stdout);
  const version =
    typeof parsed === 'object' && parsed !== null && 'terraform_version' in parsed
      ? parsed.terraform_version
      : undefined;
  return typeof version === 'string' ? version : undefined;
}
