/** Prints how far evaluation agrees with the plans of `groups`. */
export function printReport(groups: readonly string[]): Promise<void> {
  console.log(groups.length);
  return Promise.resolve();
}
