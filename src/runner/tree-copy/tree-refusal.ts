/** Why a tree is not used. `copyTree` and `packTree` return it as an outcome. */
export class TreeRefusal extends Error {
  override readonly name = 'TreeRefusal';
  /** The path it is about, hostile text. */
  readonly path: string | undefined;
  constructor(message: string, path?: string) {
    super(message);
    this.path = path;
  }
}
