import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig, mergeConfig } from "vitest/config";
import config from "./vite.config.ts";

export default mergeConfig(
  config,
  defineConfig({
    plugins: [svelteTesting()],
    test: { environment: "jsdom" },
  }),
);
