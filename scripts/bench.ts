/**
 * `npm run bench`: what things cost, with the method beside each figure. Every scenario runs in a process of its own, so that memory
 * peaks do not mix; the peak is that of the first run, times are the median of the runs after it (parsers are loaded once in
 * the life of a service). `npm run bench -- <part of a name>` runs only some.
 */
import { execa } from 'execa';
import { scenarios } from './bench/scenarios.ts';

const [, script = '', only = ''] = process.argv;
const [kind, name = ''] = only.split('=');

if (kind === '--run') {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario) throw new RangeError(`no scenario ${name}`);
  console.log(JSON.stringify(await scenario.run()));
} else {
  const results = new Map<string, Readonly<Record<string, number>>>();
  for (const { name, method } of scenarios.filter((scenario) => scenario.name.includes(only))) {
    const { stdout } = await execa(process.execPath, [...process.execArgv, script, `--run=${name}`], {
      stdin: 'ignore',
    });
    const figures = JSON.parse(stdout) as Record<string, number>;
    results.set(name, figures);
    console.log(
      `${name}\n  ${Object.entries(figures)
        .map(([key, value]) => `${key} ${value}`)
        .join(' · ')}\n  ${method}\n`,
    );
  }
  const growth = (small: string, large: string, figure: string): number =>
    (results.get(large)?.[figure] ?? 0) / (results.get(small)?.[figure] ?? 1);
  if (results.has('scan 250 files') && results.has('scan 1000 files')) {
    const files = growth('scan 250 files', 'scan 1000 files', 'cpuMsPerFile');
    console.log(
      `growth\n  processor time of a file at 1,000 files / at 250 files: ${files.toFixed(2)} (linear is 1; the limit is 1.2)`,
    );
  }
  const [half, whole] = ['repository of 25,000 lines', 'repository of 50,000 lines'];
  if (results.has(half) && results.has(whole)) {
    const lines = growth(half, whole, 'cpuMsPer1000Lines');
    console.log(
      `growth\n  processor time of 1,000 lines at 50,000 lines / at 25,000 lines: ${lines.toFixed(2)} (linear is 1; the second run should cost less than 10 %)`,
    );
  }
}
