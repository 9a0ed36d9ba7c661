import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { TallyClient } from '../src/index.js';
import { EPOCH, MemoryStorage } from './platform.js';

const closers: Array<() => void> = [];

afterEach(() => closers.splice(0).forEach((close) => close()));

/** A server of one counter, which sends its total on each subscribe and each change. */
async function startServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  closers.push(() => (server.clients.forEach((socket) => socket.terminate()), server.close()));
  let count = 0;
  const total = () =>
    JSON.stringify({
      type: 'total',
      counter: 'likes',
      count,
      epoch: EPOCH,
      version: count,
      updatedAt: null,
      minutes: {},
      viewers: 1,
      watermarks: {},
    });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { action } = JSON.parse(String(data)) as { action: string };
      socket.send(action === 'ping' ? '{"type":"pong"}' : total());
    });
  });
  const countTo = (next: number) => {
    count = next;
    server.clients.forEach((socket) => socket.send(total()));
  };
  return { port: (server.address() as AddressInfo).port, countTo };
}

/** A TCP proxy with connections that can go silent without being closed. */
async function startProxy(target: number) {
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const server = connect(target, '127.0.0.1');
    client.pipe(server).pipe(client);
    [client, server].forEach((socket) => socket.on('error', () => {}));
    sockets.push(client, server);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  closers.push(() => (sockets.forEach((socket) => socket.destroy()), proxy.close()));
  return {
    port: (proxy.address() as AddressInfo).port,
    connections: () => sockets.length / 2,
    /** Stops to pass bytes over the present connections. */
    silence: () => sockets.forEach((socket) => (socket.unpipe(), socket.pause())),
  };
}

test.each(['visibilitychange', 'pageshow', 'focus', 'resume'])(
  'socketThroughASilentProxy_%s_isTheRightNumberWithin2Seconds',
  async (type) => {
    const server = await startServer();
    const proxy = await startProxy(server.port);
    const events = new EventTarget();
    const client = new TallyClient({
      httpUrl: 'http://127.0.0.1',
      wsUrl: `ws://127.0.0.1:${proxy.port}`,
      WebSocket,
      events,
      storage: new MemoryStorage(),
    });
    closers.push(() => client.close());
    const counts: Array<number | undefined> = [];
    client.counter('likes').subscribe(({ count }) => counts.push(count));
    server.countTo(3);
    await vi.waitFor(() => expect(counts.at(-1)).toBe(3), 10_000);
    proxy.silence();
    server.countTo(8);
    events.dispatchEvent(new Event(type));
    const shownAt = performance.now();
    await vi.waitFor(() => expect(counts.at(-1)).toBe(8), 10_000);
    expect(performance.now() - shownAt).toBeLessThan(2_000);
    expect(proxy.connections()).toBe(2);
    expect(client.status().situation).toBe('live');
  },
  30_000,
);
