import type { Diagnostic } from '../model/diagnostic.ts';
import type { Span } from '../model/span.ts';

/** Steps every evaluation of a root module may take (about a second); one is about one expression node or one element of a collection. */
const BASE_STEPS = 1_000_000;

/** Further steps per character of input, so that a large honest tree is never cut off and the work stays linear. */
const STEPS_PER_CHARACTER = 4;

/** Bytes of values that an evaluation may keep: those that are remembered until its end. */
const BASE_BYTES = 96 * 1_048_576;
const BYTES_PER_CHARACTER = 64;

/** Nested evaluations (an expression inside a local inside a module input …); keeps the JavaScript stack safe. */
const MAX_DEPTH = 250;

/** Longest text that is built, in UTF-16 code units (1 MB). */
export const MAX_TEXT = 1_048_576;

/** Most instances of one block that are told apart; beyond that `each` and `count.index` are unknown. */
export const MAX_INSTANCES = 200;

/** Most instances of blocks, beyond the first of each, that one evaluation tells apart. */
const MAX_TOLD_APART = 10_000;

/** Steps of one block of a module, beside those of its arguments. */
export const BLOCK_STEPS = 4;
/** Bytes that stand for it in the graph. */
export const BLOCK_BYTES = 2_000;

/** Steps of one computation with numbers that a double cannot hold: up to 512 bits, written in decimal. */
export const EXACT_STEPS = 40;

/** What all root modules of one evaluation may spend together: hundreds of small ones must not take the time of hundreds of large ones. */
const ALL_BASE_STEPS = 5_000_000;
const ALL_STEPS_PER_CHARACTER = 32;
const ALL_BASE_BYTES = 256 * 1_048_576;
const ALL_BYTES_PER_CHARACTER = 128;

/** What is left for further root modules. */
export interface Allowance {
  steps: number;
  bytes: number;
}

/** The allowance of an evaluation of files of `characters` in all. */
export function createAllowance(characters: number): Allowance {
  return {
    steps: ALL_BASE_STEPS + ALL_STEPS_PER_CHARACTER * characters,
    bytes: ALL_BASE_BYTES + ALL_BYTES_PER_CHARACTER * characters,
  };
}

const ALL_SPENT =
  'the root modules together need too much work or memory; what comes after this is unknown. Review them in several changes, or shorten what is computed';

/** Where diagnostics of an evaluation go; the same code at the same place is kept once. */
export interface Reports {
  report(diagnostic: Diagnostic): void;
  readonly diagnostics: readonly Diagnostic[];
}

/** What one evaluation has left to spend, and what it has to say. */
export interface Budget extends Reports {
  /** Takes `steps`; false when the evaluation has used up its work and must answer `too-large`. */
  spend(steps: number, where: Span | undefined): boolean;
  /** Takes memory for something that is kept; false when there is none left and the answer must be `too-large`. */
  hold(bytes: number, where: Span | undefined): boolean;
  /** What was taken so far. */
  readonly spent: () => Allowance;
  /** True when not this evaluation but all of them together used up what there is: the result depends on the others. */
  readonly isCutOff: () => boolean;
  /** Takes room for further instances of a block that are told apart; false when there are too many in all. */
  tellApart(instances: number, where: Span): boolean;
  /** Names of what is being computed, outermost first, through all modules: tells the way of a cycle. */
  readonly computing: string[];
  /** Opens one level of nesting; false when it is too deep. Call `leave` only after a `true`. */
  enter(where: Span | undefined): boolean;
  leave(): void;
}

/** An empty collection of diagnostics. */
export function createReports(): Reports {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  return {
    diagnostics,
    report: (diagnostic) => {
      const key = `${diagnostic.code} ${diagnostic.span.file} ${String(diagnostic.span.start)}`;
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push(diagnostic);
    },
  };
}

/**
 * A budget for input of `characters` in all. Counted in steps and bytes, not in time: the same input is cut off at the same place
 * on every machine. `name` is the root module it is for, as the reader is told. `allowance` is shared with the other root modules.
 */
export function createBudget(
  characters: number,
  name = '.',
  reports: Reports = createReports(),
  allowance: Allowance = { steps: Infinity, bytes: Infinity },
): Budget {
  const steps = BASE_STEPS + STEPS_PER_CHARACTER * characters;
  const bytes = BASE_BYTES + BYTES_PER_CHARACTER * characters;
  const root = name === '.' ? 'the root module' : `the root module "${name}"`;
  const seen = new Set<string>();
  let used = 0;
  let held = 0;
  let toldApart = 0;
  let depth = 0;
  let cutOff = false;
  /** Takes from what all have; what one takes beyond its own limit is no loss of the others. */
  const take = (what: 'steps' | 'bytes', amount: number): boolean => {
    allowance[what] -= amount;
    if (allowance[what] < 0) cutOff = true;
    return !cutOff;
  };
  const reportOnce = (key: string, span: Span | undefined, message: string): void => {
    if (span === undefined || seen.has(key)) return;
    seen.add(key);
    reports.report({ code: 'cap', severity: 'warning', span, message });
  };
  const self: Budget = {
    diagnostics: reports.diagnostics,
    report: (diagnostic) => {
      reports.report(diagnostic);
    },
    spent: () => ({ steps: used, bytes: held }),
    isCutOff: () => cutOff,
    spend: (amount, where) => {
      const taken = Math.min(amount, Math.max(0, steps - used));
      used += taken;
      if (!take('steps', taken)) {
        reportOnce('all', where, `Evaluation stopped here, in ${root}: ${ALL_SPENT}`);
        return false;
      }
      if (taken === amount && used < steps) return true;
      reportOnce(
        'steps',
        where,
        `Evaluation stopped here: ${root} needs too much work (more than ${String(steps)} steps); what comes after this is unknown. Split it, or shorten what is computed here`,
      );
      return false;
    },
    hold: (amount, where) => {
      const taken = Math.min(amount, Math.max(0, bytes - held));
      held += taken;
      if (!take('bytes', taken)) {
        reportOnce('all', where, `Evaluation stopped here, in ${root}: ${ALL_SPENT}`);
        return false;
      }
      if (taken === amount && held < bytes) return true;
      reportOnce(
        'bytes',
        where,
        `Evaluation stopped here: the values of ${root} need too much memory (more than ${String(Math.round(bytes / 1_048_576))} MB); what comes after this is unknown. Split it, or shorten what is computed here`,
      );
      return false;
    },
    computing: [],
    tellApart: (instances, where) => {
      if (!self.hold(instances * BLOCK_BYTES, where)) return false;
      if (toldApart + instances <= MAX_TOLD_APART) {
        toldApart += instances;
        return true;
      }
      const message = `The instances of this block are judged as one: ${String(MAX_TOLD_APART)} others of ${root} were told apart before; what differs between them is unknown`;
      reports.report({ code: 'cap', severity: 'warning', span: where, message });
      return false;
    },
    enter: (where) => {
      if (depth >= MAX_DEPTH) {
        reportOnce(
          'depth',
          where,
          `Evaluation stopped here: expressions of ${root} depend on each other more than ${String(MAX_DEPTH)} levels deep`,
        );
        return false;
      }
      depth++;
      return true;
    },
    leave: () => {
      depth--;
    },
  };
  return self;
}
