export interface Entry {
  word: string;
  count: number;
}

/** What the page may ask of the main process. */
export interface Api {
  count(text: string): Promise<Entry[]>;
}

export const channels = { count: "words:count" } as const;
