import { type Api, channels } from "@example/shared";
import { contextBridge, ipcRenderer } from "electron";

const api: Api = { count: (text) => ipcRenderer.invoke(channels.count, text) };
contextBridge.exposeInMainWorld("api", api);
