/** Whether somebody looks at the page. */
import { pause } from "./backoff";

/** Calls back when the page has been hidden for this long; ends with the function that it gives. */
export function whenHiddenFor(ms: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(act, ms);
  };
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

/** Waits until somebody looks, or for the signal. */
export async function untilVisible(signal: AbortSignal): Promise<void> {
  const seen = new AbortController();
  const look = () => {
    if (!document.hidden) seen.abort();
  };
  document.addEventListener("visibilitychange", look);
  look();
  await pause(2 ** 31 - 1, AbortSignal.any([signal, seen.signal]));
  document.removeEventListener("visibilitychange", look);
}

/** Does something again and again while somebody looks; `act` says how long to wait. Ends with the signal. */
export async function whileVisible(act: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.hidden) await untilVisible(signal);
    if (signal.aborted) return;
    await pause(await act(), signal);
  }
}
