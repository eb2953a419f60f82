document.getElementById("info").innerText = `Node.js ${window.versions.node()}`;
