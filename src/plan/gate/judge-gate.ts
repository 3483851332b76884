import { checkAuthor } from './check-author.ts';
import { checkBackend, checkRemoteState } from './check-backend.ts';
import { checkDataSources } from './check-data-sources.ts';
import { checkLanguage } from './check-language.ts';
import { checkLock } from './check-lock.ts';
import { checkModuleSources } from './check-module-sources.ts';
import { checkPaths } from './check-paths.ts';
import { checkProviderArguments } from './check-provider-arguments.ts';
import { checkProviders } from './check-providers.ts';
import { checkTree } from './check-tree.ts';
import { closureOf } from './closure.ts';
import { comparison } from './comparison.ts';
import type { GateContext } from './gate-context.ts';
import type { GateDecision } from './gate-decision.ts';
import type { GateInput } from './gate-input.ts';
import { decide, type GateFinding } from './gate-report.ts';

/**
 * Decides from the text alone whether a root module may be planned, before anything is run. Judged are the root, the local modules
 * that it reaches and what stands beside them. Never throws for what is in the files; linear in their size.
 */
export function judgeGate(input: GateInput): GateDecision {
  const findings: GateFinding[] = [];
  const tell = (finding: GateFinding): void => void findings.push(finding);
  const closure = closureOf(input.root, input.head, tell);
  const context: GateContext = { input, closure, compare: comparison(input, closure), tell };
  checkTree(context);
  checkProviders(context);
  checkModuleSources(context);
  checkBackend(context);
  checkRemoteState(context);
  checkLanguage(context);
  checkProviderArguments(context);
  checkDataSources(context);
  checkPaths(context);
  checkLock(context);
  checkAuthor(input, tell);
  return decide(findings, input.headSha, input.approval);
}
