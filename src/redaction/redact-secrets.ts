/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Shapes of credentials. Each expression starts at the edge of a run of its own characters (look-behind) and has nothing
 * after its last repetition, so that a text is read a bounded number of times whatever it holds.
 * Sources: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids.
 */
const TOKENS: readonly RegExp[] = [
  // GitHub; an installation token may hold an app id and a JWT, so dots and dashes belong to it and no length is assumed.
  /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_)[A-Za-z0-9_.-]{10,}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  // Slack tokens and incoming webhooks.
  /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,}/g,
  /(?<=hooks\.slack\.com\/)(?:services|workflows)\/[A-Za-z0-9/_-]{8,}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*)*/g,
  // GitLab, npm, Google, Stripe, HCP Terraform.
  /(?<![A-Za-z0-9])(?:glpat-|npm_|[rs]k_live_)[A-Za-z0-9_-]{16,}/g,
  /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g,
  /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}/g,
  // Headers of requests, as error messages and logs quote them.
  /(?<=\bauthorization["'\\]{0,3}[:=][ \t"'\\[]{0,5}(?:basic|bearer|token|apikey)[ \t])[A-Za-z0-9+/=_.~-]{8,}/gi,
  /(?<=\bbearer )(?=[A-Za-z_.~+/-]{0,80}\d)[A-Za-z0-9+/=_.~-]{20,}/gi,
  // A token in the place of the user, and the password, of a URL with credentials.
  /(?<=:\/\/)[^\s:@/"'${]{12,200}(?=@)/g,
  /(?<=:\/\/[^\s:@/"']{1,64}:)[^\s:@/"'${]{3,200}(?=@)/g,
];

/** A name that holds a credential, up to and with what stands before its value (`http_tokens` of EC2 is a mode). */
const KEY =
  '(?<!http_)(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|secret_?key|auth_?key|account_?key|shared_?key|client_?secret|credentials?)';
/** Names that only point at a credential: an ARN, a name, a rule about it. */
const POINTER = '(?![a-z_-]{0,40}(?:_|-)(?:arn|id|ids|name|names|path|version|length|policy|type|ttl|url|uri|days)\\b)';
const SEPARATOR = '["\'`]?[ \\t]{0,40}(?:=>|[=:]|to|is|of)[ \\t]{0,40}';
/** A value that is a reference and no literal. */
const REFERENCE = '(?!\\$\\{[^"{}]{0,200}\\}["\'])(?!\\$\\{\\{)(?!arn:)(?!/run/secrets)';

const ASSIGNMENTS: readonly RegExp[] = [
  new RegExp(`(${KEY}${POINTER}[a-z0-9_-]{0,40}${SEPARATOR}")${REFERENCE}((?:\\\\.|[^"\\\\\\n])+)`, 'gi'),
  new RegExp(`(${KEY}${POINTER}[a-z0-9_-]{0,40}${SEPARATOR}')${REFERENCE}([^'\\n]+)`, 'gi'),
  new RegExp(`(${KEY}${POINTER}[a-z0-9_-]{0,40}[ \\t]")${REFERENCE}((?:\\\\.|[^"\\\\\\n])+)`, 'gi'),
  // The default of a Terraform variable whose name says what it holds.
  new RegExp(
    `(variable[ \\t]+"[^"\\n]{0,60}${KEY}${POINTER}[^"\\n]{0,40}"[ \\t]*\\{[^}]{0,600}?\\bdefault[ \\t]*=[ \\t]*")((?:\\\\.|[^"\\\\\\n])+)`,
    'gi',
  ),
  // YAML and shell without quotes: `DB_PASSWORD: hunter2`, `PASSWORD=hunter2`.
  /((?:password|passwd|secret_access_key|secret_key|api_?key)(?::[ \t]{1,40}|=))(?![$"'`{[&*!|>]|\((?:sensitive|known after)|var\.|local\.|data\.|module\.)([^\s"'#`,;)]{6,})/gi,
];

/**
 * Text in which every known shape of a credential is replaced by `[redacted]`. The number of line breaks stays the same, so
 * line numbers stay true. Time is linear in the length of the text.
 */
export function redactSecrets(text: string): string {
  let result = redactPrivateKeys(text);
  for (const token of TOKENS) result = result.replaceAll(token, REDACTED);
  for (const assignment of ASSIGNMENTS) {
    result = result.replaceAll(assignment, (_match, before: string) => before + REDACTED);
  }
  return result;
}

/** PEM private keys, the body with its line breaks (also as `\n` inside one string); without an end, all that follows. */
function redactPrivateKeys(text: string): string {
  const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
  let result = '';
  let position = 0;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const body = match.index + match[0].length;
    const end = text.indexOf('-----END', body);
    const stop = end === -1 ? text.length : end;
    result += text.slice(position, body) + REDACTED + text.slice(body, stop).replaceAll(/[^\n]/g, '');
    position = stop;
    begin.lastIndex = stop;
  }
  return result + text.slice(position);
}
