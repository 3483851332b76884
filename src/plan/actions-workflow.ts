import { InputError } from '../model/errors.ts';
import { REDACT_EVENTS, REDACT_PLAN } from './actions-redaction.ts';
import { checkScript, planScript, prepareScript, RESULTS } from './actions-script.ts';

/** What may be chosen about the workflow. */
export interface ActionsWorkflowOptions {
  /** Whose credentials the plan gets, by exchange of an identity token: nothing is stored. */
  readonly cloud: 'aws' | 'azure' | 'google' | 'none';
  readonly tool?: 'terraform' | 'tofu' | undefined;
  /** Version of the tool where the dispatch names none. */
  readonly version?: string | undefined;
  /** Workspaces that exist beside the default one: Terraform would create others, so they are refused. */
  readonly workspaces?: readonly string[] | undefined;
}

const DEFAULT_VERSIONS = { terraform: '1.15.0', tofu: '1.10.0' } as const;

/** Actions by full SHA, with the version that it is of. */
const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  terraform: 'hashicorp/setup-terraform@dfe3c3f87815947d99a8997f908cb6525fc44e9e # v4.0.1',
  tofu: 'opentofu/setup-opentofu@a1320f892987e89d278cc92dc5adc984fb93aca4 # v2.0.2',
  aws: 'aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
  google: 'google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
} as const;

/**
 * Steps that get credentials. No identity token is left for the plan: Google's credentials file and the usual variables of
 * azurerm would hold the right to mint more, so an access token, and one identity token for Azure alone, take their place.
 * Sources: https://github.com/aws-actions/configure-aws-credentials, https://github.com/google-github-actions/auth,
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc
 */
const SIGN_IN = {
  none: '',
  aws: `      - name: Sign in to AWS
        uses: ${ACTIONS.aws}
        with:
          role-to-assume: \${{ vars.PLAN_ROLE_ARN }}
          aws-region: \${{ vars.AWS_REGION }}
          role-duration-seconds: 900
`,
  google: `      - name: Sign in to Google Cloud
        id: google
        uses: ${ACTIONS.google}
        with:
          workload_identity_provider: \${{ vars.PLAN_WORKLOAD_IDENTITY_PROVIDER }}
          service_account: \${{ vars.PLAN_SERVICE_ACCOUNT }}
          token_format: access_token
          access_token_lifetime: 1200s
          create_credentials_file: false
          export_environment_variables: false
`,
  azure: `      - name: Sign in to Azure
        id: azure
        shell: bash
        run: |
          set -eu -o pipefail
          token=$(curl --silent --show-error --fail --retry 3 --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
            "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" | jq --exit-status --raw-output .value)
          printf '::add-mask::%s\\n' "$token"
          printf 'token=%s\\n' "$token" >> "$GITHUB_OUTPUT"
`,
} as const;

const ENVIRONMENT = {
  none: '',
  // The action for AWS sets its variables itself.
  aws: '',
  google: '          GOOGLE_OAUTH_ACCESS_TOKEN: ${{ steps.google.outputs.access_token }}\n',
  azure: `          ARM_CLIENT_ID: \${{ vars.PLAN_CLIENT_ID }}
          ARM_SUBSCRIPTION_ID: \${{ vars.PLAN_SUBSCRIPTION_ID }}
          ARM_TENANT_ID: \${{ vars.PLAN_TENANT_ID }}
          ARM_USE_OIDC: 'true'
          ARM_OIDC_TOKEN: \${{ steps.azure.outputs.token }}
`,
} as const;

/**
 * The workflow file that plans one root module of one commit and hands back the redacted plan as an artifact: to be put at
 * `.github/workflows/plumbline-plan.yml` of the default branch. YAML text. Inputs reach scripts as environment variables only. Throws
 * an InputError for options that could not stand in it.
 */
export function actionsWorkflow(options: ActionsWorkflowOptions): string {
  const { cloud, tool = 'terraform', workspaces = [] } = options;
  const { version = DEFAULT_VERSIONS[tool] } = options;
  if (!/^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,40})?$/.test(version)) {
    throw new InputError(
      `the version ${JSON.stringify(version)} is not one exact version, such as ${DEFAULT_VERSIONS[tool]}`,
    );
  }
  for (const workspace of workspaces) {
    if (!/^\w[\w.-]{0,89}$/.test(workspace)) {
      throw new InputError(
        `the workspace ${JSON.stringify(workspace)} must be letters, digits, _, . and -, at most 90`,
      );
    }
  }
  const name = tool === 'tofu' ? 'OpenTofu' : 'Terraform';
  return `# Written by \`plumbline plan init-actions\`. Plans one root module of one commit and hands the redacted plan to Plumbline, which
# starts it for changes of this repository's own branches only. Keep the environment plumbline-plan to the default branch, and trust
# its subject (repo:OWNER/REPO:environment:plumbline-plan, or repo:OWNER@ID/REPO@ID:environment:plumbline-plan in repositories with
# immutable subjects) with read-only rights alone: code of the change gets them.
name: plumbline-plan
run-name: plumbline-plan \${{ inputs.correlation_id }}
on:
  workflow_dispatch:
    inputs:
      correlation_id:
        description: What Plumbline knows this plan by
        required: true
        type: string
      head_sha:
        description: Full SHA of the commit
        required: true
        type: string
      root:
        description: Folder of the root module, . for the top
        required: true
        type: string
      var_files:
        description: Variable files from the top of the repository, one a line
        default: ''
        type: string
      workspace:
        description: Workspace, one of those that the first step lists
        default: default
        type: string
      terraform_version:
        description: Version of ${name}
        default: '${version}'
        type: string
permissions: {}
concurrency:
  group: plumbline-plan-\${{ inputs.head_sha }}-\${{ inputs.root }}-\${{ inputs.workspace }}-\${{ toJSON(inputs.var_files) }}
  cancel-in-progress: false
jobs:
  plan:
    name: Plan
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    environment: plumbline-plan
    permissions:
      contents: read
${cloud === 'none' ? '' : '      id-token: write\n'}    steps:
      - name: Check the inputs
        shell: bash
        env:
          CORRELATION_ID: \${{ inputs.correlation_id }}
          HEAD_SHA: \${{ inputs.head_sha }}
          ROOT: \${{ inputs.root }}
          VAR_FILES: \${{ inputs.var_files }}
          WORKSPACE: \${{ inputs.workspace }}
          TOOL_VERSION: \${{ inputs.terraform_version }}
        run: |
${indented(checkScript(workspaces))}
      - name: Check out the commit
        uses: ${ACTIONS.checkout}
        with:
          ref: \${{ inputs.head_sha }}
          persist-credentials: false
      - name: Set up ${name}
        uses: ${ACTIONS[tool]}
        with:
          ${tool}_version: \${{ inputs.terraform_version }}
          ${tool}_wrapper: false
      - name: Prepare
        shell: bash
        run: |
${indented(prepareScript(tool))}
      - name: Write the redaction
        shell: bash
        run: |
          cat > "$RUNNER_TEMP/redact-plan.jq" <<'END_OF_PROGRAM'
${indented(REDACT_PLAN)}
          END_OF_PROGRAM
          cat > "$RUNNER_TEMP/redact-events.jq" <<'END_OF_PROGRAM'
${indented(REDACT_EVENTS)}
          END_OF_PROGRAM
${SIGN_IN[cloud]}      - name: Plan
        shell: bash
        env:
          ROOT: \${{ inputs.root }}
          VAR_FILES: \${{ inputs.var_files }}
          WORKSPACE: \${{ inputs.workspace }}
${ENVIRONMENT[cloud]}        run: |
${indented(planScript(tool))}
      - name: Hand over the plan
        if: \${{ always() }}
        uses: ${ACTIONS.upload}
        with:
          name: plumbline-plan-\${{ inputs.correlation_id }}
          path: |
            \${{ runner.temp }}/${RESULTS}/plan.json
            \${{ runner.temp }}/${RESULTS}/events.jsonl
            \${{ runner.temp }}/${RESULTS}/rc
          retention-days: 1
          if-no-files-found: error
`;
}

/** The lines of a script as a block of YAML, without the line break at the end. */
function indented(script: string): string {
  return script
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `          ${line}`))
    .join('\n');
}
