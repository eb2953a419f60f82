const KEY = "notes";

/** Notes that stay in a storage, such as the browser's. */
export class Notes {
  readonly #storage: Storage;
  #texts = $state<string[]>([]);

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#texts = stored(storage);
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Adds a note, unless there is nothing in it. */
  add(text: string): void {
    const note = text.trim();
    if (note === "") return;
    this.#texts.push(note);
    this.#store();
  }

  remove(index: number): void {
    this.#texts.splice(index, 1);
    this.#store();
  }

  #store(): void {
    this.#storage.setItem(KEY, JSON.stringify(this.#texts));
  }
}

/** What another version of the page has stored may be anything. */
function stored(storage: Storage): string[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}
