/** Characters of GitHub's answers and requests that hold one text: https://docs.github.com/en/rest/checks/runs */
export const CHECK_OUTPUT_LIMIT = 65_535;
/** A comment takes 65,536; what GitHub counts as a character is not said, so there is a margin. */
export const COMMENT_LIMIT = 65_000;

/** The hidden line by which the review of one head is found again. */
export function reviewMarker(headSha: string): string {
  return `<!-- plumbline:review ${headSha} -->`;
}

/** Fingerprints whose hidden line (`findingMarker` of the report stage) is in a text of ours. */
export function fingerprintsIn(text: string): string[] {
  return [...text.matchAll(/<!-- plumbline:finding ([A-Za-z0-9._/-]{1,128}) -->/g)].map((match) => match[1] ?? '');
}

/** `text` in at most `limit` UTF-8 bytes. The report stage stays below; this is the last line of defence against a 422. */
export function clipText(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  const end = '\n\n(The rest does not fit.)';
  const bytes = Buffer.from(text).subarray(0, limit - end.length);
  // A cut inside a character leaves a replacement character at the end.
  return bytes.toString('utf8').replace(/\uFFFD+$/, '') + end;
}
