/** A page of the built application in Chromium, watched for anything that should not happen. */
import assert from "node:assert/strict";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

export interface OpenOptions {
  /** Where the page is, if not where the test's own server is. */
  origin?: string;
  /** What comes after the page's address, such as "?src=report.json". */
  query?: string;
  scheme?: "light" | "dark";
  width?: number;
  /** What answers at addresses relative to the page; null is a connection that breaks. */
  answers?: Record<string, { status?: number; body: string } | null>;
  /** Runs in the page before its own scripts. */
  before?: () => void;
}

/** A page, and the messages that the browser wrote to its console. */
export interface Opened {
  page: Page;
  problems: string[];
}

export function launch(): Promise<Browser> {
  return chromium.launch(JSON.parse(required("CHROMIUM_LAUNCH")));
}

/** Opens the application; fails when it asks another host for anything. */
export async function open(browser: Browser, options: OpenOptions = {}): Promise<Opened> {
  const origin = options.origin ?? required("SITE_URL");
  const context = await browser.newContext({
    colorScheme: options.scheme ?? "light",
    viewport: { width: options.width ?? 1200, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) problems.push(`request to ${request.url()}`);
  });
  for (const [path, answer] of Object.entries(options.answers ?? {})) {
    await page.route(`${origin}/${path}`, (route) =>
      answer ? route.fulfill({ status: answer.status ?? 200, body: answer.body }) : route.abort(),
    );
  }
  if (options.before) await page.addInitScript(options.before);
  await page.goto(`${origin}/${options.query ?? ""}`);
  return { page, problems };
}

/** Fails on any violation that axe finds on the page as it is. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary ?? ""}`));
  assert.deepEqual(found, []);
}

/** Keeps a picture with the test's other outputs, where a test runner collects them. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env["TEST_UNDECLARED_OUTPUTS_DIR"];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this as a browser_test`);
  return value;
}
