/** The installer's key in the registry. */
import { createHash } from "node:crypto";

// The namespace of electron-builder: apps that its installers installed have this key.
const NAMESPACE = Buffer.from("50e065bc313411e69bab38c9862bdaf3", "hex");

/** RFC 9562's version 5 of an app's identifier. */
export function guidOf(appId) {
  const bytes = createHash("sha1").update(NAMESPACE).update(appId).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
