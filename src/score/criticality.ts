import type { Graph, Resource } from '../model/resource.ts';
import { matchesAnyGlob, matchesGlob } from '../policy/glob.ts';
import type { Policy } from '../policy/schema.ts';
import { environmentOf, environmentOfFiles, environmentOfFolder } from './environment.ts';
import { knownTags } from './tags.ts';
import { TIER_WEIGHT, type Tier } from './weights.ts';

/** How much a defect of a subject matters, and what said so. */
export interface Criticality {
  readonly tier: Tier;
  /** c: 1, 0.7 or 0.2. */
  readonly weight: number;
  readonly because: string;
}

/** The criticality of the resource at an address of a root module (or workflow). */
export type CriticalityOf = (root: string, address: string) => Criticality;

const IMPORTANCE_KEYS = ['criticality', 'tier', 'importance', 'sla', 'service-level'];
const CRITICAL_VALUE = /^(?:critical|mission-critical|tier-?[01]|p[01]|high|platinum|gold)$/i;
const MINOR_VALUE = /^(?:low|tier-?3|p[34]|dev)$/i;
const ENVIRONMENT_KEYS = ['environment', 'env', 'stage'];
/** As a word of the name: `payments-api`, not `capital`. */
const CORE_NAME =
  /(?:^|[-_.])(?:auth|login|identity|gateway|api|payment|checkout|order|billing|ledger|core|primary|master)s?(?:$|[-_.\d])/i;

/**
 * Criticality by the first rule of docs/scoring.md that matches, as far as names, tags and paths decide it: the policy's
 * `reliability.services`, then `critical`; tags or labels; the environment (tag, folder, variable file). Whether a path is
 * internet-facing is not computed, so in production only protected data stores count as critical. Otherwise standard.
 *
 * `variableFiles` gives the paths of the variable files that a root module was evaluated with.
 */
export function criticality(
  graph: Graph,
  policy: Policy,
  variableFiles: (root: string) => readonly string[] = () => [],
): CriticalityOf {
  const cache = new Map<string, Criticality>();
  return (root, address) => {
    const key = `${root}\0${address}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const resource = graph.at(root, address);
    const result = resource
      ? ofResource(resource, graph, policy, variableFiles(root))
      : verdict('standard', 'the default: nothing more is known about it');
    cache.set(key, result);
    return result;
  };
}

function ofResource(resource: Resource, graph: Graph, policy: Policy, files: readonly string[]): Criticality {
  const tags = knownTags(resource, graph);
  return (
    byPolicy(resource, policy, tags) ??
    byTag(tags) ??
    byEnvironment(resource, tags, files) ??
    verdict('standard', 'the default: no setting, tag, folder or name says otherwise')
  );
}

function byPolicy(
  resource: Resource,
  { reliability, critical }: Policy,
  tags: ReadonlyMap<string, string>,
): Criticality | undefined {
  const names = namesOf(resource);
  const places = [resource.rootFolder, resource.folder, resource.body.span.file];
  const service = reliability.services.find(({ match }) =>
    [...names, ...places].some((text) => matchesGlob(match, text)),
  );
  if (service) return verdict(service.tier, `reliability.services: ${service.match}`);
  if (names.some((name) => matchesAnyGlob(critical.names, name))) return verdict('critical', 'critical.names');
  if (places.some((place) => matchesAnyGlob(critical.paths, place) || matchesAnyGlob(critical.paths, `${place}/`))) {
    return verdict('critical', 'critical.paths');
  }
  const tag = Object.entries(critical.tags).find(([key, values]) => {
    const value = tags.get(key.toLowerCase());
    return value !== undefined && [values].flat().some((wanted) => wanted.toLowerCase() === value.toLowerCase());
  });
  return tag ? verdict('critical', `critical.tags: ${tag[0]}`) : undefined;
}

/** What a pattern may name a resource by: its address, name, type, and each module call it is in. */
function namesOf({ address, configAddress, name, type }: Resource): readonly string[] {
  const modules = [...configAddress.matchAll(/(?:^|\.)module\.([^.]+)/g)].flatMap(([, call]) =>
    call === undefined ? [] : [call],
  );
  return [address, configAddress, name, type, ...modules];
}

function byTag(tags: ReadonlyMap<string, string>): Criticality | undefined {
  for (const key of IMPORTANCE_KEYS) {
    const value = tags.get(key)?.trim();
    if (value === undefined) continue;
    if (CRITICAL_VALUE.test(value)) return verdict('critical', `tag ${key}`);
    if (MINOR_VALUE.test(value)) return verdict('non-critical', `tag ${key}`);
  }
  return undefined;
}

function byEnvironment(
  resource: Resource,
  tags: ReadonlyMap<string, string>,
  files: readonly string[],
): Criticality | undefined {
  const tagged = ENVIRONMENT_KEYS.map((key) => environmentOf(tags.get(key) ?? '')).find((found) => found !== undefined);
  const environment = tagged ?? environmentOfFolder(resource.rootFolder) ?? environmentOfFiles(files);
  const from = tagged ? 'its tag' : environmentOfFolder(resource.rootFolder) ? 'its folder' : 'its variable file';
  if (environment === 'other') return verdict('non-critical', `the environment, by ${from}`);
  const isCore = environment === 'production' && CORE_NAME.test(resource.name) && isProtected(resource);
  return isCore ? verdict('critical', `production by ${from}, protected from deletion, and its name`) : undefined;
}

function isProtected({ body }: Resource): boolean {
  const value = body.attributes.get('deletion_protection')?.value;
  return value?.kind === 'known' && (value.value === true || value.value === 'true');
}

function verdict(tier: Tier, because: string): Criticality {
  return { tier, weight: TIER_WEIGHT[tier], because };
}
