import { contextBridge } from "electron";

contextBridge.exposeInMainWorld("kind", "settings");
