/** What the page may not do: navigate, open windows, ask for permissions, load anything from outside. */

import type { Session, WebContents, WebPreferences } from "electron";

import { isAppUrl } from "./protocol.ts";

/** The preferences of the only kind of window there is. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** True for addresses a page may load: the app's own, and what the developer tools are made of. */
export function mayLoad(url: string): boolean {
  return isAppUrl(url) || /^(data|blob|devtools|chrome-devtools):/.test(url);
}

/** Denies every permission, device and download, and every request that leaves the app. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !mayLoad(details.url) }));
}

/** Keeps a page on the app's own address, in its own window. */
export function hardenContents(contents: WebContents): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on("will-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}

/** The part of an IPC event that says who sent it. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/**
 * Throws unless the message comes from the top frame of the app's own page.
 * A frame that is gone (null) is refused too.
 */
export function assertTrustedSender(event: Sender, channel: string): void {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || !isAppUrl(frame.url)) {
    throw new Error(`${channel}: refused, the sender is ${frame === null ? "gone" : frame.url}`);
  }
}
