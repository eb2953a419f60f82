/** The time by the service's clock, for ages and durations that grow. */
import type { Api } from "./api";

export class Now {
  #ms = $state.raw(0);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    this.#tick();
  }

  get ms(): number {
    return this.#ms;
  }

  /** Ticks every second; ends with the function that it gives. */
  tick(): () => void {
    const timer = setInterval(() => this.#tick(), 1000);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.#ms = Date.now() + this.#api.aheadMs;
  }
}
