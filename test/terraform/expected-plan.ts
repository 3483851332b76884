/** JSON data of a plan; numbers that a double does not hold are `{ "$number": digits }`. */
export type PlanJson = null | string | number | boolean | readonly PlanJson[] | PlanObject;

/** An object of a plan. */
export interface PlanObject {
  readonly [name: string]: PlanJson;
}

/** What Terraform plans for one resource instance, one data source or one output. */
export interface ExpectedValues {
  /** Known values; attributes that are null are left out. */
  readonly values: PlanJson;
  /** JSON pointers (RFC 6901) of what is only known after apply; `` for all of it. Sorted. */
  readonly unknown?: readonly string[];
  /** JSON pointers of what is sensitive. Sorted. */
  readonly sensitive?: readonly string[];
}

/** The plan of one configuration, reduced to what evaluation can be compared with. */
export interface ExpectedPlan {
  /** By address as Terraform writes it. */
  readonly resources: Readonly<Record<string, ExpectedValues>>;
  readonly outputs: Readonly<Record<string, ExpectedValues>>;
}

/** The digits of a number without an exponent, as Terraform prints it: `1e21` is `1000000000000000000000`. */
export function plainDigits(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Parses JSON and keeps numbers that a double does not hold as `{ "$number": digits }`. Throws on text that is no JSON. */
export function parsePlanJson(text: string): PlanJson {
  // Outside of texts, a digit or minus sign begins a number.
  const kept = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') || plainDigits(Number(token)) === token ? token : `{"$number":"${token}"}`,
  );
  return JSON.parse(kept) as PlanJson;
}

/** True for an object (and not for a list or a number with many digits). */
export function isPlanObject(value: PlanJson | undefined): value is PlanObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('$number' in value);
}
