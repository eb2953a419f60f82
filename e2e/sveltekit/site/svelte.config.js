import adapter from "@sveltejs/adapter-static";
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

/** @type {import("@sveltejs/kit").Config} */
export default {
  preprocess: vitePreprocess(),
  kit: { adapter: adapter({ pages: "out/pages", assets: "out/pages", fallback: "404.html" }) },
};
