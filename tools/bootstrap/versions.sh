# shellcheck shell=sh
# The version of Bazel, and what packages mode takes from Debian.

# Sets BAZEL_VERSION: the first word of .bazelversion, however people and editors wrote it: without a final newline, with
# CRLF, a byte order mark, blanks, empty lines and comments.
read_bazel_version() {
  BAZEL_VERSION=
  [ -r "$TK_ROOT/.bazelversion" ] ||
    die "$EXIT_BAD_WORKSPACE" "$TK_ROOT/.bazelversion is missing or cannot be read" "Name the version of Bazel in it."
  byte_order_mark=$(printf '\357\273\277')
  carriage_return=$(printf '\r')
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"$byte_order_mark"}
    line=${line%"$carriage_return"}
    set -f
    # shellcheck disable=SC2086  # the words before a comment
    set -- ${line%%#*}
    set +f
    if [ $# -gt 0 ]; then
      BAZEL_VERSION=$1
      return 0
    fi
  done <"$TK_ROOT/.bazelversion"
  die "$EXIT_BAD_WORKSPACE" "$TK_ROOT/.bazelversion names no version of Bazel" "Write one into it, such as 7.7.1."
}

read_bazel_version
DEBIAN_SUITE=forky # the suite that carries this version; older ones stop at 4.2

# The jars that Bazel's server loads but does not carry (found by walking its class references).
SERVER_JARS="libasync-profiler-java libcaffeine-java libcommons-compress-java libcommons-io-java
  libcommons-pool2-java libdiffutils-java libgoogle-auth-java libgoogle-flogger-java
  libgoogle-gson-java libgoogle-http-client-java libgrpc-java libperfmark-java
  libreactive-streams-java librx-java libxz-java"

# Rule sets beyond those that bazel-bootstrap depends on itself.
RULE_SETS="bazel-lib bazel-rules-rust bazel-rules-shell"

# Tools for the making of the prefix.
PREFIX_TOOLS="ca-certificates patchelf"

# Libraries of Bazel's client that its dependencies name only indirectly.
CLIENT_LIBRARIES="libcares2"

# Free space that the download and the unpacked files need together.
PREFIX_NEEDS_MB=700
