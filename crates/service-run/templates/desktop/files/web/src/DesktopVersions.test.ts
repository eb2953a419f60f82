import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import DesktopVersions from "./DesktopVersions.svelte";

afterEach(cleanup);

test("the desktop app's versions are shown", async () => {
  const versions = { app: "1.2.3", electron: "45.0.0", chrome: "150.0" };
  render(DesktopVersions, { desktop: { versions: () => Promise.resolve(versions) } });
  expect(await screen.findByText("Version 1.2.3, Electron 45.0.0, Chromium 150.0")).toBeTruthy();
});
