/**
 * Which page is shown: by the part of the address behind `#`. Paths are the API's: /builds/ID is JSON, #/builds/ID the
 * page about it.
 */
import { createContext } from "svelte";
import type { Status } from "./api-types";

export type Route =
  | { page: "builds"; status: Status | null; project: string | null; after: string | null }
  | { page: "build"; id: string }
  | { page: "projects" }
  | { page: "new"; project: string | null }
  | { page: "unknown" };

export const STATUSES: readonly Status[] = ["pending", "running", "completed", "failed", "cancelled"];

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const parameters = new URLSearchParams(query);
  const [first = "", second, ...more] = path.split("/").filter(Boolean);
  if (more.length > 0) return { page: "unknown" };
  if (first === "builds" && second !== undefined) return { page: "build", id: second };
  if (second !== undefined) return { page: "unknown" };
  if (first === "projects") return { page: "projects" };
  if (first === "new") return { page: "new", project: parameters.get("project") };
  if (first !== "" && first !== "builds") return { page: "unknown" };
  const status = STATUSES.find((it) => it === parameters.get("status")) ?? null;
  return { page: "builds", status, project: parameters.get("project"), after: parameters.get("after") };
}

/** The address of a list of builds. */
export function buildsHash(which: { status?: string | null; project?: string | null; after?: string | null }): string {
  const parameters = new URLSearchParams(Object.entries(which).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return parameters.size === 0 ? "#/" : `#/?${parameters}`;
}

export const buildHash = (id: string) => `#/builds/${encodeURIComponent(id)}`;

export class Router {
  #route = $state.raw<Route>({ page: "builds", status: null, project: null, after: null });

  constructor() {
    this.#read();
  }

  get route(): Route {
    return this.#route;
  }

  /** Follows the address; ends with the function that it gives. */
  listen(): () => void {
    const read = () => this.#read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }

  go(hash: string): void {
    window.location.hash = hash;
  }

  #read(): void {
    this.#route = parseRoute(window.location.hash);
  }
}

export const [getRouter, setRouter] = createContext<Router>();
