import type { DiagnosticCode } from '../../model/diagnostic.ts';
import { SAVED_PLAN } from './decode-plan.ts';
import { isJsonList, isJsonObject, type Json, type JsonFault, type JsonObject } from './json.ts';

/** Why something is no plan, ready to follow the name of the file: what it is, and what to do. */
export interface NotAPlan {
  readonly code: DiagnosticCode;
  readonly problem: string;
}

const SHOW = '`terraform show -json PLANFILE > plan.json`';

const notAPlan = (problem: string): NotAPlan => ({ code: 'unreadable', problem });

/** What a text is that is no JSON; undefined when it may be a plan, as far as its beginning tells. Looks at the beginning only. */
export function recogniseText(text: string): NotAPlan | undefined {
  if (/^\s*$/.test(text.slice(0, 1000)) && text.trim() === '') {
    return notAPlan(
      `is empty: the command that should have written it failed. Look at its error output, then run ${SHOW} again.`,
    );
  }
  // Without the colours of terminal output.
  const start = text
    .slice(0, 4000)
    .replaceAll('\u001b', '')
    .replaceAll(/\[[\d;]{0,10}m/g, '')
    .trimStart();
  if (start.startsWith('PK\u0003\u0004')) return { code: 'binary', problem: SAVED_PLAN };
  if (start.startsWith('{') || start.startsWith('[{') || start.startsWith('[\n')) return undefined;
  if (/^\[command\]|^::(?:debug|set-output|group|add-mask)/.test(start)) {
    return notAPlan(
      'holds the output of the terraform wrapper of the action hashicorp/setup-terraform around the plan. ' +
        'Set `terraform_wrapper: false` in the workflow and write the plan again.',
    );
  }
  if (/^[\s│╷╵|]*Error: /.test(start)) {
    return notAPlan(
      `holds an error message of Terraform in place of a plan. Repair what it says, then run ${SHOW} again.`,
    );
  }
  if (
    /Terraform (?:used the selected providers|will perform)|OpenTofu (?:used|will)|^Plan: \d|No changes\./.test(start)
  ) {
    return notAPlan(
      `is a plan printed for people. Save the plan with \`-out=PLANFILE\` and write its JSON with ${SHOW}.`,
    );
  }
  return undefined;
}

/** What to say of a text that is no JSON. */
export function malformedJson(text: string, fault: JsonFault): NotAPlan {
  if (fault.kind === 'limit') {
    return {
      code: 'too-large',
      problem: `is more than is read: ${fault.message}. Split the root module, or plan parts of it.`,
    };
  }
  const known = recogniseText(text);
  if (known) return known;
  const first = text.slice(0, 500);
  if (/^\s*\{[^\n]{0,400}"@level"/.test(first)) return EVENTS;
  const isCut = fault.offset >= text.trimEnd().length;
  const line = text.slice(0, fault.offset).split('\n').length;
  return {
    code: 'json-syntax',
    problem: isCut
      ? `ends in the middle of the JSON (line ${String(line)}): it was cut off. Write it again with ${SHOW}.`
      : `is not JSON: ${fault.message} in line ${String(line)}. Write it with ${SHOW}, with nothing before or after.`,
  };
}

const EVENTS: NotAPlan = notAPlan(
  `holds the events of \`terraform plan -json\`, which have no values. Save the plan with \`-out=PLANFILE\` and write its JSON with ${SHOW}.`,
);

/** Why JSON is no plan that can be read; undefined when it is one. */
export function recogniseJson(
  json: Json,
): NotAPlan | { readonly plan: JsonObject; readonly version: string; readonly isRedacted: boolean } {
  if (isJsonList(json)) {
    const [first] = json;
    if (isJsonObject(first) && first.has('format_version')) {
      return notAPlan('holds a list of plans. Give each plan as a file of its own.');
    }
    return notAPlan(`holds a list, which no plan is. Write it with ${SHOW}.`);
  }
  if (!isJsonObject(json)) return notAPlan(`holds no object, so it is no plan. Write it with ${SHOW}.`);
  if (json.has('@level') || json.has('@message')) return EVENTS;
  const isRedacted = !json.has('format_version') && json.has('plan_format_version');
  const version = json.get(isRedacted ? 'plan_format_version' : 'format_version');
  const isState =
    (json.has('lineage') && json.has('serial')) ||
    (json.has('values') && !json.has('planned_values') && !json.has('resource_changes'));
  if (isState) {
    return notAPlan(`is a state, not a plan. Run \`terraform plan -out=PLANFILE\`, then ${SHOW}.`);
  }
  if (json.has('valid') && json.has('diagnostics')) {
    return notAPlan(
      `is the output of \`terraform validate -json\`. Run \`terraform plan -out=PLANFILE\`, then ${SHOW}.`,
    );
  }
  if (isJsonList(json.get('errors')) || (json.has('message') && json.has('documentation_url'))) {
    return notAPlan(
      'is the error answer of an API in place of a plan. Repair what it says, then fetch the plan again.',
    );
  }
  if (typeof version !== 'string') {
    return notAPlan(`has no format_version, so it was not printed by Terraform or OpenTofu. Write it with ${SHOW}.`);
  }
  const major = /^(\d{1,6})\.\d{1,6}(?:\.|$)/.exec(version)?.[1];
  if (major === undefined) {
    return notAPlan(`has a format_version that is no version number. Write it with ${SHOW}.`);
  }
  if (Number(major) > 1) {
    return notAPlan(
      `is in the plan format ${version.slice(0, 20)}; this version reads the formats 0.1 to 1.x. Update Plumbline, or plan with an older Terraform.`,
    );
  }
  if (!PLAN_PARTS.some((part) => json.has(part))) {
    return notAPlan(
      `holds neither changes nor planned values: there was no plan to show. Run \`terraform plan -out=PLANFILE\`, then ${SHOW}.`,
    );
  }
  return { plan: json, version, isRedacted };
}

const PLAN_PARTS = ['planned_values', 'resource_changes', 'output_changes', 'resource_drift', 'configuration'];
