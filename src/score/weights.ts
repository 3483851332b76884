import { ITEMS, RELIABILITY_STANDARDS, SECURITY_ITEMS } from '../model/items.ts';
import type { Confidence, Item, Severity } from '../model/items.ts';

/**
 * An item that holds points of its own. The two others are counted with one of these: `input-validation` is the same six
 * points as `data-validation` (S11), and `state-safety` counts into `backups`.
 */
export type ScoredItem = Exclude<Item, 'input-validation' | 'state-safety'>;

/**
 * Points of 100 by item. Classes are super-increasing (52 > 26 + 13 + 6 + 3 and so on), so that no success in a lower
 * class hides a total failure in a higher one. Explained in docs/scoring.md.
 */
export const POINTS: Readonly<Record<ScoredItem, number>> = {
  // reliability 52
  availability: 8,
  'critical-availability': 10,
  maintenance: 4,
  recovery: 8,
  'error-rate': 4,
  acid: 4,
  backups: 9,
  consistency: 5,
  // security 26: S11, shared with input-validation, and 20 others
  'data-validation': 6,
  rbac: 2.25,
  'oauth2-oidc': 1.25,
  jwt: 1,
  'api-keys': 2,
  sessions: 0.5,
  'sql-injection': 0.75,
  xss: 0.75,
  'rate-limiting': 1,
  'security-headers': 0.5,
  'encryption-at-rest': 2,
  'encryption-in-transit': 2,
  'data-anonymization': 0.75,
  'audit-logging': 1.25,
  compliance: 1.5,
  'network-exposure': 1.5,
  'supply-chain': 1,
  // performance 13
  'api-latency': 4,
  'db-latency': 3,
  throughput: 6,
  // features 6
  observability: 3.5,
  'api-versioning': 2.5,
  // convenience 3
  maintainability: 2,
  cost: 1,
};

/** The item whose points `item` is counted in. */
export function scoredItem(item: Item): ScoredItem {
  if (item === 'input-validation') return 'data-validation';
  if (item === 'state-safety') return 'backups';
  return item;
}

/** All items that hold points, each once, in the order of `ITEMS`. Their points add up to 100. */
export const SCORED_ITEMS: readonly ScoredItem[] = [...new Set(ITEMS.map(scoredItem))];

/** The 12 standards: 71 points. */
export const RELIABILITY_FIGURE: readonly ScoredItem[] = [...new Set(RELIABILITY_STANDARDS.map(scoredItem))];

/** The 15 checklist items with the two security items beside them: 26 points. */
export const SECURITY_FIGURE: readonly ScoredItem[] = [
  ...new Set([...SECURITY_ITEMS.map(scoredItem), 'network-exposure' as const, 'supply-chain' as const]),
];

/** What a failure of this severity costs of its item, 0…1 (docs/scoring.md). */
export const SEVERITY_DELTA: Readonly<Record<Severity, number>> = {
  critical: 1,
  high: 0.6,
  medium: 0.3,
  low: 0.1,
  info: 0.03,
};

/**
 * q of docs/scoring.md: proven 1, inferred 0.6. A low-confidence rule only points at something to look at,
 * so it weighs like the other advisory loss there, the contractual gap: 0.25.
 */
export const CONFIDENCE_WEIGHT: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.6, low: 0.25 };

/** c of docs/scoring.md: what a defect matters by the tier of its subject. */
export const TIER_WEIGHT = { critical: 1, standard: 0.7, 'non-critical': 0.2 } as const;

/** How much depends on a subject; see `src/score/criticality.ts`. */
export type Tier = keyof typeof TIER_WEIGHT;

/** delta of something undecided (docs/scoring.md). */
export const UNKNOWN_DELTA = 0.2;
