import { compareCodePoints } from '../../../model/order.ts';

/** A number as its decimal digits, of any length. */
export interface DataNumber {
  readonly digits: string;
}

/** What JSON and YAML texts hold: plain data with exact numbers. Keys of maps are in the order they were written. */
export type Data = null | boolean | string | DataNumber | readonly Data[] | ReadonlyMap<string, Data>;

/** Collections inside collections beyond this are not followed: hostile input must not exhaust the stack. */
export const DEEPEST_DATA = 100;

/** Most values in one document. */
export const MOST_DATA = 200_000;

/** True for a list. */
export function isDataList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

/** True for a map. */
export function isDataMap(data: Data): data is ReadonlyMap<string, Data> {
  return data instanceof Map;
}

/** True for a number. */
export function isDataNumber(data: Data): data is DataNumber {
  return typeof data === 'object' && data !== null && 'digits' in data;
}

/** The entries by key, in the order of code points (which is that of UTF-8 bytes): Terraform's order of keys. */
export function sortedData(map: ReadonlyMap<string, Data>): readonly (readonly [string, Data])[] {
  return [...map].sort(([a], [b]) => compareCodePoints(a, b));
}

/** Text as Terraform holds it: composed, and without halves of surrogate pairs. */
export function storedText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC');
}
