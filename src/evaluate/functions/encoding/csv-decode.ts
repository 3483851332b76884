import { refuse, undecide, type Outcome } from '../refusal.ts';
import { MOST_DATA, storedText } from './data.ts';

/** `csvdecode`: the columns, and a row of texts for each line behind the first. */
export interface Csv {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table in a CSV text (RFC 4180, as strict as Go's reader). Source: https://pkg.go.dev/encoding/csv */
export function decodeCsv(text: string): Outcome<Csv> {
  const records = readRecords(text);
  if (!Array.isArray(records)) return records as Exclude<typeof records, readonly (readonly string[])[]>;
  const [columns, ...rows] = records as readonly (readonly string[])[];
  if (!columns) return refuse('the header line is missing');
  if (new Set(columns).size < columns.length) return refuse('two columns have the same name');
  if (rows.some((row) => row.length !== columns.length))
    return refuse('a row has another number of fields than the header');
  return { columns, rows };
}

function readRecords(source: string): Outcome<readonly (readonly string[])[]> {
  // A carriage return counts only where no line feed follows it; at the very end it is dropped.
  const text = source.replace(/\r\n/g, '\n').replace(/\r$/, '');
  const records: string[][] = [];
  let position = 0;
  let count = 0;
  while (position < text.length) {
    if (text[position] === '\n') {
      position++;
      continue;
    }
    const record: string[] = [];
    for (let isMore = true; isMore;) {
      if (++count > MOST_DATA) return undecide('a CSV text with too many fields');
      const field = text[position] === '"' ? quotedField(text, position) : plainField(text, position);
      if (!field) return refuse('a quote in the CSV text is out of place');
      record.push(storedText(field.value));
      position = field.end;
      isMore = text[position] === ',';
      position++;
    }
    records.push(record);
  }
  return records;
}

interface Field {
  readonly value: string;
  readonly end: number;
}

function plainField(text: string, start: number): Field | undefined {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text[end] === '"') return undefined;
    end++;
  }
  return { value: text.slice(start, end), end };
}

function quotedField(text: string, start: number): Field | undefined {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return undefined;
    if (text[quote + 1] === '"') {
      from = quote + 2;
      continue;
    }
    const after = text[quote + 1];
    if (after !== undefined && after !== ',' && after !== '\n') return undefined;
    return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
  }
}
