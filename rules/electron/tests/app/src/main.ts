/** The demo app's main process. */
import { answer } from "@example/native";
import { app } from "electron";

import { greeting } from "./greeting.ts";

app.setName(`${greeting("main")} ${process.env.NODE_ENV} ${answer()}`);
