import type { z } from 'zod';
import type { workspaceSchema } from './hcp-schemas.ts';

/** A workspace as the API describes it. */
export type HcpWorkspace = z.infer<typeof workspaceSchema>['data'];

/**
 * Why a root module cannot be planned in a workspace, as a whole sentence that says what to change; undefined when it can.
 * `root` is the folder of the root module from the top of the tree.
 */
export function whyNotPlanned(workspace: HcpWorkspace, name: string, root: string): string | undefined {
  const { attributes } = workspace;
  const mode = attributes['execution-mode'] ?? (attributes.operations === false ? 'local' : 'remote');
  if (mode === 'local') {
    return (
      `The workspace ${name} runs Terraform locally and only keeps the state (execution mode "local"), so HCP Terraform ` +
      'cannot plan in it. Set its execution mode to remote or agent, or plan with the back end local or actions.'
    );
  }
  if (attributes.permissions?.['can-queue-run'] === false) {
    return `The token may not plan in the workspace ${name}. Give its team the permission "plan" for runs there.`;
  }
  if (attributes['speculative-enabled'] === false) {
    return `The workspace ${name} does not allow speculative plans. Switch them on in its settings, under version control.`;
  }
  const folder = folderOf(attributes['working-directory'] ?? '');
  if (folder !== root) {
    const shown = folder === '.' ? 'the top of the repository' : JSON.stringify(folder);
    const wanted = root === '.' ? 'empty' : JSON.stringify(root);
    return (
      `The workspace ${name} works in ${shown}, the root module is in ${JSON.stringify(root)}: HCP Terraform would plan ` +
      `something else. Set the workspace's working directory to ${wanted}, or name another workspace under plan.hcp.workspaces.`
    );
  }
  return undefined;
}

/** What is worth knowing about a workspace that is planned in: whole sentences. */
export function workspaceNotes(workspace: HcpWorkspace, name: string): readonly string[] {
  const { attributes } = workspace;
  return [
    ...(attributes.locked === true
      ? [`The workspace ${name} is locked: somebody may be applying, and the state may change after this plan.`]
      : []),
    ...(attributes['execution-mode'] === 'agent' ? ['The plan was made by an agent of your own pool.'] : []),
  ];
}

/** The working directory as written in the settings (`/live/`, `./live`), as a folder from the top of the tree. */
function folderOf(written: string): string {
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}
