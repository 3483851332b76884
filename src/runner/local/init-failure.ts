import type { PlanDiagnostic } from '../../model/plan-run.ts';
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
/** Messages of Terraform and of the network below it when nothing can be reached, not when something is wrong. */
const UNREACHABLE =
  /was not found in any of the search locations|no available releases match|could not connect to|dial tcp|no such host|network is unreachable|connection refused|executable file not found|proxyconnect|Forbidden/i;
const MAX_NAMED = 10;

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
    if (PROVIDER_SUMMARY.test(summary) && UNREACHABLE.test(said)) {
      providers.add(/\bprovider ((?:[\w.-]{1,200}\/){1,2}[\w-]{1,100})/.exec(said)?.[1] ?? 'a provider');
    } else if (MODULE_SUMMARY.test(summary) && UNREACHABLE.test(said)) modules += 1;
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
