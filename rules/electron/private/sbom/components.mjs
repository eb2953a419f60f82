/** Components of CycloneDX. */
import { Enums, Models } from "@cyclonedx/cyclonedx-library";

import { licences } from "./licences.mjs";

const encoded = (text) => encodeURIComponent(text).replaceAll("%3A", ":");

/** The package URL of an npm package or a crate. */
export function packageUrl(type, name, version) {
  return `pkg:${type}/${name.split("/").map(encoded).join("/")}@${encoded(version)}`;
}

function component(type, { hash, license, name, purl, ref, version, ...more }) {
  return new Models.Component(type, name, {
    bomRef: ref,
    hashes: new Models.HashDictionary(hash ? [hash] : []),
    licenses: new Models.LicenseRepository(licences(license)),
    purl,
    version,
    ...more,
  });
}

const split = (name) => (name.startsWith("@") ? { group: name.split("/")[0], name: name.split("/")[1] } : { name });

/** An npm package; without a lock file, those that are not private are taken to come from a registry. */
export function npmComponent({ manifest, name, version }, hashes) {
  const key = `${name}@${version}`;
  const isPublished = version && (hashes ? hashes.has(key) : !manifest.private);
  return component(Enums.ComponentType.Library, {
    ...split(name),
    hash: hashes?.get(key),
    license: manifest.license ?? manifest.licenses,
    purl: isPublished ? packageUrl("npm", name, version) : undefined,
    ref: `npm:${key}`,
    version,
  });
}

/** A crate; one of the workspace has no package URL. */
export function crateComponent({ license, name, registry, version }, hashes) {
  const checksum = hashes.get(`${name}@${version}`);
  return component(Enums.ComponentType.Library, {
    hash: checksum && [Enums.HashAlgorithm["SHA-256"], checksum],
    license,
    name,
    purl: registry ? packageUrl("cargo", name, version) : undefined,
    ref: `cargo:${name}@${version}`,
    version,
  });
}

/** Electron, by the name under which its vulnerabilities are published. */
export function electronComponent({ sha256, version }) {
  return component(Enums.ComponentType.Framework, {
    description: "Electron, with Chromium and Node.js",
    hash: sha256 ? [Enums.HashAlgorithm["SHA-256"], sha256] : undefined,
    license: "MIT",
    name: "electron",
    purl: packageUrl("npm", "electron", version),
    ref: `npm:electron@${version}`,
    version,
  });
}

/** The app itself. */
export function appComponent(app, { appId, platform }) {
  return component(Enums.ComponentType.Application, {
    ...split(app.name),
    description: app.description,
    license: app.license,
    properties: new Models.PropertyRepository([new Models.Property("electron:app_id", appId), new Models.Property("electron:platform", platform)]),
    ref: `app:${app.name}@${app.version}`,
    version: app.version,
  });
}
