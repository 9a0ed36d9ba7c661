import type { WebSocketLike } from '../src/index.js';

/** The connections of clients to a model of the stack. They deliver frames late, twice and in another order. */
export class ModelConnections {
  readonly #random: () => number;
  readonly #total: () => object;
  readonly #isDown: () => boolean;
  readonly #sockets = new Set<ModelSocket>();

  /**
   * @param total returns the frame of the current total
   * @param isDown returns whether new connections fail
   */
  constructor(random: () => number, total: () => object, isDown: () => boolean = () => false) {
    this.#random = random;
    this.#total = total;
    this.#isDown = isDown;
  }

  /** Sends the current total to all clients. */
  publish(): void {
    const total = this.#total();
    this.#sockets.forEach((socket) => this.#push(socket, total));
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
        this.#push(socket, this.#total());
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
