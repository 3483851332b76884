import type { PlanDiagnostic } from '../../model/plan-run.ts';
import { saysOutOfReach } from './out-of-reach.ts';
import { unreachable } from './plan-outcome.ts';

/** What an `init` that failed means. */
export type InitFailure =
  /** The lock file lacks something, and was not to be changed: another try may add it. */
  | { readonly kind: 'lock file incomplete' }
  /** This back end cannot bring what the configuration needs: nothing is said about the configuration. */
  | { readonly kind: 'out of reach'; readonly reason: string }
  /** The configuration, or its lock file, is refused. */
  | { readonly kind: 'refused' };

const MODULE_SUMMARY =
  /^(?:Failed to download module|Error accessing remote module registry|Module not found|Failed to install module)/i;
const PROVIDER_SUMMARY = /^(?:Failed to query available provider packages|Failed to install provider)$/i;
/** Not in the mirror, or not in a version that will do. */
const NOT_THERE = /was not found in any of the search locations|no available releases match/i;
const MAX_NAMED = 10;

/** The full address where there is one: messages say `provider hashicorp/aws: provider registry.terraform.io/hashicorp/aws was …`. */
function providerIn(said: string): string {
  const named = [...said.matchAll(/\bprovider ((?:[\w.-]{1,200}\/){1,2}[\w-]{1,100})/g)].map(([, name = '']) => name);
  return named.find((name) => name.split('/').length === 3) ?? named[0] ?? '(of a name that is not said)';
}

/** Judges by the diagnostics of `init`. `hasEgress` says whether the sandbox could reach any host. */
export function initFailure(diagnostics: readonly PlanDiagnostic[], hasEgress: boolean): InitFailure {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const providers = new Set<string>();
  let modules = 0;
  let backends = 0;
  for (const one of errors) {
    const { summary, detail } = one;
    // Details are wrapped at 78 characters.
    const said = detail.replaceAll(/\s+/g, ' ');
    if (/^Provider dependency changes detected/i.test(summary)) return { kind: 'lock file incomplete' };
    if (PROVIDER_SUMMARY.test(summary) && (NOT_THERE.test(said) || saysOutOfReach(said))) {
      providers.add(providerIn(said));
    } else if (MODULE_SUMMARY.test(summary) && saysOutOfReach(said)) modules += 1;
    else if (unreachable([one]) !== undefined) backends += 1;
    else return { kind: 'refused' };
  }
  if (providers.size === 0 && modules === 0 && backends === 0) return { kind: 'refused' };
  const sentences = [
    ...[...providers]
      .slice(0, MAX_NAMED)
      .map(
        (name) => `The provider ${name}, in a version that the configuration allows, is not available to this worker.`,
      ),
    ...(backends > 0 ? ['The backend that the configuration names could not be reached.'] : []),
    ...(modules > 0 ? [`${modules} modules could not be downloaded from where the configuration says.`] : []),
    `The operator of Plumbline can ${hasEgress ? 'allow the hosts' : 'allow the hosts, add to the provider mirror'}, or plan at HCP Terraform or in GitHub Actions.`,
  ];
  return { kind: 'out of reach', reason: sentences.join(' ') };
}
