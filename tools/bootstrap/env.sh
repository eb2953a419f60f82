# shellcheck shell=sh
# `eval "$(./tk env)"` puts the launcher's Bazel on PATH, under the name bazel, and names it for the
# tests that run a Bazel of their own.

print_env() {
  link=$state/path/bazel
  if [ "$(readlink "$link" 2>/dev/null)" != "$TK_BAZEL_BIN" ]; then
    mkdir -p "$state/path"
    ln -sfn "$TK_BAZEL_BIN" "$link.new.$$" && mv -f "$link.new.$$" "$link"
  fi
  # shellcheck disable=SC2016  # the reader's shell expands it
  printf 'export PATH=%s:"$PATH" TK_BAZEL_BIN=%s\n' "$(shell_quoted "$state/path")" "$(shell_quoted "$TK_BAZEL_BIN")"
}

shell_quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
