import type { PlanReport } from '../../plan/plan-report.ts';
import { placeOf } from '../wording.ts';
import { itemsFrom, type PlanBlock, type Words } from './plan-document.ts';
import type { ShownText } from './shown-text.ts';
import { durationWords, LEVEL_WORDS } from './plan-wording.ts';

const BACK_ENDS = {
  local: 'local sandbox',
  hcp: 'HCP Terraform',
  actions: 'GitHub Actions',
} as const;

/** Characters of a commit and of a hash that are shown. */
const SHORT = 12;
/** Most hosts named. */
const MOST_HOSTS = 20;

/** Where a plan comes from: one line of facts, then what has to be known about them. */
export function provenance(report: PlanReport, shown: ShownText): readonly PlanBlock[] {
  return [
    { kind: 'paragraph', title: '', tone: 'plain', rank: 2, words: provenanceLine(report, shown) },
    {
      kind: 'list',
      title: '',
      tone: 'plain',
      rank: 3,
      items: itemsFrom(provenanceNotes(report, shown), (note) => note),
    },
  ];
}

function provenanceLine({ run, plan, change }: PlanReport, shown: ShownText): Words {
  const facts: Words[] = [];
  if (run) facts.push([`${run.level}, ${LEVEL_WORDS[run.level]}`]);
  const version = run?.tool?.version ?? plan?.terraformVersion;
  if (version !== undefined) facts.push([shown.line(`${run?.tool?.name ?? 'terraform'} ${version}`, 60)]);
  if (run) facts.push([BACK_ENDS[run.backEnd]]);
  if (change) {
    facts.push(['head', { code: shown.line(change.headSha, 60).slice(0, SHORT) }]);
    facts.push(['base', { code: shown.line(change.baseSha, 60).slice(0, SHORT) }]);
  }
  if (plan?.timestamp !== undefined) facts.push([`planned at ${shown.line(plan.timestamp, 40)}`]);
  if (run) facts.push([`took ${durationWords(run.milliseconds)}`]);
  if (!run && plan) facts.push([`plan format ${shown.line(plan.formatVersion, 20)}`]);
  return facts.flatMap((words, index) => (index === 0 ? words : ['·', ...words]));
}

function provenanceNotes({ run, gate, plan, change }: PlanReport, shown: ShownText): readonly Words[] {
  const notes: Words[] = [];
  if (run?.reason !== undefined) notes.push([shown.line(run.reason, 1000)]);
  for (const note of run?.notes ?? []) notes.push([shown.line(note)]);
  if (plan?.redacted === true)
    notes.push(['The plan is HCP Terraform’s redacted form: sensitive values are left out and not compared.']);
  if (plan?.complete === false)
    notes.push(['The plan is not complete: applying it will not reach the wished-for state at once.']);
  if (gate?.approvedBy !== undefined)
    notes.push(['Released by', { code: shown.line(gate.approvedBy, 60) }, 'for this commit.']);
  if (gate && change) {
    for (const reason of gate.reasons.filter(({ effect }) => effect !== 'refuse' || gate.outcome === 'run')) {
      if (gate.outcome === 'run')
        notes.push([
          'Gate:',
          { code: shown.line(reason.code, 60) },
          ...(reason.span ? [{ code: shown.line(placeOf(reason.span), 240) }] : []),
          shown.line(reason.message),
        ]);
    }
  }
  if (run && run.commands.length > 0) {
    notes.push([
      'Commands (SHA-256 of the arguments):',
      ...run.commands.flatMap(({ argv, sha256, exitCode }, index) => [
        ...(index === 0 ? [] : [',']),
        { code: shown.line(nameOf(argv), 40) },
        { code: shown.line(sha256, 80).slice(0, SHORT) },
        exitCode === undefined ? '(killed)' : `(exit ${String(exitCode)})`,
      ]),
      '.',
    ]);
  }
  if (run) notes.push(hostsNote(run.hosts, shown));
  if (run?.url !== undefined) notes.push(['The run:', { code: shown.line(run.url, 500) }]);
  return notes;
}

/** `plan`, `state show`. */
function nameOf(argv: readonly string[]): string {
  const [, ...rest] = argv;
  const options = rest.findIndex((word) => word.startsWith('-'));
  return (options === -1 ? rest : rest.slice(0, options)).slice(0, 2).join(' ');
}

function hostsNote(hosts: readonly string[], shown: ShownText): Words {
  if (hosts.length === 0) return ['No host was contacted.'];
  const named = hosts
    .slice(0, MOST_HOSTS)
    .flatMap((host, index) => [...(index === 0 ? [] : [',']), { code: shown.line(host, 253) }]);
  const rest = hosts.length - MOST_HOSTS;
  return ['Hosts contacted:', ...named, ...(rest > 0 ? [`and ${String(rest)} more`] : []), '.'];
}
