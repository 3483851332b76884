/** Largest plan that is read, in bytes or UTF-16 code units: about 70,000 instances of simple resources. */
export const MAX_PLAN_SIZE = 50_000_000;

/**
 * The text of a plan file: UTF-8, or UTF-16 with its mark (as Windows PowerShell redirects output). A byte order mark is
 * removed. Else what is wrong with the bytes, ready to follow the name of the file.
 */
export function decodePlan(bytes: Uint8Array): { text: string } | { code: 'encoding' | 'binary'; problem: string } {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) {
    return { code: 'binary', problem: SAVED_PLAN };
  }
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  const encoding = isBigEndian ? 'utf-16be' : bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return {
      code: 'encoding',
      problem: 'is neither UTF-8 nor UTF-16. Write it with `terraform show -json PLANFILE > plan.json`.',
    };
  }
}

/** Said of a zip file. */
export const SAVED_PLAN =
  'is the saved plan itself (a zip file), which only the Terraform that wrote it can read. Convert it with `terraform show -json PLANFILE > plan.json`.';
