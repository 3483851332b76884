/**
 * `compute`, run once for each node. Anchors share nodes, so without this a long script that is used in thousands of
 * steps would be read thousands of times. The results live as long as the tree.
 */
export function oncePerNode<Node extends object, Result>(compute: (node: Node) => Result): (node: Node) => Result {
  const results = new WeakMap<Node, { readonly result: Result }>();
  return (node) => {
    const known = results.get(node);
    if (known) return known.result;
    const result = compute(node);
    results.set(node, { result });
    return result;
  };
}
