import { refuse, type Outcome } from '../refusal.ts';

/** A moment, and the offset from UTC it was written with. */
export interface Timestamp {
  /** Whole seconds since 1970, UTC. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** The calendar and the clock at a timestamp's own offset. */
export interface Clock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Short fields and a space or `t` before the time are read too; without a time it is midnight UTC. */
const YAML_TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?)?$/;

/** A timestamp in RFC 3339, as strict as Terraform. Source: https://pkg.go.dev/time#Parse */
export function parseTimestamp(text: string): Outcome<Timestamp> {
  const match = RFC3339.exec(text);
  const time = match ? timestampOf(match.slice(1)) : undefined;
  return time ?? refuse(`"${text.slice(0, 60)}" is not an RFC 3339 timestamp`);
}

/** A timestamp as YAML writes it; undefined when the text is none. Source: https://yaml.org/type/timestamp.html */
export function parseYamlTimestamp(text: string): Timestamp | undefined {
  const match = YAML_TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, hour2, minute2, second2, fraction2] = match;
  return timestampOf([
    year,
    month,
    day,
    hour ?? hour2,
    minute ?? minute2,
    second ?? second2,
    fraction ?? fraction2,
    zone,
  ]);
}

function timestampOf(fields: readonly (string | undefined)[]): Timestamp | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
    .slice(0, 6)
    .map((field) => Number(field ?? 0));
  const offset = offsetOf(fields[7] ?? 'Z');
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
  return { seconds, nanoseconds: Number((fields[6] ?? '').slice(0, 9).padEnd(9, '0')), offset };
}

function offsetOf(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60);
}

/** RFC 3339 without fractions of a second. */
export function formatTimestamp(time: Timestamp): string {
  const { year, month, day, hour, minute, second } = clockOf(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${yearText(year)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zoneText(time.offset, ':', 'Z')}`;
}

/** Four digits, or more. */
export function yearText(year: number): string {
  return (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0');
}

/** `+05:30`; `utc` for UTC. */
export function zoneText(offset: number, separator: string, utc: string | undefined): string {
  if (offset === 0 && utc !== undefined) return utc;
  const minutes = Math.abs(offset) / 60;
  const two = (number: number): string => String(Math.trunc(number)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}${separator}${two(minutes % 60)}`;
}

/** Calendar and clock in the timestamp's own offset (proleptic Gregorian). */
export function clockOf({ seconds, offset }: Timestamp): Clock {
  const local = seconds + offset;
  const days = Math.floor(local / 86_400);
  const rest = local - days * 86_400;
  const weekday = (((days + 4) % 7) + 7) % 7;
  return {
    ...dateOf(days),
    hour: Math.floor(rest / 3_600),
    minute: Math.floor((rest % 3_600) / 60),
    second: rest % 60,
    weekday,
  };
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

// Years are counted from March, so that the leap day is the last of a year; 400 years have 146,097 days.
// Source: https://howardhinnant.github.io/date_algorithms.html
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
