/** The operator must act: a setting is missing or wrong. Only thrown at start; `setting` names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly setting: string;
  constructor(setting: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.setting = setting;
  }
}

/** The author of the input must act (policy file, command line, repository). Shown to them, never retried. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Another system did not do what was asked; always has a `cause`. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly retryable: boolean;
  /** Seconds to wait before trying again, when the other side said so. */
  readonly retryAfter: number | undefined;
  constructor(
    message: string,
    details: { readonly retryable: boolean; readonly retryAfter?: number | undefined; readonly cause: unknown },
  ) {
    super(message, { cause: details.cause });
    this.retryable = details.retryable;
    this.retryAfter = details.retryAfter;
  }
}

/** A rule threw: a bug of ours. The review goes on without it and says so. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly ruleId: string;
  readonly address: string;
  constructor(ruleId: string, address: string, cause: unknown) {
    super(`rule ${ruleId} failed at ${address}`, { cause });
    this.ruleId = ruleId;
    this.address = address;
  }
}
