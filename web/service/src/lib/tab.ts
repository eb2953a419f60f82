/** What the browser's tab says of the page: its title and its icon. */
import type { Status } from "./api-types";
import cancelled from "../icons/cancelled.svg";
import completed from "../icons/completed.svg";
import failed from "../icons/failed.svg";
import pending from "../icons/pending.svg";
import plain from "../icons/plain.svg";
import running from "../icons/running.svg";

const ICONS: Record<Status, string> = { cancelled, completed, failed, pending, running };

export function showInTab(title: string, status: Status | null): void {
  document.title = title === "" ? "Tachikoma builds" : `${title} – Tachikoma builds`;
  document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute("href", status === null ? plain : ICONS[status]);
}
