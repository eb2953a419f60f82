const { contextBridge } = require("electron");

contextBridge.exposeInMainWorld("versions", { node: () => process.versions.node });
