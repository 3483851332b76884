import { undecide, type Outcome } from '../refusal.ts';
import { LONGEST_TEXT } from '../text/pieces.ts';
import { DEEPEST_DATA, isDataList, isDataMap, sortedData, type Data } from './data.ts';
import { createYamlWriter, type YamlWriter } from './yaml-writer.ts';
import { isSimpleKey, writeText } from './yaml-text.ts';

/** Columns that each level is indented by. */
const STEP = 2;

/**
 * The data as YAML, byte for byte as Terraform writes it (libyaml's layout: every text in double quotes or as a literal
 * block, lists not indented inside maps, lines folded after column 80).
 * Source: https://developer.hashicorp.com/terraform/language/functions/yamlencode
 */
export function encodeYaml(data: Data): Outcome<string> {
  const writer = createYamlWriter();
  if (!writeNode(writer, data, -1, { inMap: false, isKey: false }, 0))
    return undecide('the YAML text would be too long or too deep');
  writer.lineFor(0);
  // A plain scalar alone in the document might go on: it is ended by a marker.
  const isOpen = data === null || typeof data === 'boolean' || (typeof data === 'object' && 'digits' in data);
  return isOpen ? `${writer.text()}...\n` : writer.text();
}

interface Place {
  readonly inMap: boolean;
  readonly isKey: boolean;
}

/** False when there is too much to write. */
function writeNode(writer: YamlWriter, data: Data, indent: number, place: Place, depth: number): boolean {
  if (depth > DEEPEST_DATA || writer.length() > LONGEST_TEXT) return false;
  const inner = indent < 0 ? 0 : indent + STEP;
  if (typeof data === 'string') writeText(writer, data, indent < 0 ? STEP : indent + STEP, place.isKey);
  else if (data === null || typeof data === 'boolean') writer.token(String(data));
  else if (isDataList(data)) return writeList(writer, data, indent, place, depth);
  else if (isDataMap(data)) return writeMap(writer, data, inner, depth);
  else writer.token(data.digits);
  return true;
}

function writeList(writer: YamlWriter, items: readonly Data[], indent: number, place: Place, depth: number): boolean {
  if (items.length === 0) {
    writer.token('[]');
    return true;
  }
  // A list that is the value of a key stands in the column of the key.
  const column = place.inMap && !writer.isIndented() ? Math.max(0, indent) : indent < 0 ? 0 : indent + STEP;
  for (const item of items) {
    writer.lineFor(column);
    writer.marker('-');
    if (!writeNode(writer, item, column, { inMap: false, isKey: false }, depth + 1)) return false;
  }
  return true;
}

function writeMap(writer: YamlWriter, map: ReadonlyMap<string, Data>, column: number, depth: number): boolean {
  if (map.size === 0) {
    writer.token('{}');
    return true;
  }
  for (const [key, value] of sortedData(map)) {
    writer.lineFor(column);
    const isSimple = isSimpleKey(key);
    if (!isSimple) writer.marker('?');
    if (!writeNode(writer, key, column, { inMap: true, isKey: isSimple }, depth + 1)) return false;
    if (isSimple) writer.colon();
    else {
      writer.lineFor(column);
      writer.marker(':');
    }
    if (!writeNode(writer, value, column, { inMap: true, isKey: false }, depth + 1)) return false;
  }
  return true;
}
