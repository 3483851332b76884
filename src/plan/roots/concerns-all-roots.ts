import { folderOf } from '../../model/path.ts';

/** Files that choose the version of a tool for the folder they are in and all below it. */
const VERSION_FILE = /(?:^|\/)(?:\.terraform-version|\.opentofu-version|\.tool-versions|\.tfswitchrc)$/;
const POLICY_FILE = /^\.github\/plumbline\.ya?ml$/;

/** True for a file that chooses the version of Terraform or OpenTofu for its folder and those below. */
export function isVersionFile(path: string): boolean {
  return VERSION_FILE.test(path);
}

/** True for the policy file. */
export function isPolicyFile(path: string): boolean {
  return POLICY_FILE.test(path);
}

/**
 * True for a changed file that concerns every root module: the policy, and a version file at the top. All Terraform and
 * Terragrunt files of both trees are then to be read, so that the root modules are found.
 */
export function concernsAllRoots(path: string): boolean {
  return isPolicyFile(path) || (isVersionFile(path) && folderOf(path) === '.');
}
