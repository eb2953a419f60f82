import { mount } from "svelte";
import "./app.css";
import App from "./App.svelte";
import DesktopVersions from "./DesktopVersions.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element with the id app");

mount(App, { target, props: { storage: localStorage } });
if (window.desktop) mount(DesktopVersions, { target, props: { desktop: window.desktop } });
