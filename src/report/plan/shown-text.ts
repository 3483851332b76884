import { createRedactor } from '../../redaction/create-redactor.ts';
import type { Plan } from '../../evaluate/plan/plan.ts';
import { HIDDEN } from '../../evaluate/plan/secrets.ts';
import { clip, visibleLines, visibleText } from '../../redaction/visible-text.ts';

/** Makes the texts of a plan fit to be shown: secrets of the plan and whatever looks like a credential are taken out. */
export interface ShownText {
  /** On one line, every character seen, at most `limit` code units (600 unless told). Not yet escaped. */
  readonly line: (text: string, limit?: number) => string;
  /** Several lines, every character seen but tabs and line breaks. Lines that hold a secret are hidden; all of them, when the secret spans lines. */
  readonly lines: (text: string) => string;
  /** Whether a text (a path) holds a secret of the plan. */
  readonly hasSecret: (text: string) => boolean;
  /** Places at which something was taken out so far. */
  readonly count: () => number;
}

/** Longest text shown, and how much further is looked for the end of a secret that begins in it. In code units. */
const LONGEST = 20_000;

/** The texts of one report; `plan` knows its secrets. */
export function shownTextOf(plan: Pick<Plan, 'hasSecret'> | undefined): ShownText {
  const redactor = createRedactor();
  let hidden = 0;
  const hide = (text: string): string => {
    hidden++;
    // The number of lines stays, as everywhere in redaction.
    return HIDDEN + text.replaceAll(/[^\n]/g, '');
  };
  const hasSecret = plan?.hasSecret ?? (() => false);
  const lines = (text: string): string => {
    const cut = text.slice(0, 2 * LONGEST);
    if (!hasSecret(cut)) return redactor.redact(cut);
    const single = cut
      .split('\n')
      .map((line) => (hasSecret(line) ? hide(line) : line))
      .join('\n');
    return hasSecret(single) ? hide(cut) : redactor.redact(single);
  };
  return {
    line: (text, limit = 600) => visibleText(lines(text.slice(0, limit + LONGEST)), limit),
    lines: (text) => clip(visibleLines(lines(text)), LONGEST),
    hasSecret,
    count: () => hidden + redactor.count(),
  };
}
