# shellcheck shell=sh
# Which Bazel runs, and where the modules come from. Sets TK_BAZEL_BIN, TK_MODULES_MODE
# (central or packages), mode_reason (a sentence for people), found_version (empty: not known) and
# mode_is_certain (empty: a time-out decided, so the next run asks again).

# How long the first run waits for an answer from the modules' registry.
PROBE_SECONDS=${TK_PROBE_SECONDS:-60}

# The versions of Bazel that can build here: from the first on, up to the last of these majors.
OLDEST_BAZEL=7.7.1
NEWEST_MAJOR=9

choose_bazel() {
  mode_is_certain=yes
  found_version=
  case ${TK_MODULES-} in
    '' | central | packages) ;;
    *) die "$EXIT_USAGE" "TK_MODULES is '$TK_MODULES'" "Set it to central or packages, or unset it to let tk choose." ;;
  esac
  if [ -n "${TK_BAZEL-}" ]; then
    TK_BAZEL_BIN=$(absolute_program "$TK_BAZEL") ||
      die "$EXIT_UNAVAILABLE" "TK_BAZEL is not a program: $TK_BAZEL" "Set it to the path of a Bazel $OLDEST_BAZEL or newer, or unset it."
  else
    TK_BAZEL_BIN=$(bazel_on_path)
  fi
  decide_mode
  [ "$TK_MODULES_MODE" = packages ] || return 0
  [ -z "${TK_BAZEL-}" ] || refuse_old_bazel TK_BAZEL
  need_prefix
  if [ -z "${TK_BAZEL-}" ]; then
    TK_BAZEL_BIN=$prefix/bin/bazel
    found_version=$BAZEL_VERSION
  fi
}

# absolute_program NAME: the path of a program given by path or by a name on PATH.
absolute_program() {
  program=$(command -v "$1" 2>/dev/null) && [ -x "$program" ] && [ ! -d "$program" ] || return 1
  case $program in
    /*) echo "$program" ;;
    *) echo "$(pwd)/$program" ;;
  esac
}

decide_mode() {
  if [ -n "${TK_MODULES-}" ]; then
    TK_MODULES_MODE=$TK_MODULES
    mode_reason="TK_MODULES=$TK_MODULES"
    [ "$TK_MODULES" = central ] || return 0
    [ -n "$TK_BAZEL_BIN" ] || die "$EXIT_UNAVAILABLE" \
      "central mode needs bazelisk (or Bazel $OLDEST_BAZEL or newer) on PATH" \
      "Install bazelisk, set TK_BAZEL to a Bazel, or unset TK_MODULES."
    refuse_old_bazel TK_MODULES
  elif remembered_mode; then
    :
  elif [ -z "$TK_BAZEL_BIN" ]; then
    TK_MODULES_MODE=packages
    mode_reason="no bazelisk or bazel on PATH"
  else
    probe_central_registry
  fi
}

# The verdict of an earlier run for the same environment and .bazelversion.
remembered_mode() {
  [ -f "$state/settings" ] || return 1
  [ "$(sed -n 1p "$state/settings")" = "$asked" ] || return 1
  unchanged_since "$state/settings.stamp" "$TK_ROOT/.bazelversion" || return 1
  TK_MODULES_MODE=$(sed -n 4p "$state/settings")
  mode_reason=$(sed -n 7p "$state/settings")
  found_version=$(sed -n 8p "$state/settings")
  case $TK_MODULES_MODE in
    packages) ;;
    central) [ -n "$TK_BAZEL_BIN" ] || return 1 ;;
    *) return 1 ;;
  esac
}

# Prints the path of the first bazelisk or bazel on PATH that is not one of ours.
bazel_on_path() {
  for name in bazelisk bazel; do
    found=$(command -v "$name" 2>/dev/null) || continue
    case $found in
      "$TK_CACHE"/* | */.tk/path/*) ;;
      /*)
        echo "$found"
        return 0
        ;;
    esac
  done
}

# Asks that Bazel itself to resolve this repository's modules: only it knows the registries,
# mirrors and proxies that the user has configured. What it fetches is used afterwards. The
# command is one that resolves modules and runs none of their extensions.
probe_central_registry() {
  say "checking whether $TK_BAZEL_BIN can reach the module registry (up to $PROBE_SECONDS s; set TK_MODULES to skip this)"
  write_central_rc
  why=
  answer=
  if ask_version && check_version && ask_registry; then
    TK_MODULES_MODE=central
    mode_reason="$TK_BAZEL_BIN (Bazel $found_version) can reach the module registry"
    return 0
  fi
  TK_MODULES_MODE=packages
  mode_reason="$TK_BAZEL_BIN cannot be used: $why${answer:+ ($answer)}"
  [ -n "$mode_is_certain" ] || say "no answer from $TK_BAZEL_BIN after $PROBE_SECONDS s: using packages mode for now; the next run tries again" \
    "(to wait longer: TK_PROBE_SECONDS=$((PROBE_SECONDS * 5)); to skip the check: TK_MODULES=packages)"
}

# Each of these sets why when the Bazel does not serve.
ask_version() {
  ask --version || {
    why="it does not print its version"
    return 1
  }
  found_version=$(version_in "$said")
}

check_version() {
  case $(age_of_version "$found_version") in
    good) ;;
    old) why="Bazel $found_version is too old: $OLDEST_BAZEL is the oldest that can build this repository" ;;
    new) why="Bazel $found_version is newer than the versions that were tested ($OLDEST_BAZEL to $NEWEST_MAJOR.x); to use it anyway: TK_MODULES=central" ;;
    *)
      why="it does not print a Bazel version"
      answer=$(printf %s "$said" | tail -n 1)
      ;;
  esac
  [ -z "$why" ]
}

ask_registry() {
  ask mod dump_repo_mapping '' || {
    why="it cannot resolve the modules"
    return 1
  }
}

# ask ARGUMENT...: sets said to what Bazel prints and, where it fails, answer to its reason.
ask() {
  asked_status=0
  said=$(within "$PROBE_SECONDS" "$TK_BAZEL_BIN" "$@") || asked_status=$?
  [ "$asked_status" != 0 ] || return 0
  [ "$asked_status" != 124 ] || mode_is_certain=
  answer=$(printf '%s\n' "$said" | grep -iE 'error|bazel' | tail -n 1)
  return 1
}

# refuse_old_bazel VARIABLE: for who asks for that Bazel, nothing is looked for in its place.
refuse_old_bazel() {
  said=$(within "$PROBE_SECONDS" "$TK_BAZEL_BIN" --version) || return 0
  found_version=$(version_in "$said")
  [ "$(age_of_version "$found_version")" != old ] || die "$EXIT_UNAVAILABLE" \
    "$TK_BAZEL_BIN is Bazel $found_version: $OLDEST_BAZEL is the oldest that can build this repository" \
    "Install a newer one (bazelisk runs the version in .bazelversion), or unset $1."
}

# version_in TEXT: the version in what `bazel --version` prints, such as "bazel 7.7.1- (@non-git)".
version_in() { printf '%s\n' "$1" | sed -n 's/^bazel \([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | tail -n 1; }

# age_of_version VERSION: old, good or new; nothing where it is none.
age_of_version() {
  [ -n "$1" ] || return 0
  if [ "$(version_number "$1")" -lt "$(version_number "$OLDEST_BAZEL")" ]; then
    echo old
  elif [ "${1%%.*}" -gt "$NEWEST_MAJOR" ]; then
    echo new
  else
    echo good
  fi
}

version_number() {
  minor=${1#*.}
  echo "$((${1%%.*} * 1000000 + ${minor%%.*} * 1000 + ${1##*.}))"
}

# within SECONDS COMMAND...: runs it in the checkout; its output and status, 124 when it was stopped.
# For use in $(...): it sets traps, since a process in the background does not see Ctrl-C.
within() {
  ticks=$(($1 * 5))
  shift
  log=$state/probe.$$
  # Bazel's server outlives this run and must not keep the lock.
  (cd "$TK_ROOT" && exec "$@") >"$log" 2>&1 </dev/null 8>&- &
  running=$!
  trap 'kill "$running" 2>/dev/null; rm -f "$log"; exit 130' INT TERM
  status=
  while kill -0 "$running" 2>/dev/null; do
    if [ "$ticks" -le 0 ]; then
      kill "$running" 2>/dev/null || :
      echo "error: no answer in time"
      status=124
      break
    fi
    ticks=$((ticks - 1))
    sleep 0.2
  done
  [ -n "$status" ] || { wait "$running" && status=0 || status=$?; }
  cat "$log"
  rm -f "$log"
  return "$status"
}
