/** What all parts of the page share: the API and the token. */
import { createContext } from "svelte";
import type { Api } from "./api";
import type { Now } from "./now.svelte";
import type { TokenState } from "./token.svelte";

export interface Service {
  api: Api;
  token: TokenState;
  now: Now;
}

export const [getService, setService] = createContext<Service>();
