import { greet } from "#lib/greeting.ts";
import { json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = () => json({ greeting: greet("api") });
