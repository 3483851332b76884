import { unknownAt } from '../../engine/kits/conditions.ts';
import { meets } from '../../engine/kits/expectation.ts';
import { setArgument } from '../../engine/fixes/set-argument.ts';
import { codeRule } from '../../engine/rule.ts';
import { isSecretName } from './_secret-name.ts';

/** The value ends in what only names a secret. */
const POINTER = /(?:[._](?:arn|id|name|key_id|path|version|enabled|url|uri)|\.(?:arn|id|name)\[\S{0,40}\])$/i;
/** Longest expression that is looked at, in characters. */
const LONGEST = 2_000;

export default codeRule({
  id: 'terraform-output-sensitive',
  title: 'Output prints a secret',
  severity: 'medium',
  // Judged by the name.
  confidence: 'medium',
  resource: ['output'],
  fixable: 'safe',
  why: 'Every apply prints the secret at its end, so it stands in the build log for everyone who may read that.',
  remedy: 'Set `sensitive = true`, without `nonsensitive()`; better, let the consumer read it from a secret store.',
  items: ['api-keys', 'data-anonymization'],
  links: ['https://developer.hashicorp.com/terraform/language/block/output#sensitive'],
  check({ resource, graph }) {
    const { name, root, folder } = resource.resource;
    if (!isSecretName(name)) return undefined;
    // An output of a called module is printed nowhere.
    if (folder !== root) return undefined;
    const output = resource.attr('value');
    const sensitive = resource.attr('sensitive');
    const { value, span } = sensitive;
    const answer = value.kind === 'absent' ? 'no' : meets(value, { oneOf: [true] });
    if (answer === 'yes') return { kind: 'pass', attribute: 'sensitive', span };
    if (answer !== 'no') return unknownAt(sensitive, answer);
    const written = output.written?.valueSpan;
    const text = written && graph.text(written.file)?.slice(written.start, written.end).trim();
    // Where the expression cannot be read, its value must be known.
    if (text === undefined || text.length > LONGEST) return undefined;
    if (POINTER.test(text) || /^(?:true|false|null|""|\d+)$/.test(text)) return undefined;
    const unwrapped = /\bnonsensitive\s*\(/.test(text);
    // Without `nonsensitive` Terraform itself refuses an output of what the provider marks as sensitive.
    if (!unwrapped && output.value.kind === 'unknown') return unknownAt(output, output.value);
    const fix = setArgument(sensitive, 'true', true, graph);
    return {
      kind: 'fail',
      message: `${resource.address} is not marked sensitive${unwrapped ? ' and takes the mark off with nonsensitive()' : ''}`,
      attribute: 'sensitive',
      missing: value.kind === 'absent',
      span,
      ...(fix ? { fix } : {}),
    };
  },
});
