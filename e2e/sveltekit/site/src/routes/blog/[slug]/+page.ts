import { posts } from "$lib/posts";
import { error } from "@sveltejs/kit";
import type { PageLoad } from "./$types";

export const load: PageLoad = ({ params }) => posts.find(({ slug }) => slug === params.slug) ?? error(404, "no such post");
