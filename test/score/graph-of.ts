import type { Attribute, Graph, Resource } from '../../src/model/resource.ts';
import { fileSpan } from '../../src/model/span.ts';
import { type Scalar, type Value, known, unknown } from '../../src/model/value.ts';

/** A resource as a test writes it. An `undefined` value is unknown; an object is a map of such values. */
export interface Sketch {
  readonly address: string;
  readonly root?: string;
  readonly exists?: Resource['exists'];
  readonly attributes?: Readonly<Record<string, Sketched>>;
  readonly blocks?: Readonly<Record<string, Readonly<Record<string, Sketched>>>>;
}

type Sketched = Scalar | undefined | Readonly<Record<string, Scalar | undefined>>;

/** A graph of these resources. */
export function graphOf(...sketches: readonly Sketch[]): Graph {
  const resources = sketches.map(resourceOf);
  return {
    resources,
    ofType: (root, type) => resources.filter((resource) => resource.root === root && resource.type === type),
    at: (root, address) => resources.find((resource) => resource.root === root && resource.address === address),
    instancesOf: (root, address) => resources.filter((r) => r.root === root && r.configAddress === address),
    edges: () => [],
    referrers: () => [],
    text: () => undefined,
  };
}

function resourceOf({ address, root = '.', exists = 'yes', attributes = {}, blocks = {} }: Sketch): Resource {
  const parts = address.split('.');
  const span = fileSpan(root === '.' ? 'main.tf' : `${root}/main.tf`);
  const body = (type: string, written: Readonly<Record<string, Sketched>>) => ({
    type,
    labels: [],
    attributes: new Map(Object.entries(written).map(([name, value]) => [name, attributeOf(name, value)])),
    blocks: [],
    openBlocks: new Map(),
    span,
    headerSpan: span,
  });
  return {
    type: address.startsWith('provider.') ? parts.slice(0, 2).join('.') : (parts.at(-2) ?? ''),
    name: parts.at(-1) ?? '',
    address,
    configAddress: address,
    instances: [address],
    module: '',
    root,
    rootFolder: root,
    folder: root,
    body: {
      ...body('resource', attributes),
      blocks: Object.entries(blocks).map(([type, written]) => body(type, written)),
    },
    exists,
    multiple: false,
    provider: typeof attributes['provider'] === 'string' ? `provider.${attributes['provider']}` : 'provider.aws',
  };
}

function attributeOf(name: string, sketched: Sketched): Attribute {
  const span = fileSpan('main.tf');
  return { name, value: valueOf(sketched), span, valueSpan: span };
}

function valueOf(sketched: Sketched): Value {
  if (sketched === undefined) return unknown('variable-without-value', 'variable "x" has no value');
  if (typeof sketched !== 'object' || sketched === null) return known(sketched);
  return known(new Map(Object.entries(sketched).map(([key, value]) => [key, valueOf(value)])));
}
