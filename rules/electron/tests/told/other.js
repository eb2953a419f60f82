import { contextBridge } from "electron";

contextBridge.exposeInMainWorld("kind", "two");
