/**
 * The project's own configuration of its tests, and what holds of every project here: npm packages lie outside of it,
 * where Vite would not serve them from.
 */
import { loadConfigFromFile, mergeConfig } from "vite";

export default async (environment) => {
  const path = process.env.SVELTE_TEST_CONFIG;
  const loaded = await loadConfigFromFile(environment, path);
  return mergeConfig(loaded.config, { server: { fs: { strict: false } } });
};
