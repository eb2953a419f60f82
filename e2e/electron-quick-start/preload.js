// Runs before the page, in a sandbox: shows the versions in it.
window.addEventListener("DOMContentLoaded", () => {
  for (const name of ["chrome", "node", "electron"]) {
    const element = document.getElementById(`${name}-version`);
    if (element) element.innerText = process.versions[name];
  }
});
