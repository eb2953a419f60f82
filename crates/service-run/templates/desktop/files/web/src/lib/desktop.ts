/** What the page sees of the desktop app. */
export interface Desktop {
  versions(): Promise<Versions>;
}

export interface Versions {
  readonly app: string;
  readonly chrome: string;
  readonly electron: string;
}

declare global {
  interface Window {
    /** In a browser there is none. */
    readonly desktop?: Desktop;
  }
}
