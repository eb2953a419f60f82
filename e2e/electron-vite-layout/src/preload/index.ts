import { contextBridge, ipcRenderer } from "electron";

contextBridge.exposeInMainWorld("api", {
  greet: (name: string) => ipcRenderer.invoke("greet", { name }),
});
