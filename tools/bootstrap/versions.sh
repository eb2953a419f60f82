# shellcheck shell=sh
# The version of Bazel, and what packages mode takes from Debian.

IFS= read -r BAZEL_VERSION <"$TK_ROOT/.bazelversion"
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
