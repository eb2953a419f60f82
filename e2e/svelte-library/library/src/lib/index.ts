export { default as Counter } from "./Counter.svelte";
export { format } from "./format.js";
