# shellcheck shell=sh disable=SC2016
# A checkout (with spaces in its path) and a home of a test's own, and a PATH that
# holds nothing but the commands named here and fakes of apt, dpkg and the C compiler. The
# launcher under test is the real one; what it downloads is a fake Bazel that logs its arguments.

set -u
tests=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
source_root=$(CDPATH='' cd -- "$tests/../../.." && pwd)
area=$(mktemp -d "${TEST_TMPDIR:-/tmp}/tk-test.XXXXXX")
trap 'rm -rf "$area"' EXIT
failed=0

REAL_COMMANDS="awk basename cat chmod cksum cmp cp cut date df diff dirname du env find flock getent grep
  head id ln ls md5sum mkdir mktemp mv nproc od printf ps pwd readlink realpath rm sed sh sha256sum sleep sort stat
  tail tar touch tr true uname wc xargs bash unshare setsid kill"

fresh_machine() {
  cd /
  rm -rf "$area"
  checkout="$area/a check out"
  home="$area/home"
  log="$area/log"
  fake_path="$area/bin"
  mkdir -p "$checkout/tools/bootstrap" "$checkout/crates/tk/src/build/nothing_to_do" "$checkout/crates/another" \
    "$checkout/platforms" "$checkout/rules/cargo" "$home" "$fake_path" "$log"
  cp -L "$source_root/tk" "$source_root/.bazelversion" "$checkout/"
  for part in "$source_root"/tools/bootstrap/*.sh "$source_root"/tools/bootstrap/*.java; do
    cp -L "$part" "$checkout/tools/bootstrap/"
  done
  pin_fakes
  versions=crates/tk/src/build/nothing_to_do/bazel_versions.txt
  cp -L "$source_root/$versions" "$checkout/$versions"
  for module in aspect_rules_js zlib; do
    mkdir -p "$checkout/tools/bootstrap/modules/$module"
    echo "module(name = \"$module\")" >"$checkout/tools/bootstrap/modules/$module/MODULE.bazel"
  done
  touch "$checkout/MODULE.bazel" "$checkout/.bazelrc" "$checkout/Cargo.toml" "$checkout/Cargo.lock" \
    "$checkout/crates/tk/src/main.rs" "$checkout/crates/defs.bzl"
  echo keys >"$area/keys"
  for command in $REAL_COMMANDS; do
    real=$(command -v "$command") && case $real in /*) ln -s "$real" "$fake_path/$command" ;; esac
  done
  for fake in "$tests"/fakes/*; do
    cp -L "$fake" "$fake_path/$(basename "$fake")"
    chmod 755 "$fake_path/$(basename "$fake")"
  done
  # The launcher looks for workspaces above the current folder, and the tests are in one.
  cd "$checkout" || exit 1
  sleep 0.02 # what is written from here on is newer than the sources
}

# Pins packages that the fake apt-helper has; a test may do so again with another version.
pin_fakes() {
  : >"$checkout/tools/bootstrap/pinned_packages.tsv"
  for package in bazel-bootstrap bazel-fake openjdk-fake; do
    pin_fake "$package" "${1:-$(cat "$checkout/.bazelversion")+fake}"
  done
}

# pin_fake NAME VERSION: for all machines. What the fake apt-helper downloads holds its own name.
pin_fake() {
  file=$1_$2_all.deb
  sum=$(echo "$file" | sha256sum)
  printf '%s\t' all "$1" "$2" "$((${#file} + 1))" "${sum%% *}" >>"$checkout/tools/bootstrap/pinned_packages.tsv"
  echo "pool/main/$file" >>"$checkout/tools/bootstrap/pinned_packages.tsv"
}

# tk ARGUMENTS...: runs the launcher in the fake machine; sets status, out (stdout) and err (stderr).
tk() {
  status=0
  in_machine "$checkout/tk" "$@" >"$area/out" 2>"$area/err" </dev/null || status=$?
  out=$(cat "$area/out")
  err=$(cat "$area/err")
}

# The environment of the fake machine; a test adds to it with `settings`.
settings=
in_machine() {
  # shellcheck disable=SC2086  # settings are words
  env -i PATH="$fake_path" HOME="$home" FAKE_LOG="$log" FAKE_KEYS="$area/keys" \
    TK_APT_KEYRING="$area/keys" npm_config_registry=http://npm.invalid $settings "$@"
}

# without COMMAND: the command is not installed.
without() { rm -f "$fake_path/$1"; }

# replace COMMAND: its program comes from stdin.
replace() {
  rm -f "$fake_path/$1"
  cat >"$fake_path/$1"
  chmod 755 "$fake_path/$1"
}

prefixes() { find "$home/.cache/tachikoma" -maxdepth 1 -name 'bazel-*' -type d 2>/dev/null; }
calls() { cat "$log/$1" 2>/dev/null | wc -l | tr -d ' '; }

fail() {
  failed=1
  printf 'FAIL %s\n' "$*"
  printf '  status %s\n  stdout: %s\n  stderr: %s\n' "${status-}" "${out-}" "${err-}"
}

pass() { printf 'ok   %s\n' "$*"; }

# expect_status CODE WHAT
expect_status() { if [ "$status" = "$1" ]; then pass "$2"; else fail "$2: exit code $status, not $1"; fi; }

# expect_text TEXT PIECE WHAT
expect_text() {
  case $1 in
    *"$2"*) pass "$3" ;;
    *) fail "$3: no '$2' in it" ;;
  esac
}

refuse_text() {
  case $1 in
    *"$2"*) fail "$3: '$2' is in it" ;;
    *) pass "$3" ;;
  esac
}

expect_equal() { if [ "$1" = "$2" ]; then pass "$3"; else fail "$3: '$1', not '$2'"; fi; }

expect_no_leftovers() {
  left=$(find "$home/.cache/tachikoma" "$checkout/.tk" \( -name '*.new' -o -name '*.new.*' -o -name '*.work' \) 2>/dev/null)
  expect_equal "$left" "" "$1: nothing half made is left"
}

finish() {
  [ "$failed" = 0 ] || exit 1
  echo "all passed"
}
