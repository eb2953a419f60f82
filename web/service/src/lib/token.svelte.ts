/**
 * The token with which this tab calls the service.
 *
 * It is kept in the tab's session storage: it outlives a reload, no other tab or later visit has it, and no request
 * carries it that this page's own code does not make, as one would carry a cookie. The policy of the page lets no other
 * code run that could read it.
 */
import type { Credentials } from "./api";

const KEY = "tachikoma-token";

export class TokenState implements Credentials {
  #token = $state.raw<string | null>(null);
  #isNeeded = $state.raw(false);
  readonly #storage: Storage;

  constructor(storage: Storage = sessionStorage) {
    this.#storage = storage;
    this.#token = storage.getItem(KEY);
  }

  get token(): string | null {
    return this.#token;
  }

  /** Whether the service has refused to answer without another token. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  use(token: string): void {
    this.#storage.setItem(KEY, token);
    this.#token = token;
    this.#isNeeded = false;
  }

  forget(): void {
    this.#storage.removeItem(KEY);
    this.#token = null;
    this.#isNeeded = true;
  }

  refused(): void {
    this.#isNeeded = true;
  }
}
