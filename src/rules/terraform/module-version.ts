import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule, similar } from '../../engine/rule.ts';
import { moduleSourceOf } from './_module-source.ts';

export default codeRule({
  id: 'terraform-module-version',
  title: 'Registry module without a version',
  severity: 'medium',
  resource: ['module'],
  why: 'The next `terraform init` takes the newest release, a new major version too: it may replace resources, and nobody reviewed it.',
  remedy: 'Add `version`, exact (`"5.8.1"`) or bounded (`"~> 5.8"`). The lock file does not cover modules.',
  items: ['supply-chain', 'maintenance'],
  aliases: similar('CKV_TF_2'),
  links: ['https://developer.hashicorp.com/terraform/language/block/module#version'],
  check({ resource }) {
    const source = resource.attr('source');
    if (source.value.kind === 'unknown') return unknownAt(source, source.value);
    if (source.value.kind === 'absent' || typeof source.value.value !== 'string') return undefined;
    if (moduleSourceOf(source.value.value).kind !== 'registry') return undefined;
    const version = resource.attr('version');
    const { value, span } = version;
    if (value.kind === 'unknown') return unknownAt(version, value);
    if (value.kind === 'known') return { kind: 'pass', attribute: 'version', span };
    const message = `${resource.address} takes any version of ${source.value.value}`;
    return { kind: 'fail', message, attribute: 'version', missing: true, span: resource.headerSpan };
  },
});
