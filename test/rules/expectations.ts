import type { Finding } from '../../src/model/finding.ts';

/** A finding that a fixture demands: its place, and a part of its message ('' when any will do). */
export interface Expectation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const MARK = /[ \t]*# expect(?:: *(.*))?$/;

/** Expectations written at the ends of lines: `# expect`, or `# expect: part of the message`; one line may hold one. */
export function expectationsIn(texts: Readonly<Record<string, string>>): readonly Expectation[] {
  return Object.entries(texts).flatMap(([file, text]) =>
    text.split(/\r?\n/).flatMap((line, index): Expectation[] => {
      const mark = MARK.exec(line);
      return mark ? [{ file, line: index + 1, message: mark[1]?.trim() ?? '' }] : [];
    }),
  );
}

/** The text without the marks. */
export function withoutMarks(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(MARK, '').replace(/[ \t]*# expect[^\r]*(\r)$/, '$1'))
    .join('\n');
}

/** What differs between findings and expectations, one line each; empty when they agree. */
export function differences(findings: readonly Finding[], expected: readonly Expectation[]): readonly string[] {
  const left = [...expected];
  const problems: string[] = [];
  for (const finding of findings) {
    const { file, startLine } = finding.span;
    const at = left.findIndex((e) => e.file === file && e.line === startLine && finding.message.includes(e.message));
    if (at < 0) problems.push(`not expected: ${file}:${String(startLine)} ${finding.message}`);
    else left.splice(at, 1);
  }
  return [...problems, ...left.map((e) => `not found: ${e.file}:${String(e.line)} ${e.message}`)];
}
