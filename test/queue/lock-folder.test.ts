import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/model/errors.ts';
import { lockFolder } from '../../src/queue/lock-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lockOf = (holder: unknown): Promise<void> => writeFile(join(folder, 'lock'), JSON.stringify(holder));

describe('a data folder', () => {
  test('is taken, and free again afterwards', async () => {
    const unlock = await lockFolder(folder);
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toEqual({ pid: process.pid, host: hostname() });
    await unlock();
    await (
      await lockFolder(folder)
    )();
  });

  test('is made when it is not there', async () => {
    await (
      await lockFolder(join(folder, 'deep', 'data'))
    )();
  });

  test('that cannot be made is a ConfigError', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(lockFolder(join(folder, 'file', 'data'))).rejects.toThrow(/^PLUMBLINE_DATA: cannot reserve .*ENOTDIR/);
  });

  test('is refused while another process has it, naming that process and what to do', async () => {
    await lockOf({ pid: process.ppid, host: hostname() });
    await expect(lockFolder(folder)).rejects.toThrow(ConfigError);
    await expect(lockFolder(folder)).rejects.toThrow(new RegExp(`process ${String(process.ppid)} .*DATABASE_URL`));
  });

  test('is refused while a process of another host touches the lock', async () => {
    await lockOf({ pid: 1, host: 'another-container' });
    await expect(lockFolder(folder)).rejects.toThrow(/another-container/);
  });

  test.each([
    ['whose process is gone', { pid: 2 ** 22 + 1, host: hostname() }],
    ['of an earlier life with the same number', { pid: process.pid, host: hostname() }],
    ['that is only half written', '{"pid'],
  ])('is taken over from a lock %s', async (_name, holder) => {
    await lockOf(holder);
    await (
      await lockFolder(folder)
    )();
  });

  test('is taken over from a lock that nobody touched for a minute', async () => {
    await lockOf({ pid: process.ppid, host: 'another-container' });
    const minuteAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, 'lock'), minuteAgo, minuteAgo);
    await (
      await lockFolder(folder)
    )();
  });
});
