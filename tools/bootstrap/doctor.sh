# shellcheck shell=sh
# ./tk doctor: what is set up, where it lies, what is wrong and the repair. Sets nothing up, and
# needs neither network nor Bazel nor the Rust tk. Prints to stdout; exit code 69 for a problem.

# shellcheck source=tools/bootstrap/bootstrap.sh
. "$parts/bootstrap.sh"

doctor() {
  need_usual_commands
  problems=
  TK_BAZEL_BIN=
  show_modules
  show_folders
  show_tools
  show_sandbox
  show_program
  if [ -n "$problems" ]; then
    printf '\nProblems:\n'
    harmless "${problems%?}"
    exit "$EXIT_UNAVAILABLE"
  fi
  printf '\nNo problems found.\n'
}

row() { harmless "$(printf '%-14s %s' "$1" "$2")"; }

problem() {
  problems="$problems  - $1
    $2
"
}

# check COMMAND...: a failing check's own error, with its way out, becomes a problem.
check() {
  if said=$("$@" 2>&1); then
    return 0
  fi
  problems="$problems$(echo "$said" | sed -e 's/^tk: error: /  - /' -e 's/^tk:  */    /' -e 's/^[^ ]/    &/')
"
  return 1
}

show_modules() {
  row "Checkout" "$TK_ROOT"
  check find_home && check find_cache || return 0
  find_home
  find_cache
  if bazel_is_ready; then
    mode_reason=$(sed -n 7p "$state/settings")
    row "Modules" "$TK_MODULES_MODE mode: $mode_reason"
    found_version=$(sed -n 8p "$state/settings")
    row "Bazel" "${found_version:+$found_version at }$TK_BAZEL_BIN"
    show_untested_bazel
    show_forgotten_bazel
  else
    show_what_would_be
  fi
  overrides=$(env | grep -E '^TK_(BAZEL|MODULES|CACHE_DIR|APT_MIRROR|APT_KEYRING)=' | tr '\n' ' ')
  [ -z "$overrides" ] || row "Set by you" "$overrides"
}

# A build with nothing to do does not need Bazel, if that is of a version for which this was tested.
show_untested_bazel() {
  tested=$TK_ROOT/crates/tk/src/build/nothing_to_do/bazel_versions.txt
  [ -r "$tested" ] || return 0
  grep -qxF "$found_version" "$tested" ||
    row "" "runs in every build: tk skips it only with $(tr '\n' ' ' <"$tested")(docs/up-to-date.md)"
}

# The verdict is remembered: a bazelisk that came later is not asked by itself.
show_forgotten_bazel() {
  case $mode_reason in
    "no bazelisk"*)
      later=$(bazel_on_path)
      [ -z "$later" ] || row "" "$later was installed later; to use it on the next run: rm '$state/settings'"
      ;;
    *"cannot be used"*) row "" "to check it again on the next run: rm '$state/settings'" ;;
  esac
}

show_what_would_be() {
  found=${TK_BAZEL:-$(bazel_on_path)}
  if [ "${TK_MODULES-}" = packages ] || { [ -z "$found" ] && [ "${TK_MODULES-}" != central ]; }; then
    row "Modules" "not set up for this environment yet; the next run does it, in packages mode"
    check check_host_for_packages || :
    check find_keyring || :
    prefix=$(prefix_path)
    [ ! -d "$prefix" ] || prefix_is_complete || row "" "$prefix is incomplete or was moved: the next run creates it again"
  elif [ -z "$found" ]; then
    check decide_mode || :
  else
    row "Modules" "not set up for this environment yet; the next run checks whether $found can reach the module registry"
  fi
}

show_folders() {
  [ -n "${TK_CACHE-}" ] || return 0
  row "Cache" "$TK_CACHE ($(size_of_folder "$TK_CACHE"))"
  for folder in "$TK_CACHE"/bazel-*/; do
    [ ! -d "$folder" ] || row "" "$(basename "$folder") ($(size_of_folder "$folder"))"
  done
  row "State" "$state ($(size_of_folder "$state"))"
  row "Artifacts" "$TK_ROOT/dist ($(size_of_folder "$TK_ROOT/dist"))"
  # Elsewhere Bazel's own choice is another.
  if [ "$(uname -s)" = Linux ] && check choose_output_root; then
    choose_output_root
    outputs=$(output_base)
    row "Bazel's output" "$outputs ($(size_of_folder "$outputs"))"
  fi
  show_old_links
  free=$(free_mb "$(existing_folder "$TK_CACHE")")
  row "Free space" "$free MB"
  [ -d "$TK_CACHE" ] || [ "$free" -ge "$PREFIX_NEEDS_MB" ] || check check_free_space || :
  for folder in "$TK_CACHE" "$state"; do
    [ -w "$(existing_folder "$folder")" ] || problem "no permission to write $folder" \
      "Set TK_CACHE_DIR to a folder that you can write; the checkout must be writable too."
  done
}

# Bazel replaces its links in each build, but for the one that has the name of the folder: in a copy of a checkout, the
# original's stays.
show_old_links() {
  for link in "$TK_ROOT"/bazel-*; do
    target=$(readlink "$link" 2>/dev/null) || continue
    case $link in */bazel-bin | */bazel-out | */bazel-testlogs | "$TK_ROOT/bazel-${TK_ROOT##*/}") continue ;; esac
    case $target in
      */execroot/*) row "Old link" "$(basename "$link") leads to the outputs of another checkout; to remove it: rm '$link'" ;;
    esac
  done
}

size_of_folder() {
  if [ -d "$1" ]; then size_of "$1"; else echo "does not exist"; fi
}

# Where Bazel keeps this checkout's outputs, unless a startup option says otherwise.
output_base() {
  user=${USER:-$(id -un 2>/dev/null)} || user=uid-$(id -u)
  echo "${output_user_root:-${XDG_CACHE_HOME:-$HOME/.cache}/bazel/_bazel_$user}/$(printf %s "$TK_ROOT" | md5sum | cut -d' ' -f1)"
}

show_tools() {
  if check check_c_compiler; then
    check_c_compiler
    row "C compiler" "$(command -v "$C_COMPILER"): $("$C_COMPILER" --version 2>/dev/null | head -n 1)"
  fi
  check need_command bash bash "Bazel runs tests and scripts with it" || :
  if [ "${TK_MODULES_MODE-}" != central ] && check check_npm_registry; then
    row "npm registry" "from npm, .npmrc or npm_config_registry"
  fi
  releases="Electron's releases (set ELECTRON_MIRROR to use a mirror)"
  row "Electron" "archives for the manual //electron:package_* targets: ${ELECTRON_MIRROR:-$releases}"
}

show_sandbox() {
  [ "$(uname -s)" = Linux ] || return 0
  prefix=$(prefix_path)
  if sandbox_works; then
    row "Sandbox" "works"
  else
    row "Sandbox" "does not work: $sandbox_failure"
    problem "user namespaces do not work here: Bazel uses a sandbox that cannot block network access" \
      "Allow them: sysctl user.max_user_namespaces=15000 (as root), or start the container with --security-opt seccomp=unconfined."
  fi
  if [ -n "${TK_SANDBOX_BASE-}" ]; then
    row "" "in memory: $TK_SANDBOX_BASE ($(size_of_folder "$TK_SANDBOX_BASE"))"
  elif [ -n "$TK_BAZEL_BIN" ]; then
    (choose_sandbox_base && row "" "$sandbox_reason")
  fi
}

show_program() {
  if ! tk_is_there; then
    row "tk" "not built yet: the next run builds it"
  elif tk_is_current; then
    row "tk" "$state/bin/tk ($(size_of "$state/bin/tk"), built for $built_mode)"
  else
    row "tk" "$state/bin/tk, out of date: the next successful build of //crates/tk replaces it"
    row "" "to build it before the next command: rm '$state/bin/tk'"
  fi
}
