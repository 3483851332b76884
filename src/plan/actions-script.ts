import { CREDENTIALS } from './actions-redaction.ts';
import { argumentsOf, SANDBOX_FOLDERS } from './command.ts';

/** Where the files of the plan are that the runner's user alone can write: never a folder that code of the change can reach. */
export const RESULTS = 'plumbline-plan';

/** The user that the tool, and with it all code of the change, runs as. */
const USER = 'plumbline';

/** Bytes of the log that are kept: what Plumbline reads of one at most, less the line that a cut leaves open. */
const MAX_EVENTS = 8_000_000;

const { tree, job } = SANDBOX_FOLDERS;

/** Variables that the tool gets; `sudo` keeps all others from it. */
const KEPT = [
  'CHECKPOINT_DISABLE',
  'TF_CLI_CONFIG_FILE',
  'TF_DATA_DIR',
  'TF_IN_AUTOMATION',
  'TF_WORKSPACE',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'ARM_CLIENT_ID',
  'ARM_SUBSCRIPTION_ID',
  'ARM_TENANT_ID',
  'ARM_USE_OIDC',
  ...CREDENTIALS,
];

/**
 * A bash script that checks what the workflow was started with before anything is fetched for it. Paths are relative, of letters,
 * digits, spaces and `. _ - + = , @ ~`, without `..` and without parts that look like an option. `workspaces` are those that exist:
 * Terraform would create another one.
 */
export function checkScript(workspaces: readonly string[]): string {
  const known = ['default', ...workspaces].map((name) => `'${name}'`).join(' | ');
  return `set -u
export LC_ALL=C
refuse() {
  printf '::error::%s\\n' "$1"
  exit 1
}
is_path() {
  case "$1" in
    '' | /* | */ | *//* | *[!A-Za-z0-9._/@+=,\\ ~-]*) return 1 ;;
  esac
  case "/$1/" in
    */./* | */../* | */-*) return 1 ;;
  esac
}
is_hex() {
  case "$1" in
    '' | *[!0-9a-f]*) return 1 ;;
  esac
}
case "$CORRELATION_ID" in
  '' | -* | *[!A-Za-z0-9-]*) refuse 'correlation_id must be letters, digits and -' ;;
esac
is_hex "$HEAD_SHA" || refuse 'head_sha must be a full commit SHA'
case "\${#HEAD_SHA}" in
  40 | 64) ;;
  *) refuse 'head_sha must be a full commit SHA' ;;
esac
[ "$ROOT" = . ] || is_path "$ROOT" || refuse 'root must be a path inside of the repository'
while IFS= read -r file; do
  [ -z "$file" ] || is_path "$file" || refuse 'var_files must be paths inside of the repository, one a line'
done <<< "$VAR_FILES"
case "$WORKSPACE" in
  ${known}) ;;
  *) refuse 'workspace must be one that this workflow lists: another one would be created' ;;
esac
case "$TOOL_VERSION" in
  '' | *[!A-Za-z0-9.-]*) refuse 'terraform_version must be one version, such as 1.15.0' ;;
esac
`;
}

/**
 * A bash script that makes what the plan needs: a user without rights, the tool where that user can start it, a copy of the tree
 * without what tools left in it, and the CLI configuration, which switches off plugins that lie in the tree.
 */
export function prepareScript(tool: 'terraform' | 'tofu'): string {
  return `set -eu
sudo useradd --create-home --shell /usr/sbin/nologin ${USER}
sudo mkdir -p ${job}/bin
sudo install -m 0755 "$(command -v ${tool})" ${job}/bin/${tool}
printf '%s\\n' 'disable_checkpoint = true' 'provider_installation {' '  direct {}' '}' | sudo tee ${job}/cli.tfrc > /dev/null
sudo mkdir ${tree}
sudo cp -a -- "$GITHUB_WORKSPACE/." ${tree}
sudo rm -rf ${tree}/.git
sudo find ${tree} \\( -name .terraform -o -name terraform.d -o -name '*.tfstate*' \\) -prune -exec rm -rf -- {} +
sudo chown -R --no-dereference ${USER}: ${tree}
sudo install -d -o ${USER} ${job}/data ${job}/plan
`;
}

/**
 * The bash script that plans. The tool and what it starts run as a user of their own: they cannot read the environment of the
 * runner's processes, which holds the right to mint identity tokens, nor write files that later steps read. What it prints passes
 * through pipes, so no link that it leaves is followed; `redact-plan.jq` and `redact-events.jq` were written before. Makes
 * `plan.json`, `events.jsonl` and `rc`.
 */
export function planScript(tool: 'terraform' | 'tofu'): string {
  const words = (command: Parameters<typeof argumentsOf>[0]): string =>
    argumentsOf(command)
      .map((word) => word.replace(`${job}/tfplan`, `${job}/plan/tfplan`))
      .join(' ');
  return `set +e -u -o pipefail
export LC_ALL=C
results="$RUNNER_TEMP/${RESULTS}"
mkdir -p "$results"
log="$RUNNER_TEMP/plumbline-log"
: > "$log"
export CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=${job}/cli.tfrc TF_DATA_DIR=${job}/data TF_IN_AUTOMATION=1
[ "$WORKSPACE" = default ] || export TF_WORKSPACE="$WORKSPACE"
as_planner() {
  sudo --user=${USER} --set-home --preserve-env=${KEPT.join(',')} -- \\
    env -u ACTIONS_ID_TOKEN_REQUEST_TOKEN -u ACTIONS_ID_TOKEN_REQUEST_URL "$@" < /dev/null
}
finish() {
  sudo pkill -KILL -u ${USER} || true
  jq --raw-input --raw-output --from-file "$RUNNER_TEMP/redact-events.jq" "$log" | head -c ${String(MAX_EVENTS)} > "$results/events.jsonl"
  printf '%s\\n' "$1" > "$results/rc"
  case "$1" in
    0 | 2) exit 0 ;;
  esac
  printf '::error::The plan ended with code %s; its log is in the artifact\\n' "$1"
  exit 1
}
refuse() {
  jq --null-input --compact-output --arg summary "$1" \\
    '{type: "diagnostic", diagnostic: {severity: "error", summary: $summary, detail: ""}}' >> "$log"
  finish 1
}
cd -- "${tree}/$ROOT" 2> /dev/null || refuse 'The root module is not in the tree.'
case "$(pwd -P)/" in
  "$(cd ${tree} && pwd -P)"/*) ;;
  *) refuse 'The folder of the root module leads out of the tree.' ;;
esac
files=()
while IFS= read -r file; do
  [ -z "$file" ] || files+=("-var-file=${tree}/$file")
done <<< "$VAR_FILES"
as_planner ${job}/bin/${tool} ${words({ name: 'init', lockFile: 'readonly' })} >> "$log" 2>&1 || finish 1
as_planner ${job}/bin/${tool} ${words({ name: 'plan', refresh: true, varFiles: [] })} \\
  \${files[@]+"\${files[@]}"} >> "$log" 2>&1
rc=$?
case "$rc" in
  0 | 2) ;;
  *) as_planner test -f ${job}/plan/tfplan || finish "$rc" ;;
esac
as_planner ${job}/bin/${tool} ${words({ name: 'show' })} 2>> "$log" |
  jq --compact-output --from-file "$RUNNER_TEMP/redact-plan.jq" > "$results/plan.json" 2> /dev/null || {
  rm -f "$results/plan.json"
  refuse 'The plan could not be read or redacted.'
}
finish "$rc"
`;
}
