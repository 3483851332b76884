import { undecide, type Outcome } from '../refusal.ts';
import { LONGEST_TEXT } from '../text/pieces.ts';
import { DEEPEST_DATA, isDataList, isDataMap, sortedData, type Data } from './data.ts';
import { textJson } from './json-text.ts';

/** The data as compact JSON, keys sorted. */
export function encodeJson(data: Data): Outcome<string> {
  const pieces: string[] = [];
  let left = LONGEST_TEXT;
  const push = (piece: string): void => {
    left -= piece.length;
    pieces.push(piece);
  };
  const write = (value: Data, depth: number): boolean => {
    if (left < 0 || depth > DEEPEST_DATA) return false;
    if (value === null || typeof value === 'boolean') push(String(value));
    else if (typeof value === 'string') push(textJson(value));
    else if (isDataList(value)) {
      push('[');
      for (const [index, item] of value.entries()) {
        if (index > 0) push(',');
        if (!write(item, depth + 1)) return false;
      }
      push(']');
    } else if (isDataMap(value)) {
      push('{');
      for (const [index, [key, item]] of sortedData(value).entries()) {
        push(`${index > 0 ? ',' : ''}${textJson(key)}:`);
        if (!write(item, depth + 1)) return false;
      }
      push('}');
    } else push(value.digits);
    return true;
  };
  return write(data, 0) && left >= 0 ? pieces.join('') : undecide('the JSON text would be too long or too deep');
}
