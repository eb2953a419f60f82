// A build event service that speaks as much gRPC as it takes to refuse every call, for recordings.
//
//   node refusing_bes.mjs FILE STATUS
//
// Serves on a free port of the loopback address, which it writes to FILE, until it is killed. STATUS is the
// number of a gRPC status code, such as 3, INVALID_ARGUMENT.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http2";

const [file, status] = process.argv.slice(2);
const server = createServer();
server.on("stream", (stream) => {
  // Headers that end the stream are gRPC's answer without a message.
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "grpc-status": status, "grpc-message": "refused for the recording" },
    { endStream: true },
  );
  stream.resume();
});
server.listen(0, "127.0.0.1", () => writeFileSync(file, `${server.address().port}`));
