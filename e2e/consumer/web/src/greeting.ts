export const greeting = "Hello from Rust";
