/** Terraform refuses the call too. */
export interface Refused {
  /** Why, as the end of a sentence that begins with the function's name. */
  readonly refused: string;
}

/** Terraform has a result, but it is not computed here: a limit was reached, or the exact result would be a guess. */
export interface Undecided {
  readonly undecided: string;
}

/** What a pure function gives: its result, or why there is none. */
export type Outcome<T> = T | Refused | Undecided;

/** Terraform refuses the call. */
export function refuse(why: string): Refused {
  return { refused: why };
}

/** The result is not computed here. */
export function undecide(why: string): Undecided {
  return { undecided: why };
}

/** True when there is no result. */
export function isFailure<T>(outcome: Outcome<T>): outcome is Refused | Undecided {
  return typeof outcome === 'object' && outcome !== null && ('refused' in outcome || 'undecided' in outcome);
}
