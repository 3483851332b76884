/** The 15 items of the security checklist (docs/scoring.md). */
export const SECURITY_ITEMS = [
  'jwt',
  'oauth2-oidc',
  'rbac',
  'api-keys',
  'sessions',
  'input-validation',
  'sql-injection',
  'xss',
  'rate-limiting',
  'security-headers',
  'encryption-at-rest',
  'encryption-in-transit',
  'data-anonymization',
  'audit-logging',
  'compliance',
] as const;

/** The 12 reliability standards, S1 to S12 in order. */
export const RELIABILITY_STANDARDS = [
  'availability',
  'critical-availability',
  'maintenance',
  'recovery',
  'api-latency',
  'db-latency',
  'error-rate',
  'throughput',
  'acid',
  'backups',
  'data-validation',
  'consistency',
] as const;

/** What a finding may count towards beyond the two lists. `state-safety` counts into `backups`. */
export const OTHER_ITEMS = [
  'network-exposure',
  'supply-chain',
  'observability',
  'api-versioning',
  'maintainability',
  'cost',
  'state-safety',
] as const;

/** Id of an item of the security checklist. */
export type SecurityItem = (typeof SECURITY_ITEMS)[number];
/** Id of a reliability standard. */
export type ReliabilityStandard = (typeof RELIABILITY_STANDARDS)[number];
/** Id of what is reported without being scored. */
export type OtherItem = (typeof OTHER_ITEMS)[number];

/** Everything a rule may count towards. */
export type Item = SecurityItem | ReliabilityStandard | OtherItem;

/** Every item, in the order of reports. */
export const ITEMS: readonly Item[] = [...SECURITY_ITEMS, ...RELIABILITY_STANDARDS, ...OTHER_ITEMS];

/** Severities, least first. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Negative when `a` is less severe than `b`, positive when more, 0 when equal. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** How sure a rule is. `high` is proven from the source; the score multiplies by it (docs/scoring.md). */
export type Confidence = 'high' | 'medium' | 'low';
