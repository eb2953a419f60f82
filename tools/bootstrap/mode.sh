# shellcheck shell=sh
# Which Bazel runs, and where the modules come from. Sets TK_BAZEL_BIN, TK_MODULES_MODE
# (central or packages) and mode_reason (a sentence for people).

# How long the first run waits for an answer from the modules' registry.
PROBE_SECONDS=${TK_PROBE_SECONDS:-60}

choose_bazel() {
  case ${TK_MODULES-} in
    '' | central | packages) ;;
    *) die "$EXIT_USAGE" "TK_MODULES is '$TK_MODULES'" "It can be central or packages, or unset: then tk finds out." ;;
  esac
  if [ -n "${TK_BAZEL-}" ]; then
    TK_BAZEL_BIN=$(absolute_program "$TK_BAZEL") ||
      die "$EXIT_UNAVAILABLE" "TK_BAZEL names no program: $TK_BAZEL" "Set it to the path of a Bazel $BAZEL_VERSION, or unset it."
  else
    TK_BAZEL_BIN=$(bazel_on_path)
  fi
  decide_mode
  [ "$TK_MODULES_MODE" = packages ] || return 0
  need_prefix
  [ -n "${TK_BAZEL-}" ] || TK_BAZEL_BIN=$prefix/bin/bazel
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
    [ "$TK_MODULES" = packages ] || [ -n "$TK_BAZEL_BIN" ] || die "$EXIT_UNAVAILABLE" \
      "central mode needs bazelisk (or Bazel $BAZEL_VERSION), and there is none on PATH" \
      "Install bazelisk, or name a Bazel with TK_BAZEL, or unset TK_MODULES."
  elif remembered_mode; then
    :
  elif [ -z "$TK_BAZEL_BIN" ]; then
    TK_MODULES_MODE=packages
    mode_reason="no bazelisk or bazel on PATH"
  else
    probe_central_registry
  fi
}

# The verdict of an earlier run for the same environment.
remembered_mode() {
  [ -f "$state/settings" ] || return 1
  [ "$(sed -n 1p "$state/settings")" = "$asked" ] || return 1
  TK_MODULES_MODE=$(sed -n 4p "$state/settings")
  mode_reason=$(sed -n 7p "$state/settings")
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
# mirrors and proxies that the user has configured. What it fetches is used afterwards.
probe_central_registry() {
  say "asking $TK_BAZEL_BIN whether it reaches the modules' registry (at most $PROBE_SECONDS s; TK_MODULES skips this)"
  write_central_rc
  answer=$(within "$PROBE_SECONDS" "$TK_BAZEL_BIN" --version) || answer="${answer:-no answer}"
  case $answer in
    *"bazel $BAZEL_VERSION"*)
      if answer=$(within "$PROBE_SECONDS" "$TK_BAZEL_BIN" mod graph --depth=1); then
        TK_MODULES_MODE=central
        mode_reason="$TK_BAZEL_BIN reaches the modules' registry"
        return 0
      fi
      why="it cannot resolve the modules"
      ;;
    *) why="it is not Bazel $BAZEL_VERSION" ;;
  esac
  TK_MODULES_MODE=packages
  mode_reason="$TK_BAZEL_BIN does not serve: $why ($(echo "$answer" | grep -iE 'error|bazel' | tail -n 1))"
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
