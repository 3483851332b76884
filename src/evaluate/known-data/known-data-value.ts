import type { Block } from '../../model/resource.ts';
import type { Value } from '../../model/value.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import type { Memo } from '../memo.ts';
import type { ModuleScope } from '../scope.ts';
import { policyDocument } from './policy-document.ts';

/**
 * An attribute of a data source that reads nothing from outside, so that the configuration alone decides it; undefined for
 * every other. `body` gives the evaluated block, `address` names the instance.
 */
export function knownDataValue(
  block: HclBlock,
  attribute: string,
  body: () => Block | undefined,
  memo: Memo,
  address: string,
  module: ModuleScope,
): Value | undefined {
  if (block.type !== 'data' || block.labels[0]?.text !== 'aws_iam_policy_document') return undefined;
  if (attribute !== 'json' && attribute !== 'minified_json') return undefined;
  const value = memo.get(`${address}.${attribute}`, block.headerSpan, () => {
    const written = body();
    const text = (file: string): string => module.fileText?.(file) ?? '';
    const document = written && policyDocument(written, address, attribute === 'json', text);
    // What is not known at all is what the caller makes of it.
    return document ?? { kind: 'absent', trace: [], references: [] };
  });
  return value.kind === 'absent' ? undefined : value;
}
