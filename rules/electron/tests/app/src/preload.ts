/** The demo app's preload script. */
import { contextBridge } from "electron";

import { greeting } from "./greeting.ts";

contextBridge.exposeInMainWorld("greeting", greeting("preload"));
