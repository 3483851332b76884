import type { Readable } from 'node:stream';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';

/** The files of an artifact, by what they are. */
export interface PlanArtifact {
  /** Output of `terraform show -json`, with what the plan marks as sensitive taken out by the workflow. */
  readonly planJson: string | undefined;
  /** Lines of `terraform plan -json`. */
  readonly events: string;
  /** Exit code of `terraform plan`; undefined when it is no number. */
  readonly exitCode: number | undefined;
}

/** What is inflated at most, in bytes. */
export interface ArtifactLimits {
  readonly planJson: number;
  readonly events: number;
  /** Levels of nesting of the plan's JSON. */
  readonly depth: number;
}

/** As much as is read of a plan from elsewhere. */
export const ARTIFACT_LIMITS: ArtifactLimits = { planJson: 50_000_000, events: 8 * 1024 * 1024, depth: 200 };

const NAMES = ['plan.json', 'events.jsonl', 'rc'] as const;

/**
 * Unpacks the zip of a plan. It is hostile: code of the change ran where it was made. Taken are `plan.json`, `events.jsonl` and
 * `rc`, once each; anything else, a size over its limit (whatever the zip says of it) or JSON that is nested too deeply is a
 * problem, told as a whole sentence. Nothing is written.
 */
export async function unpackArtifact(
  zip: Uint8Array,
  limits: ArtifactLimits = ARTIFACT_LIMITS,
): Promise<PlanArtifact | { readonly problem: string }> {
  const files = new Map<string, string>();
  const sizes: Readonly<Record<string, number>> = {
    'plan.json': limits.planJson,
    'events.jsonl': limits.events,
    rc: 16,
  };
  let opened: ZipFile | undefined;
  try {
    opened = await fromBufferPromise(Buffer.from(zip), { lazyEntries: true, strictFileNames: true });
    if (opened.entryCount > NAMES.length) return { problem: 'The artifact holds more files than a plan has.' };
    for await (const entry of opened.eachEntry()) {
      const { fileName: name } = entry;
      const limit = NAMES.find((known) => known === name) && sizes[name];
      if (limit === undefined)
        return { problem: `The artifact holds ${JSON.stringify(name.slice(0, 100))}, which is no file of a plan.` };
      if (files.has(name)) return { problem: `The artifact holds ${name} twice.` };
      const text = await inflated(opened, entry, limit);
      if (text === undefined) return { problem: `The artifact's ${name} has more than ${String(limit)} bytes.` };
      files.set(name, text);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'not a zip';
    return { problem: `The artifact is damaged or no zip of files (${reason}).` };
  } finally {
    opened?.close();
  }
  const planJson = files.get('plan.json');
  if (planJson !== undefined && !isShallow(planJson, limits.depth)) {
    return { problem: `The artifact's plan.json is nested more than ${String(limits.depth)} levels deep.` };
  }
  const code = files.get('rc')?.trim() ?? '';
  return {
    planJson: planJson?.trim() === '' ? undefined : planJson,
    events: files.get('events.jsonl') ?? '',
    exitCode: /^\d{1,3}$/.test(code) ? Number(code) : undefined,
  };
}

/** The text of an entry; undefined when there is more than `limit` bytes of it. */
async function inflated(zip: ZipFile, entry: Entry, limit: number): Promise<string | undefined> {
  if (entry.uncompressedSize > limit) return undefined;
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) return undefined; // leaving the loop destroys the stream
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether JSON text is nested no deeper than `most`, without parsing it. */
function isShallow(json: string, most: number): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === 0x22) i = endOfString(json, i + 1);
    else if (unit === 0x7b || unit === 0x5b) {
      depth++;
      if (depth > most) return false;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return true;
}

function endOfString(json: string, from: number): number {
  for (let i = from; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === 0x5c) i++;
    else if (unit === 0x22) return i;
  }
  return json.length;
}
