import type { PolicyStatement } from './policy.ts';
import { HOLE } from './policy-statement.ts';

/**
 * IAM's wildcard match of a whole text: `*` is any run of characters, `?` exactly one. A hole (an unknown piece) in the
 * pattern matches nothing, so a match is certain. Linear in practice: no regular expression is built from input.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const char = pattern[p];
    if (char === '*') {
      star = p;
      p += 1;
      resume = t;
    } else if (char === '?' || (char === text[t] && char !== HOLE)) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** Whether an `Action` pattern covers an action such as `iam:PassRole`. Action names ignore case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether the statement's `Action` certainly covers every action of every service. */
export function isEveryAction(statement: PolicyStatement): boolean {
  return (statement.actions ?? []).some((action) => /^\*+$/.test(action) || action === '*:*');
}

/** Whether the statement's `Resource` certainly covers every resource. */
export function isEveryResource(statement: PolicyStatement): boolean {
  return (statement.resources ?? []).some((resource) => /^\*+$/.test(resource));
}

/** An IAM identity in every account. AWS takes no wildcard inside a principal, so it is a policy that means everyone or never applies. */
const EVERY_ACCOUNT = /^arn:aws[a-z-]*:(?:iam|sts)::\*:/;

/**
 * Whether the statement's `Principal` is everyone: `"*"`, `{"AWS": "*"}` or an identity in every account. Conditions are
 * not looked at. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isPublicPrincipal(statement: PolicyStatement): boolean {
  const { principals } = statement;
  const names = ['*', 'AWS'].flatMap((type) => principals?.get(type) ?? []);
  return names.some((name) => name === '*' || EVERY_ACCOUNT.test(name));
}

/**
 * Condition keys that tie a request to a caller or a place the author knows. The first group is S3's own list:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ; the others identify
 * the calling principal or organisation as well:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const RESTRICTING_KEYS = new Set([
  'aws:sourceip',
  'aws:vpcsourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  'aws:principalorgid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpcarn',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalisawsservice',
  'aws:username',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'kms:calleraccount',
  'sns:endpoint',
]);

/** Operators that demand a match. `ForAllValues:` and `…IfExists` also hold when the key is not sent. */
const POSITIVE_OPERATOR =
  /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress|Bool)$/i;

/**
 * Whether a condition of the statement restricts a public principal to known callers: `yes` and `no` are certain,
 * `unknown` when a value that would decide it is unknown. Values of one key are alternatives, so each must restrict.
 */
export function restrictsPublicPrincipal(statement: PolicyStatement): 'yes' | 'no' | 'unknown' {
  let isUnknown = false;
  for (const { operator, key, values } of statement.conditions) {
    if (operator.includes(HOLE) || key.includes(HOLE)) isUnknown = true;
    if (!POSITIVE_OPERATOR.test(operator) || !RESTRICTING_KEYS.has(key.toLowerCase())) continue;
    if (values.length === 0) continue;
    const verdicts = values.map((value) => restricts(key.toLowerCase(), value));
    if (verdicts.every((verdict) => verdict === 'yes')) return 'yes';
    if (!verdicts.includes('no')) isUnknown = true;
  }
  return isUnknown ? 'unknown' : 'no';
}

function restricts(key: string, value: string): 'yes' | 'no' | 'unknown' {
  if (!/[^*?:/]/.test(value)) return 'no';
  if (key.endsWith('sourceip')) return value.includes(HOLE) ? 'unknown' : isNarrowCidr(value) ? 'yes' : 'no';
  if (key === 'sns:endpoint') return /^\*@[^*?@]+$/.test(value) || !/[*?]/.test(value) ? 'yes' : 'no';
  if (key === 'aws:userid' && /^AROLEID:\*$/i.test(value)) return 'no';
  if (/^arn:/i.test(value)) {
    // arn:partition:service:region:account:resource: an account or a resource that is named is enough.
    const [, , , , account = '', ...resource] = value.split(':');
    return /[^*?]/.test(account) || /[^*?/]/.test(resource.join(':')) ? 'yes' : 'no';
  }
  if (key === 'aws:principalisawsservice') return value === 'true' ? 'yes' : 'no';
  return value.replaceAll(HOLE, '') === '' ? 'unknown' : 'yes';
}

/** Not a range that S3 takes for everybody: broader than /8 for IPv4 or /32 for IPv6. An address alone is narrow. */
function isNarrowCidr(cidr: string): boolean {
  const [address = '', prefix] = cidr.split('/');
  if (prefix === undefined) return address !== '0.0.0.0' && address !== '::';
  return Number(prefix) >= (address.includes(':') ? 32 : 8);
}
