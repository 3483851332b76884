import { baseName } from '../../model/path.ts';
import { fileSpan } from '../../model/span.ts';
import type { GateCode } from './gate-codes.data.ts';
import type { GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';

const SETTINGS = /^(?:\.terraformrc|terraform\.rc|\.tofurc|tofu\.rc|credentials\.tfrc\.json|.+\.tfrc(?:\.json)?)$/;
const STATE = /\.tfstate(?:\..+)?$/;

/** Judges what stands beside the configuration: folders and files that Terraform would take in place of ours. */
export function checkTree(context: GateContext): void {
  const { closure, input, tell } = context;
  if (!input.head.listing.complete) {
    const message = 'Cannot be gated: the list of the files of the tree is cut off, so that there may be more';
    tell({ code: 'tree-incomplete', effect: 'refuse', message });
  }
  const seen = new Set<string>();
  for (const { place } of closure.modules) {
    for (const name of closure.paths.foldersIn(place)) judge(place, name, true);
    for (const { path, kind } of closure.paths.in(place)) judge(place, baseName(path), kind !== 'file');
  }

  function judge(folder: string, name: string, isFolder: boolean): void {
    const path = folder === '.' ? name : `${folder}/${name}`;
    if (seen.has(path)) return;
    seen.add(path);
    const found = isFolder ? ofFolder(name) : ofFile(name);
    if (found === undefined) return;
    const [code, what] = found;
    const isUsed = code === 'plugin-folder' && input.backEnd !== 'local';
    const message = `${shown(path)} ${what}${isUsed ? `, and the back end ${input.backEnd} would use it` : ''}`;
    tell({ code, effect: isUsed ? 'refuse' : 'flag', message, place: { span: fileSpan(path), text: '' } });
  }
}

function ofFolder(name: string): readonly [GateCode, string] | undefined {
  if (name === 'terraform.d') return ['plugin-folder', 'can hold provider programs'];
  if (name === 'terraform.tfstate.d') return ['state-file', 'holds state files'];
  return name === '.terraform' || name === '.terragrunt-cache'
    ? ['data-folder', 'can choose providers, modules, backend and workspace']
    : ofFile(name);
}

function ofFile(name: string): readonly [GateCode, string] | undefined {
  if (name === 'terraform.d') return ['plugin-folder', 'stands in the place of the folder of provider programs'];
  if (name === '.terraform') return ['data-folder', 'stands in the place of the data folder'];
  if (SETTINGS.test(name)) return ['cli-config', 'holds settings of the command line'];
  if (STATE.test(name)) return ['state-file', 'is a state file'];
  return name.endsWith('.tfquery.hcl') ? ['query-file', 'is read by terraform query only'] : undefined;
}
