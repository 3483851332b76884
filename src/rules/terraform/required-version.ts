import type { ResourceView } from '../../engine/resource-view.ts';
import { unknownAt } from '../../engine/kits/conditions.ts';
import { viewOf } from '../../engine/resource-view.ts';
import { codeRule } from '../../engine/rule.ts';
import { valueText } from '../../engine/value-text.ts';
import type { Graph } from '../../model/resource.ts';

export default codeRule({
  id: 'terraform-required-version',
  title: 'Any Terraform version may apply this',
  severity: 'low',
  resource: ['terraform'],
  why: 'A colleague or a runner with another version can upgrade the state, after which older versions refuse to read it, or plan differences that nobody wrote.',
  remedy: 'Set `required_version` with both ends: `"~> 1.9"`.',
  items: ['maintenance', 'state-safety'],
  links: ['https://developer.hashicorp.com/terraform/language/block/terraform#required_version'],
  check({ resource, graph }) {
    const { root, folder } = resource.resource;
    // Called modules take the version that their caller runs.
    if (root !== folder) return undefined;
    const place = resource.attr('required_version');
    const blocks = blocksOf(graph, root);
    const others = blocks.filter((block) => block.span.start !== resource.span.start || !sameFile(block, resource));
    if (place.value.kind === 'absent') {
      // One block of the folder says it for all; the first one is blamed when none does.
      if (others.some((block) => block.attr('required_version').value.kind !== 'absent')) return undefined;
      if (blocks[0] && !(sameFile(blocks[0], resource) && blocks[0].span.start === resource.span.start))
        return undefined;
      const message = 'the terraform block sets no required_version';
      return { kind: 'fail', message, attribute: place.path, missing: true, span: resource.headerSpan };
    }
    const { value, span } = place;
    if (value.kind === 'unknown') return unknownAt(place, value);
    const text = typeof value.value === 'string' ? value.value : '';
    const hasEnd = text.split(',').some((part) => !/^\s*(?:>=?|!=)/.test(part));
    // A module for others is right to leave the end open; what has a state is applied from here.
    const hasState = blocks.some(
      (block) => block.blocks('backend').blocks.length + block.blocks('cloud').blocks.length > 0,
    );
    if (hasEnd || !hasState) return { kind: 'pass', attribute: place.path, span };
    const message = `terraform has required_version = ${valueText(value)}, which lets every later major version apply`;
    return { kind: 'fail', message, attribute: place.path, severity: 'info', span };
  },
});

function blocksOf(graph: Graph, root: string): readonly ResourceView[] {
  return graph
    .ofType(root, 'terraform')
    .filter(({ folder }) => folder === root)
    .map((block) => viewOf(block));
}

function sameFile(a: ResourceView, b: ResourceView): boolean {
  return a.span.file === b.span.file;
}
