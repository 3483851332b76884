/**
 * Characters that change how text looks or behaves without being seen: controls, formatting (bidirectional overrides,
 * zero width, tags), line separators, lone surrogates. Source: Unicode TR36, https://trojansource.codes.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The same, except the tab and the line feed. */
const UNSEEN_IN_LINES = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function name(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Text in which every character that a reader could not see, line breaks too, is written out as `⟨U+202E⟩`. */
export function namedCharacters(text: string): string {
  return text.replaceAll(UNSEEN, name);
}

/**
 * Text on one line in which nothing is hidden: runs of white space become one space, and every character that a reader
 * could not see is written out as `⟨U+202E⟩`. At most `limit` UTF-16 code units (600 unless told), cut with an ellipsis.
 */
export function visibleText(text: string, limit = 600): string {
  // Cut before working on it: a hostile value may be megabytes long. Naming a character makes it longer, so cut again.
  const line = clip(text, limit * 2)
    .replaceAll(/[\t\n\v\f\r ]+/g, ' ')
    // Not trim(): that would drop a byte order mark without a word.
    .replaceAll(/^ | $/g, '');
  return clip(namedCharacters(line), limit);
}

/** Source text with its line breaks and tabs kept and every other unseen character written out. */
export function visibleLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(UNSEEN_IN_LINES, name);
}

/** The first `limit` UTF-16 code units, ending in `…` when something was cut; never half of a character. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  // A high surrogate at the end lost its other half.
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
