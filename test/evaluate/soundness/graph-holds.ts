import type { Evaluation } from '../../../src/evaluate/evaluate.ts';
import type { Block, Resource } from '../../../src/model/resource.ts';
import { valueHolds } from './value-holds.ts';

/**
 * Where what is known with something open (`open`) is not so with it given (`given`): addresses with the way to the argument.
 * An instance of which the key is not known stands for every one of the block.
 */
export function graphDifferences(open: Evaluation, given: Evaluation): readonly string[] {
  const differences: string[] = [];
  const byBlock = new Map<string, Resource[]>();
  for (const resource of given.graph.resources) {
    const key = `${resource.root} ${resource.configAddress}`;
    byBlock.set(key, [...(byBlock.get(key) ?? []), resource]);
  }
  const covered = new Set<string>();
  for (const resource of open.graph.resources) {
    const others = (byBlock.get(`${resource.root} ${resource.configAddress}`) ?? []).filter(
      ({ body }) => body.span.start === resource.body.span.start && body.span.file === resource.body.span.file,
    );
    for (const address of resource.instances) {
      const standsFor = patternOf(address);
      let found = false;
      for (const other of others) {
        const instances = other.instances.filter((one) => standsFor.test(one));
        if (instances.length === 0) continue;
        found = true;
        for (const one of instances) covered.add(`${other.root} ${one}`);
        if (resource.exists !== 'unknown' && resource.exists !== other.exists && other.exists !== 'unknown') {
          differences.push(`${address} exists: ${resource.exists}, then ${other.exists}`);
        }
        if (other.exists !== 'no' && resource.exists !== 'no') {
          differences.push(...blockDifferences(resource.body, other.body, address));
        }
      }
      if (!found && resource.exists === 'yes') differences.push(`${address} is not there`);
    }
  }
  for (const resource of given.graph.resources) {
    if (resource.exists === 'no') continue;
    for (const one of resource.instances) {
      if (!covered.has(`${resource.root} ${one}`)) differences.push(`${one} is there only when all is given`);
    }
  }
  return differences;
}

/** Matches the addresses that an address stands for: without a key any key will do. */
function patternOf(address: string): RegExp {
  const parts = address.match(/[^.["]+|\.|\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g) ?? [];
  const escaped = parts.map((part, index) => {
    const text = part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    const takesKey = part !== '.' && !part.startsWith('[') && !parts[index + 1]?.startsWith('[');
    return takesKey ? `${text}(?:\\[[^\\]]*\\])?` : text;
  });
  return new RegExp(`^${escaped.join('')}$`, 'u');
}

function blockDifferences(open: Block, given: Block, where: string): readonly string[] {
  const differences: string[] = [];
  for (const [name, { value }] of open.attributes) {
    const other = given.attributes.get(name)?.value;
    if (other === undefined ? value.kind === 'known' && value.value !== null : !valueHolds(value, other, 'differs')) {
      differences.push(`${where}.${name}`);
    }
  }
  for (const type of new Set([...open.blocks, ...given.blocks].map((block) => block.type))) {
    const [ours, others] = [open, given].map(({ blocks }) => blocks.filter((block) => block.type === type));
    if (!ours || !others) continue;
    if (!open.openBlocks.has(type)) {
      if (ours.length !== others.length) differences.push(`${where}.${type}: ${ours.length}, then ${others.length}`);
      ours.forEach((block, index) => {
        const other = others[index];
        if (other) differences.push(...blockDifferences(block, other, `${where}.${type}`));
      });
    } else {
      // Further blocks may come between those that are known.
      let next = 0;
      for (const block of ours) {
        while (next < others.length) {
          const other = others[next];
          next += 1;
          if (other && blockDifferences(block, other, '').length === 0) break;
          if (next === others.length) differences.push(`${where}.${type} is not among those given`);
        }
      }
    }
  }
  for (const type of given.openBlocks.keys()) {
    if (!open.openBlocks.has(type)) differences.push(`${where}.${type} is open only when all is given`);
  }
  return differences;
}
