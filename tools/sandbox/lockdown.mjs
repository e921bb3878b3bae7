/**
 * Takes from this process what code in the sandbox must never get at. The first wall is WebAssembly, the second Node's permissions
 * (no files but the interpreters', no child processes, no workers, no addons, no code from strings); this is the third, and the one against the network,
 * which Node 20's permissions leave open. Where the system can give a namespace without a network, that is a fourth (see `open.ts`).
 */
import child_process from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import vm from 'node:vm';
import worker_threads from 'node:worker_threads';

function refuse() {
  throw new Error('There is no network, disk or process in the sandbox.');
}

const constants = { ...fs.constants };
const { Socket, Server } = net;
const { Socket: DgramSocket } = dgram;
const { TLSSocket: TlsSocket } = tls;

/** Before the interpreters are loaded: whatever they take hold of is harmless. */
export function closeDoors() {
  for (const module of [child_process, dgram, dns, dns.promises, http, http2, https, net, tls, vm, worker_threads]) {
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
      if (own.configurable && (own.get || typeof own.value === 'function'))
        Object.defineProperty(module, name, { value: refuse, writable: false, enumerable: own.enumerable, configurable: false });
    }
  }
  // Who holds a class from before gets no further with it.
  const connecting = [Socket, Server, DgramSocket, TlsSocket];
  for (const made of connecting) {
    for (const name of ['connect', 'listen', 'bind', 'send', 'addMembership'])
      if (made.prototype && name in made.prototype) made.prototype[name] = refuse;
  }
  syncBuiltinESMExports();
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Request', 'Response', 'navigator', 'BroadcastChannel'])
    delete globalThis[name];
  // The interpreter asks for the numbers of file flags and nothing else.
  process.binding = (name) => (name === 'constants' ? { os: {}, fs: constants } : refuse());
}

/** Once the interpreters stand: nothing is loaded any more. */
export function closeProcess() {
  for (const name of ['_linkedBinding', 'dlopen', 'getBuiltinModule', 'kill', 'chdir', 'abort', '_debugProcess', 'openStdin', 'send'])
    process[name] = refuse;
  delete process.mainModule;
  for (const name of Object.keys(process.env)) delete process.env[name];
}
