import { unknownAt } from '../../engine/kits/conditions.ts';
import { meets } from '../../engine/kits/expectation.ts';
import type { AttributeView, ResourceView } from '../../engine/resource-view.ts';
import { viewOf } from '../../engine/resource-view.ts';
import { codeRule, type Outcome } from '../../engine/rule.ts';
import type { Graph } from '../../model/resource.ts';
import { DATA_STORES, PROTECTED_BY_DEFAULT } from './_data-stores.ts';

const PATH = 'lifecycle.prevent_destroy';

/** Addresses of the first two that are protected: one of them is another one, whichever store asks. */
type ProtectedByFolder = ReadonlyMap<string, readonly string[]>;

// The graph is frozen, so what was found in it stays true; without this every store would look at every other.
const protectedStores = new WeakMap<Graph, Map<string, ProtectedByFolder>>();

export default codeRule({
  id: 'terraform-prevent-destroy',
  title: 'Terraform may destroy what must not be lost',
  // A habit rather than a defect; where it is the habit of the configuration, an exception is worth a look.
  severity: 'low',
  resource: Object.keys(DATA_STORES),
  why: 'A renamed block, a removed key of `for_each` or an argument that forces replacement deletes the data; with `prevent_destroy` the plan fails instead.',
  remedy:
    'Set `prevent_destroy = true` in the `lifecycle` block, and remove it only in the change that means to delete.',
  items: ['state-safety', 'recovery'],
  links: ['https://developer.hashicorp.com/terraform/language/meta-arguments#prevent_destroy'],
  check({ resource, graph }) {
    const place = resource.attr(PATH);
    const { value, span } = place;
    const answer = value.kind === 'absent' ? 'no' : meets(value, { oneOf: [true] });
    if (answer === 'yes') return { kind: 'pass', attribute: PATH, span };
    if (answer !== 'no') return unknownAt(place, answer);
    const other = otherProtection(resource);
    if (other) return other;
    const peer = protectedPeer(resource, graph);
    const severity = peer === undefined ? 'low' : 'medium';
    // Someone protected it on purpose.
    const severityWhenLost = 'high';
    const suffix = peer === undefined ? '' : `, unlike ${peer}`;
    if (value.kind === 'known') {
      const message = `${resource.address} has prevent_destroy = false${suffix}`;
      return { kind: 'fail', message, attribute: PATH, severity, severityWhenLost, span, trace: value.trace };
    }
    const message = `${resource.address} has no prevent_destroy${suffix}`;
    return {
      kind: 'fail',
      message,
      attribute: PATH,
      severity,
      severityWhenLost,
      missing: true,
      span: resource.headerSpan,
    };
  },
  ifRemoved({ resource }) {
    const { value, span } = resource.attr(PATH);
    if (value.kind !== 'known' || value.value !== true) return undefined;
    // The protection goes with the block: Terraform plans to destroy what it protected.
    const message = `${resource.address} is removed, and with it the prevent_destroy that protected it`;
    const severity = DATA_STORES[resource.type] ? 'high' : 'medium';
    const remedy =
      'If it only has another name or place now, add a `moved` block; to keep it without Terraform, a `removed` block with `destroy = false`. Delete it on purpose in a change of its own.';
    return { kind: 'fail', message, attribute: PATH, severity, remedy, span };
  },
});

/** What the service itself refuses: a pass, or the unknown that hides it. */
function otherProtection(resource: ResourceView): Outcome | undefined {
  const places = (DATA_STORES[resource.type]?.protections ?? []).map((path) => resource.attr(path));
  const isOn = ({ value }: AttributeView): boolean => value.kind === 'known' && value.value === true;
  const on = places.find(isOn);
  if (on) return { kind: 'pass', attribute: PATH, span: on.span };
  const hidden = places.find(({ value }) => value.kind === 'unknown');
  if (hidden?.value.kind === 'unknown') return unknownAt({ ...hidden, path: PATH }, hidden.value);
  const [first] = places;
  if (first?.value.kind !== 'absent' || !PROTECTED_BY_DEFAULT.has(resource.type)) return undefined;
  return { kind: 'pass', attribute: PATH, span: resource.headerSpan };
}

/** Another data store of the same type and folder that has `prevent_destroy`. */
function protectedPeer({ resource, address, type }: ResourceView, graph: Graph): string | undefined {
  const key = JSON.stringify([resource.root, type]);
  const ofGraph = protectedStores.get(graph) ?? new Map<string, ProtectedByFolder>();
  protectedStores.set(graph, ofGraph);
  const found = ofGraph.get(key) ?? protectedByFolder(graph, resource.root, type);
  ofGraph.set(key, found);
  return found.get(resource.folder)?.find((other) => other !== address);
}

function protectedByFolder(graph: Graph, root: string, type: string): ProtectedByFolder {
  const byFolder = new Map<string, string[]>();
  for (const store of graph.ofType(root, type)) {
    const addresses = byFolder.get(store.folder) ?? [];
    if (addresses.length === 2 || addresses.includes(store.address)) continue;
    const { value } = viewOf(store).attr(PATH);
    if (value.kind === 'known' && value.value === true) byFolder.set(store.folder, [...addresses, store.address]);
  }
  return byFolder;
}
