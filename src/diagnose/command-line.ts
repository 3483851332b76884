import { wishOf } from '../plan/command.ts';

/** What somebody asks for with `/diagnose` in a comment. */
export type DiagnoseCommand =
  /** Plans of all affected root modules, or of the named one, made again. */
  | { readonly kind: 'plan'; readonly root: string | undefined }
  /** Releases the held plans of one head. `sha` is as written: 7 to 64 hexadecimal digits. */
  | { readonly kind: 'approve'; readonly sha: string }
  /** Something that would change state or infrastructure. */
  | { readonly kind: 'prohibited' }
  /** Anything else, which this version does not answer yet or does not know. */
  | { readonly kind: 'other' }
  /** A command that is understood and misses something: what to write. */
  | { readonly kind: 'incomplete'; readonly usage: string };

/** Commands in one comment that are answered; more in one comment are no conversation. */
const MAX_COMMANDS = 5;
const LONGEST_LINE = 500;

const STATE_WRITES: ReadonlySet<string> = new Set(['rm', 'mv', 'pull', 'push', 'replace-provider']);

/**
 * The commands in a comment: lines that begin with `/diagnose`, outside of quotes and fenced code, at most five. Linear.
 * A line is a command only when nothing but white space (at most three spaces, as Markdown has it) stands before it.
 */
export function diagnoseCommands(body: string): readonly DiagnoseCommand[] {
  const commands: DiagnoseCommand[] = [];
  let fence: string | undefined;
  for (const line of body.split(/\r\n|\n|\r/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) === true && /^[`~\s]*$/.test(line)) fence = undefined;
    if (fence !== undefined || mark !== undefined) continue;
    const words = /^ {0,3}\/diagnose(?:\s+(.*))?$/.exec(line.slice(0, LONGEST_LINE));
    if (!words) continue;
    commands.push(
      commandOf(
        (words[1] ?? '')
          .trim()
          .split(/\s+/)
          .filter((word) => word !== ''),
      ),
    );
    if (commands.length === MAX_COMMANDS) break;
  }
  return commands;
}

function commandOf(words: readonly string[]): DiagnoseCommand {
  const [first = '', second, third] = words;
  if (first.toLowerCase() === 'plan') {
    if (second?.toLowerCase() !== 'approve') {
      if (second?.startsWith('-') === true) return { kind: 'prohibited' };
      const root = words.slice(1).join(' ');
      return { kind: 'plan', root: root === '' ? undefined : root };
    }
    const sha = (third ?? '').toLowerCase();
    return /^[0-9a-f]{7,64}$/.test(sha) && words.length === 3
      ? { kind: 'approve', sha }
      : { kind: 'incomplete', usage: '/diagnose plan approve <head SHA, at least 7 digits>' };
  }
  // `/diagnose state` is a report; of Terraform's state commands those that write are refused.
  const isReport = first.toLowerCase() === 'state' && !STATE_WRITES.has((second ?? '').toLowerCase());
  return !isReport && wishOf(words) === 'prohibited' ? { kind: 'prohibited' } : { kind: 'other' };
}
