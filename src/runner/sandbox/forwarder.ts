import { FORWARDER_PORT, INSIDE } from './sandbox-options.ts';

/**
 * The program that is the first process of a sandbox with a way out, as CommonJS text: it listens on the loopback of the
 * sandbox, hands every connection to the socket of the proxy, starts its arguments as its only child and ends as that ended.
 * Text, because it must run inside by itself, from the source tree as well as from the build.
 */
export const FORWARDER = `'use strict';
const net = require('node:net');
const os = require('node:os');
const { spawn } = require('node:child_process');

const [program, ...args] = process.argv.slice(2);
const server = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ path: ${JSON.stringify(INSIDE.egressSocket)}, allowHalfOpen: true });
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far);
  far.pipe(near);
});
server.on('error', (error) => {
  console.error('the way out of the sandbox cannot be set up: ' + error.message);
  process.exit(1);
});
server.listen(${FORWARDER_PORT}, '127.0.0.1', () => {
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(program + ' cannot be started: ' + error.message);
    process.exit(127);
  });
  child.on('exit', (code, signal) => {
    process.exit(code === null ? 128 + (os.constants.signals[signal] ?? 0) : code);
  });
});
`;
