#!/bin/sh
# Writes fields.tsv: the protocol's fields as the Bazel in use knows them, for src/wire/tests.rs.
#
#   BAZEL_SERVER_JAR=<A-server.jar> JAVA=<java> crates/bep/testdata/fields/dump.sh
#
# The jar lies in Bazel's install base (`bazel info install_base`); java must be as new as the one
# that Bazel brings.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"${JAVA:-java}" -cp "${BAZEL_SERVER_JAR:?set it to A-server.jar in the install base of Bazel}" \
    "$here/DumpFields.java" 2> "$here/dump.log" > "$here/fields.tmp" || {
    cat "$here/dump.log" >&2
    exit 1
}
# The rest is of messages that this crate does not read.
LC_ALL=C grep -E '^(build_event_stream\.|failure_details\.(FailureDetail|Spawn)	|failure_details\.Spawn\.Code	|blaze\.ActionCacheStatistics(\.Miss[A-Za-z]*)?	|google\.protobuf\.(Timestamp|Duration)	)' \
    "$here/fields.tmp" > "$here/fields.tsv"
rm -f "$here/fields.tmp" "$here/dump.log"
wc -l < "$here/fields.tsv"
