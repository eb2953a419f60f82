import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the page works below any path of a proxy.
  base: "./",
  plugins: [svelte()],
  build: {
    target: "es2023",
    // What is inlined would need a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
