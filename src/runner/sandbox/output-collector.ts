import type { Readable, Writable } from 'node:stream';

/** What a stream has said so far. */
export interface OutputCollector {
  /** At most `mostBytes` of it, as UTF-8. */
  readonly text: () => string;
}

/** How a stream is read. */
export interface CollectorOptions {
  readonly mostBytes: number;
  /** Told once, when there is more than `mostBytes`; what comes after is dropped. */
  readonly onOverflow: () => void;
  /** Each whole line, without its end; the rest after the last line end comes with the end of the stream. */
  readonly onLine?: ((line: string) => void) | undefined;
}

const NEWLINE = 0x0a;

/** Reads a stream to its end within `mostBytes`, line by line if asked for. Errors of the stream end it. */
export function outputCollector(
  stream: Readable | Writable | null | undefined,
  { mostBytes, onOverflow, onLine }: CollectorOptions,
): OutputCollector {
  const chunks: Buffer[] = [];
  let size = 0;
  let line: Buffer[] = [];
  const finishLine = (last: Buffer): void => {
    line.push(last);
    const text = Buffer.concat(line).toString('utf8');
    line = [];
    onLine?.(text.endsWith('\r') ? text.slice(0, -1) : text);
  };
  const take = (chunk: Buffer): void => {
    if (size > mostBytes) return;
    const kept = chunk.subarray(0, mostBytes - size);
    chunks.push(kept);
    size += chunk.length;
    if (onLine) {
      let from = 0;
      for (let at = kept.indexOf(NEWLINE); at >= 0; at = kept.indexOf(NEWLINE, from)) {
        finishLine(kept.subarray(from, at));
        from = at + 1;
      }
      if (from < kept.length) line.push(kept.subarray(from));
    }
    if (size > mostBytes) onOverflow();
  };
  stream?.on('error', () => undefined);
  stream?.on('data', take);
  stream?.on('end', () => {
    if (line.length > 0) finishLine(Buffer.alloc(0));
  });
  return { text: () => Buffer.concat(chunks).toString('utf8') };
}
