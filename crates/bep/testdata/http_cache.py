"""A cache that speaks as much HTTP as Bazel needs, for recordings.

serve FILE    serves on a free port, which it writes to FILE, until it is killed
clear ADDRESS makes the server there forget everything
"""

import http.server
import os
import sys
import urllib.request

ENTRIES = {}


class Cache(http.server.BaseHTTPRequestHandler):
    """Keeps what is put, by its path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        entry = ENTRIES.get(self.path)
        self.reply(404 if entry is None else 200, entry or b"")

    def do_PUT(self):
        ENTRIES[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(200, b"")

    def do_DELETE(self):
        ENTRIES.clear()
        self.reply(200, b"")

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


def serve(port_file):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cache)
    with open(port_file + ".tmp", "w", encoding="utf-8") as file:
        file.write(str(server.server_port))
    os.rename(port_file + ".tmp", port_file)
    server.serve_forever()


def clear(address):
    urllib.request.urlopen(urllib.request.Request(address, method="DELETE")).close()


if __name__ == "__main__":
    {"serve": serve, "clear": clear}[sys.argv[1]](sys.argv[2])
