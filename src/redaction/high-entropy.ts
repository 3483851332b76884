import type { TextRange } from './value-matcher.ts';

/** Shorter runs look random by chance; longer ones are data (images, archives, certificates) and no credentials. */
const SHORTEST = 24;
const LONGEST = 100;

/** Runs of what base64 (both alphabets) and tokens are written in. */
const RUN = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![A-Za-z0-9+/_=-])/g;

/** What says that a hash, or something that is public, follows. */
const PUBLIC_BEFORE =
  /(?:(?:hash|sha-?\d{1,3}|md5|digest|checksum|e_?tag|fingerprint|thumbprint|integrity|public_?key(?:_openssh|_pem)?|certificate\w{0,20}|cert_?\w{0,10}|ca_\w{0,20}|cloud_id|request_?id|host_?id)["'`)]{0,2}[ \t]{0,40}(?:=>|[=:→-])?[ \t]{0,4}(?:"[^"\n]{0,120}" → )?["'`]?|(?:^|[^a-z])(?:h1:|ssh-[a-z0-9-]{1,20} |ecdsa-[a-z0-9-]{1,20} )["'`]?)$/i;

/** Blocks of PEM text that are public: certificates, requests, public keys. The line ends may be written as `\n`. */
const PUBLIC_PEM =
  /-----BEGIN (?:[A-Z0-9]{1,20} )?(?:CERTIFICATE(?: REQUEST)?|PUBLIC KEY|X509 CRL)-----[^-]{0,100000}/g;

/**
 * Where a text holds what looks as if a machine had drawn it at random: 24 to 100 characters of both cases and digits, mixed
 * more than any name is. Hashes in hexadecimal, UUIDs, identifiers of clouds, names, paths, encoded text and public keys are not
 * meant. `isSecret` decides about what a run in base64 says, when that is plain text. In order; linear.
 */
export function highEntropyRanges(text: string, isSecret: (decoded: string) => boolean): readonly TextRange[] {
  const found: TextRange[] = [];
  let publicBlocks: readonly TextRange[] | undefined;
  let block = 0;
  for (const match of text.matchAll(RUN)) {
    const [run] = match;
    if (!isCandidate(run)) continue;
    const start = match.index;
    if (PUBLIC_BEFORE.test(text.slice(Math.max(0, start - 240), start))) continue;
    publicBlocks ??= publicBlocksIn(text);
    while ((publicBlocks[block]?.end ?? Infinity) <= start) block++;
    if ((publicBlocks[block]?.start ?? Infinity) < start) continue;
    const decoded = plainTextIn(run);
    if (decoded === undefined ? looksRandom(run) : isSecret(decoded)) found.push({ start, end: start + run.length });
  }
  return found;
}

function publicBlocksIn(text: string): readonly TextRange[] {
  return [...text.matchAll(PUBLIC_PEM)].map(({ 0: block, index }) => ({ start: index, end: index + block.length }));
}

function isCandidate(run: string): boolean {
  // SSH's public keys begin with the length of their name, in base64; a certificate in base64 twice with its frame.
  if (/^(?:AAAA|LS0tLS1CRUdJTiBDRVJU|sha\d{3}-)/.test(run)) return false;
  return run.length >= SHORTEST && run.length <= LONGEST && /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

/** The printable text that a run encodes in base64; undefined when it encodes none. */
function plainTextIn(run: string): string | undefined {
  const decoded = Buffer.from(run, 'base64').toString('latin1');
  return /^[\t\n\r\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
}

/** Whether the characters are mixed as at random: many of them, of all kinds, changing kind often, without words. */
function looksRandom(run: string): boolean {
  // Names are made of words, numbers and ids, joined: what remains without those must be long enough by itself.
  const text = run
    .replace(/=+$/, '')
    .split(/[-_/]/)
    .filter((piece) => !/^(?:[A-Z0-9]{1,16}|[0-9a-f]+|[A-Z]?[a-z]+)$/.test(piece))
    .join('');
  if (text.length < SHORTEST_REST) return false;
  let upper = 0;
  let lower = 0;
  let changes = 0;
  let inWords = 0;
  let lowerRun = 0;
  let before = '';
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    const kind = kindOf(character);
    if (kind === 'lower') lowerRun++;
    else {
      if (lowerRun >= SHORTEST_WORD) inWords += lowerRun;
      lowerRun = 0;
    }
    if (kind === 'upper') upper++;
    if (kind === 'lower') lower++;
    if (before !== '' && kind !== before) changes++;
    before = kind;
  }
  if (lowerRun >= SHORTEST_WORD) inWords += lowerRun;
  const { length } = text;
  const most = Math.log2(Math.min(length, 64));
  return (
    upper >= 3 &&
    lower >= 3 &&
    // Of random characters 6 in 10 are of another kind than the one before; of names in mixed case 3 at most.
    changes >= 0.36 * (length - 1) &&
    inWords <= 0.3 * length &&
    entropyOf(counts, length) >= 0.8 * most
  );
}

/** Less than this tells nothing. In characters. */
const SHORTEST_REST = 18;
/** Lower-case letters in a row that look like (a part of) a word. */
const SHORTEST_WORD = 4;

function kindOf(character: string): 'lower' | 'upper' | 'digit' | 'other' {
  if (character >= 'a' && character <= 'z') return 'lower';
  if (character >= 'A' && character <= 'Z') return 'upper';
  return character >= '0' && character <= '9' ? 'digit' : 'other';
}

/** Shannon's entropy in bits for each character. */
function entropyOf(counts: ReadonlyMap<string, number>, length: number): number {
  let sum = 0;
  for (const count of counts.values()) sum -= (count / length) * Math.log2(count / length);
  return sum;
}
