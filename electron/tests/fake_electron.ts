/**
 * Stands in for the module `electron` under plain Node: records what the app
 * asks of it, and lets a test play the person, the system and the page.
 */

import { EventEmitter } from "node:events";

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** What happened so far, and what the fake answers next. */
export const state = {
  argumentsOfMenu: null as unknown,
  recentDocuments: [] as string[],
  messageBoxes: [] as { message: string; detail: string; type: string }[],
  errorBoxes: [] as string[],
  openDialog: { canceled: true, filePaths: [] as string[] },
  openDialogs: [] as unknown[],
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  protocolHandlers: new Map<string, (request: Request) => Promise<Response>>(),
  ipcHandlers: new Map<string, Handler>(),
  exposed: new Map<string, unknown>(),
  singleInstance: true,
  sandboxed: false,
  quit: 0,
  exitCode: null as number | null,
};

class FakeApp extends EventEmitter {
  name = "Tachikoma";
  isPackaged = true;
  #resolve: () => void = () => {};
  #ready = new Promise<void>((resolve) => (this.#resolve = resolve));
  whenReady = () => this.#ready;
  becomeReady = () => this.#resolve();
  enableSandbox = () => void (state.sandboxed = true);
  requestSingleInstanceLock = () => state.singleInstance;
  quit = () => void (state.quit += 1);
  exit = (code: number) => void (state.exitCode = code);
  addRecentDocument = (path: string) => void state.recentDocuments.push(path);
}

export const app = new FakeApp();

class FakeWebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    ipcRenderer.emit(channel, {}, ...structuredClone(args));
  }
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.all;
  readonly webContents = new FakeWebContents();
  readonly options: { show: boolean; webPreferences: Record<string, unknown> };
  url: string | null = null;
  focused = 0;
  constructor(options: { show: boolean; webPreferences: Record<string, unknown> }) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.emit("did-start-loading");
    const response = await state.protocolHandlers.get(new URL(url).protocol.slice(0, -1))?.(new Request(url));
    if (!response?.ok) throw new Error(`ERR_FAILED (${response?.status}) loading ${url}`);
    this.url = url;
    this.emit("ready-to-show");
  }
  show = () => {};
  isMinimized = () => false;
  restore = () => {};
  focus = () => void (this.focused += 1);
  close(): void {
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this);
    this.emit("closed");
  }
}

export const dialog = {
  showOpenDialog: async (...args: unknown[]) => {
    state.openDialogs.push(args.at(-1));
    return state.openDialog;
  },
  showMessageBox: async (...args: unknown[]) => {
    state.messageBoxes.push(args.at(-1) as (typeof state.messageBoxes)[number]);
    return { response: 0 };
  },
  showErrorBox: (title: string, content: string) => void state.errorBoxes.push(`${title}: ${content}`),
};

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => void (state.argumentsOfMenu = template),
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof state.schemes) => void (state.schemes = schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void state.protocolHandlers.set(scheme, handler),
};

class FakeSession extends EventEmitter {
  permissionRequest: ((contents: unknown, permission: string, callback: (granted: boolean) => void) => void) | null = null;
  permissionCheck: (() => boolean) | null = null;
  device: (() => boolean) | null = null;
  beforeRequest: ((details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void) | null = null;
  setPermissionRequestHandler = (handler: NonNullable<FakeSession["permissionRequest"]>) => void (this.permissionRequest = handler);
  setPermissionCheckHandler = (handler: () => boolean) => void (this.permissionCheck = handler);
  setDevicePermissionHandler = (handler: () => boolean) => void (this.device = handler);
  webRequest = { onBeforeRequest: (handler: NonNullable<FakeSession["beforeRequest"]>) => void (this.beforeRequest = handler) };
}

export const session = { defaultSession: new FakeSession() };

export const ipcMain = {
  handle: (channel: string, handler: Handler) => void state.ipcHandlers.set(channel, handler),
};

/** The frame that the page's requests come from; a test may put a stranger there. */
export const page: { frame: { url: string; parent: unknown } | null } = { frame: null };

class FakeIpcRenderer extends EventEmitter {
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = state.ipcHandlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await handler({ senderFrame: page.frame }, ...structuredClone(args)));
  }
}

export const ipcRenderer = new FakeIpcRenderer();
export const contextBridge = { exposeInMainWorld: (name: string, api: unknown) => void state.exposed.set(name, api) };
export const webUtils = { getPathForFile: (file: { path: string }) => file.path };
