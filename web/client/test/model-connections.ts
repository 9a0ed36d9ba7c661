import type { LiveMode, WebSocketLike } from '../src/index.js';
import { json } from './platform.js';

/**
 * The connections of clients to a model of the stack, and the reads of its counter. Frames arrive late, twice and in
 * another order. Reads come from a cache of one second.
 */
export class ModelConnections {
  /** The mode of the counter. */
  live: LiveMode = { mode: 'push' };
  readonly #random: () => number;
  readonly #total: () => { readonly counter: string };
  readonly #isDown: () => boolean;
  readonly #sockets = new Set<ModelSocket>();
  #cached: { readonly at: number; readonly body: object } | undefined;

  /**
   * @param total returns the frame of the current total
   * @param isDown returns whether new connections fail
   */
  constructor(random: () => number, total: () => { readonly counter: string }, isDown: () => boolean = () => false) {
    this.#random = random;
    this.#total = total;
    this.#isDown = isDown;
  }

  /** Sends the current total to all clients, apart from those that poll. */
  publish(): void {
    const total = this.#total();
    [...this.#sockets].filter(({ isPolling }) => !isPolling).forEach((socket) => this.#push(socket, total));
  }

  /** Answers a read of the counter. */
  read(): Response {
    if (this.#cached === undefined || Date.now() - this.#cached.at >= 1_000) {
      const more = this.live.everyMilliseconds === undefined ? {} : { viewersAtLeast: true };
      const windows = { '1m': 1, '5m': 2, '10m': 3 };
      this.#cached = { at: Date.now(), body: { ...this.#total(), windows, live: this.live, ...more } };
    }
    return json(200, this.#cached.body);
  }

  /** Breaks all connections. */
  cut(): void {
    [...this.#sockets].forEach((socket) => socket.lose());
  }

  /** Returns the class of the sockets to this model. */
  socketClass(): new () => ModelSocket {
    const connect = (socket: ModelSocket) => {
      setTimeout(() => (this.#isDown() ? socket.lose() : socket.onopen?.({})), this.#random() * 200);
      this.#sockets.add(socket);
    };
    const receive = (socket: ModelSocket, action: string) => {
      if (action === 'ping') {
        // A gateway under load drops some.
        if (this.#random() < 0.7) {
          this.#push(socket, { type: 'pong' });
        }
      } else if (action === 'subscribe') {
        socket.isPolling = this.live.mode === 'poll';
        this.#push(
          socket,
          socket.isPolling ? { type: 'poll', counter: this.#total().counter, ...this.live } : this.#total(),
        );
      }
    };
    const remove = (socket: ModelSocket) => this.#sockets.delete(socket);
    return class extends ModelSocket {
      constructor() {
        super(receive, remove);
        connect(this);
      }
    };
  }

  /** Sends a frame, sometimes twice, with delays that change the order of frames. */
  #push(socket: ModelSocket, frame: object): void {
    for (let copies = this.#random() < 0.1 ? 2 : 1; copies > 0; copies--) {
      setTimeout(() => socket.onmessage?.({ data: JSON.stringify(frame) }), this.#random() * 400);
    }
  }
}

/** The client's end of a connection to the model. */
export class ModelSocket implements WebSocketLike {
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  /** Whether the last subscribe was answered with the poll mode. */
  isPolling = false;

  constructor(
    readonly onAction: (socket: ModelSocket, action: string) => void,
    readonly onRemoved: (socket: ModelSocket) => void,
  ) {}

  send(data: string): void {
    this.onAction(this, (JSON.parse(data) as { action: string }).action);
  }

  close(): void {
    this.onRemoved(this);
  }

  lose(): void {
    this.onRemoved(this);
    this.onclose?.({});
  }
}
