let count = 0;

process.parentPort.on("message", () => process.parentPort.postMessage((count += 1)));
