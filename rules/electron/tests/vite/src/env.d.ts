declare const APP_CHANNEL: string;
declare module "*?asset" {
  const path: string;
  export default path;
}
declare module "*?asset&asarUnpack" {
  const path: string;
  export default path;
}
declare module "*?nodeWorker" {
  import type { Worker, WorkerOptions } from "node:worker_threads";
  export default function start(options?: WorkerOptions): Worker;
}
interface ImportMeta {
  readonly env: { readonly MAIN_VITE_PLACE: string; readonly MODE: string };
}
