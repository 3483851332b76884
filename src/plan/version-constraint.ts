/** A version of Terraform or OpenTofu. */
export interface ToolVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `beta1` of `1.12.0-beta1`; empty for a release. */
  readonly prerelease: string;
}

const OPERATORS = ['=', '!=', '>=', '<=', '>', '<', '~>'] as const;
type Operator = (typeof OPERATORS)[number];

/** One condition of a constraint, such as `~> 1.5`. */
export interface VersionCondition {
  readonly operator: Operator;
  /** What is left out is zero. */
  readonly version: ToolVersion;
  /** How many numbers are written: `~> 1.5` and `~> 1.5.0` are not the same. */
  readonly precision: number;
}

/** A constraint as read, or why Terraform would not accept it. */
export type ParsedConstraint =
  | { readonly ok: true; readonly conditions: readonly VersionCondition[] }
  | { readonly ok: false; readonly problem: string };

const VERSION =
  /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z~.-]{1,100}))?(?:\+[0-9A-Za-z~.-]{1,100})?$/;
const CONDITION = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\S+)\s*$/;
const MAX_LENGTH = 500;

/** A version as programs print it (`1.9.8`, `1.12.0-beta1`), or undefined. */
export function toolVersion(text: string): ToolVersion | undefined {
  const match = VERSION.exec(text);
  if (!match) return undefined;
  const [, major = '', minor = '0', patch = '0', prerelease = ''] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

/**
 * Reads a `required_version`: conditions with commas between them, all of which must hold.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function parseConstraint(text: string): ParsedConstraint {
  if (text.length > MAX_LENGTH) return { ok: false, problem: `is longer than ${MAX_LENGTH} characters` };
  const conditions: VersionCondition[] = [];
  for (const part of text.split(',')) {
    const [, sign = '=', written = ''] = CONDITION.exec(part) ?? [];
    const operator = OPERATORS.find((one) => one === sign);
    const version = toolVersion(written);
    if (!operator || !version) return { ok: false, problem: 'is not a version constraint' };
    // Terraform refuses them in `required_version`: its own version is compared without its suffix.
    if (version.prerelease !== '')
      return { ok: false, problem: 'names a prerelease, which Terraform does not support' };
    const precision = written.split('+', 1).join('').split('.').length;
    conditions.push({ operator, version, precision });
  }
  return { ok: true, conditions };
}

/** Whether a version meets every condition; the suffix of a prerelease does not count, as in Terraform. */
export function satisfies(version: ToolVersion, conditions: readonly VersionCondition[]): boolean {
  return conditions.every((condition) => meets({ ...version, prerelease: '' }, condition));
}

function meets(version: ToolVersion, { operator, version: bound, precision }: VersionCondition): boolean {
  const order = compareVersions(version, bound);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '~>':
      // Only the last number that is written may grow, so `~> 1` allows 2 as well.
      return (
        order >= 0 &&
        (precision < 2 || version.major === bound.major) &&
        (precision < 3 || version.minor === bound.minor)
      );
  }
}

/**
 * Negative when `a` is older; a prerelease is older than its release.
 * Source: https://semver.org/#spec-item-11
 */
export function compareVersions(a: ToolVersion, b: ToolVersion): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0) return numbers;
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '') return 1;
  if (b.prerelease === '') return -1;
  return comparePrereleases(a.prerelease.split('.'), b.prerelease.split('.'));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (leftIsNumber && rightIsNumber) return Number(left) - Number(right);
    if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** `1.12.0-beta1`. */
export function versionText({ major, minor, patch, prerelease }: ToolVersion): string {
  return `${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}`;
}
