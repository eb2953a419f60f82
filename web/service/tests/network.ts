/** A network that breaks. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export class Network {
  readonly #open = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  readonly #far: URL;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** How many connections it has cut that had carried something. */
  cuts = 0;

  private constructor(service: string) {
    this.#far = new URL(service);
  }

  /** A network before a service that is whole at first. */
  static async to(service: string): Promise<Network> {
    const network = new Network(service);
    network.#server.listen(0, "127.0.0.1");
    await once(network.#server, "listening");
    return network;
  }

  /** Where the service is by this network. */
  get origin(): string {
    const address = this.#server.address();
    assert.ok(address && typeof address === "object");
    return `http://127.0.0.1:${address.port}`;
  }

  /** From now on connections are cut at random, after half a second on average, whatever is under way. */
  break(): void {
    this.#timer = setInterval(() => {
      for (const socket of this.#open) if (Math.random() < 0.1) this.#cut(socket);
    }, 50);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#far.port), this.#far.hostname);
    const end = () => {
      near.destroy();
      far.destroy();
      this.#open.delete(near);
    };
    this.#open.add(near);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
  }

  #cut(socket: Socket): void {
    if (socket.bytesWritten > 0) this.cuts += 1;
    socket.destroy();
  }
}
