process.parentPort.on("message", () => process.exit(0));
