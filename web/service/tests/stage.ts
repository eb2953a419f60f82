/** A browser and a service with two projects, for the tests of a file. */
import { after, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, open, type Opened, type OpenOptions } from "../../tests/browser.ts";
import { Service } from "./service.ts";

export class Stage {
  #browser: Browser | null = null;
  #service: Service | null = null;

  /** Sets it up before the tests, and takes it down behind them. */
  constructor(settings: Record<string, string> = {}) {
    before(async () => {
      this.#browser = await launch();
      this.#service = await Service.start(settings);
      await this.service.project("shop");
      await this.service.project("checked", { check_targets: ["//..."], limits: { check_rounds: 0 } });
    });
    after(async () => {
      await this.#browser?.close();
      await this.#service?.remove();
    });
  }

  get service(): Service {
    if (!this.#service) throw new Error("only tests have a service");
    return this.#service;
  }

  /** Opens a page by what stands behind `#`. */
  show(query: string, options: OpenOptions = {}): Promise<Opened> {
    if (!this.#browser) throw new Error("only tests have a browser");
    return open(this.#browser, { origin: this.service.origin, query, ...options });
  }
}

/** The status in the head of a build's page. */
export const verdict = (page: Page, status: string) => page.locator(".state").getByText(status, { exact: true });

export const output = (page: Page) => page.getByRole("group", { name: "Output" });

/** What the page has of the output, with its own notes taken out. */
export async function shownOutput(page: Page): Promise<string> {
  const texts = await output(page).locator("pre").allTextContents();
  return texts.join("").replace(/— attempt \d+ —\n/g, "");
}
