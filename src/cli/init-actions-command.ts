import type { Command } from 'commander';
import type { Io } from './io.ts';

/** Adds `plan init-actions`. */
export function initActionsCommand(_plan: Command, _io: Io): void {
  // Filled in together with the workflow's text.
}
