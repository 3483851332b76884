/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing the operator must set right. */
export interface ConfigProblem {
  /** The variable. */
  readonly setting: string;
  readonly message: string;
}

/** Reads single settings and writes down what is wrong with them. An empty variable counts as not set. */
export class SettingReader {
  readonly env: Environment;
  readonly problems: ConfigProblem[];

  constructor(env: Environment, problems: ConfigProblem[]) {
    this.env = env;
    this.problems = problems;
  }

  problem(setting: string, message: string): void {
    this.problems.push({ setting, message });
  }

  text(setting: string): string | undefined {
    const value = this.env[setting]?.trim();
    return value === '' ? undefined : value;
  }

  integer(setting: string, fallback: number, least: number, most: number): number {
    const text = this.text(setting);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    this.problem(setting, `must be a whole number from ${least} to ${most}, not "${text}"`);
    return fallback;
  }

  /** A comma-separated list; empty when it is not set. */
  list(setting: string): readonly string[] {
    return (this.text(setting) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  oneOf<Choice extends string>(setting: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.text(setting);
    if (text === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) this.problem(setting, `must be one of ${choices.join(', ')}, not "${text}"`);
    return choice ?? fallback;
  }
}
