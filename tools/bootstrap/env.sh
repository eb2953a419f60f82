# shellcheck shell=sh
# `eval "$(./tk env)"` puts the launcher's Bazel on PATH, under the name bazel, and names it for the
# tests that run a Bazel of their own; TK_MODULES_MODE says where the modules come from: central or packages.

print_env() {
  link=$state/path/bazel
  if [ "$(readlink "$link" 2>/dev/null)" != "$TK_BAZEL_BIN" ]; then
    mkdir -p "$state/path"
    ln -sfn "$TK_BAZEL_BIN" "$link.new.$$" && mv -f "$link.new.$$" "$link"
  fi
  # shellcheck disable=SC2016  # the reader's shell expands it
  printf 'export PATH=%s:"$PATH" TK_BAZEL_BIN=%s TK_MODULES_MODE=%s\n' \
    "$(shell_quoted "$state/path")" "$(shell_quoted "$TK_BAZEL_BIN")" "$TK_MODULES_MODE"
}

shell_quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
