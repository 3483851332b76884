import type { Diagnostic } from '../../model/diagnostic.ts';
import { fileSpan } from '../../model/span.ts';
import { decodePlan, MAX_PLAN_SIZE } from './decode-plan.ts';
import { jsonFrom, parseJson, type Json, type JsonLimits } from './json.ts';
import type { Plan } from './plan.ts';
import { readPlan, type PlanPlaces } from './read-plan.ts';
import { malformedJson, recogniseJson, recogniseText, type NotAPlan } from './recognise.ts';

/** What may be chosen about loading a plan. */
export interface LoadPlanOptions extends Partial<PlanPlaces> {
  /** Largest text, in bytes or characters. */
  readonly size?: number | undefined;
  /** Most values and deepest nesting of its JSON. */
  readonly limits?: JsonLimits | undefined;
}

/** Real plans have about 80 values in a kilobyte and 30 levels. */
const LIMITS: JsonLimits = { depth: 200, nodes: 3_000_000 };

/**
 * The plan in the output of `terraform show -json` (or `tofu show -json`), formats 0.1 to 1.x, or in HCP Terraform's redacted
 * form: given as text, as the bytes of a file, or as parsed JSON. What is no plan gives diagnostics that say what it is and
 * what to do; parts of a plan that are malformed are in the plan's own diagnostics. Pure, deterministic, never throws.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
export function loadPlan(
  input: unknown,
  options: LoadPlanOptions = {},
): { plan: Plan } | { diagnostics: readonly Diagnostic[] } {
  const { root = '.', file = 'plan.json', place, text, source } = options;
  const refuse = ({ code, problem }: NotAPlan): { diagnostics: readonly Diagnostic[] } => ({
    diagnostics: [{ code, severity: 'error', span: fileSpan(file), message: `${file} ${problem}` }],
  });
  const read = jsonOf(input, options.size ?? MAX_PLAN_SIZE, options.limits ?? LIMITS);
  if ('problem' in read) return refuse(read);
  const recognised = recogniseJson(read.json);
  if ('problem' in recognised) return refuse(recognised);
  const { plan, version, isRedacted } = recognised;
  return { plan: readPlan(plan, version, isRedacted, { root, file, place, text, source }) };
}

function jsonOf(input: unknown, size: number, limits: JsonLimits): { json: Json } | NotAPlan {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    const result = jsonFrom(input, limits);
    if ('json' in result) return result;
    const { kind, message } = result.fault;
    return kind === 'limit'
      ? malformedJson('', result.fault)
      : { code: 'unreadable', problem: `is no JSON: ${message}.` };
  }
  if (input.length > size) {
    const problem = `is larger than is read (${String(input.length)} bytes; the limit is ${String(size)}). Split the root module, or plan parts of it.`;
    return { code: 'too-large', problem };
  }
  const decoded = typeof input === 'string' ? { text: input.replace(/^\uFEFF/, '') } : decodePlan(input);
  if ('problem' in decoded) return decoded;
  const foreign = recogniseText(decoded.text);
  if (foreign) return foreign;
  const result = parseJson(decoded.text, limits);
  return 'json' in result ? result : malformedJson(decoded.text, result.fault);
}
