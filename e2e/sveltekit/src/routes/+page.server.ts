import { greet } from "#lib/greeting.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ url }) => ({ greeting: greet(url.searchParams.get("name") ?? "world") });
