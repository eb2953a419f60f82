# shellcheck shell=sh
# Makes Bazel and its modules ready for this checkout. Sourced by tk, which sets TK_ROOT, state,
# parts and asked; afterwards HOME, TK_CACHE, TK_MODULES_MODE, TK_BAZEL_BIN and TK_SANDBOX_BASE
# hold and .tk/ has the rc and the settings of later runs.

for part in say versions folders host mode sandbox prefix rc; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

bootstrap_bazel() {
  need_usual_commands
  bootstrap_started=$(hundredths)
  # The reasons that tools give are told apart by their words.
  user_locale=${LC_ALL-}
  export LC_ALL=C
  work=
  new=
  find_home
  find_cache
  trap 'abandon "$?"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  make_state_folder
  lock_checkout
  rm -rf "$state"/*.new.* "$state"/modules/*.new.* # of runs that were killed
  # A tk that renews itself needs no lock of ours: only what is old is nobody's.
  find "$state/bin" -name '*.new.*' -mmin +60 -exec rm -f {} +
  # Older than all that is read from here on: what is edited meanwhile is newer, and set up again.
  printf '' | replace_file "$state/started"
  choose_output_root
  make_output_root
  choose_sandbox_base
  choose_bazel
  if [ "$TK_MODULES_MODE" = packages ]; then
    write_packages_rc
  else
    write_central_rc
  fi
  say_what_is_new
  write_settings
  exec 8>&-
  trap - EXIT INT TERM HUP
  if [ -n "$user_locale" ]; then LC_ALL=$user_locale; else unset LC_ALL; fi
}

# Says what mode is in force when that is news, and what later builds will stumble over.
say_what_is_new() {
  [ "$(sed -n '4p;7p' "$state/settings" 2>/dev/null)" != "$TK_MODULES_MODE
$mode_reason" ] || return 0
  say "modules: $TK_MODULES_MODE mode: $mode_reason"
  say "sandboxes: $sandbox_reason"
  [ "$TK_MODULES_MODE" = packages ] || return 0
  sandbox_works || say "warning: network access of actions cannot be blocked here: $sandbox_failure (./tk doctor)"
  (check_npm_registry) || say "warning: JavaScript builds will fail because of this"
}

# Two runs in one checkout set up one after the other. The kernel drops the lock with the last
# process of a run that was killed. (Without flock, which packages mode demands, every file is
# still replaced in one step.)
lock_checkout() {
  reason=$({ : >>"$state/lock"; } 2>&1) || cannot_write "$state/lock" "$reason"
  exec 8>"$state/lock"
  command -v flock >/dev/null 2>&1 || return 0
  if ! flock -n 8; then
    say "another tk is setting up this checkout: waiting for it"
    flock 8
  fi
}

# abandon STATUS: removes what is half made; gives a failure that no check foresaw a name.
abandon() {
  left_mb=$(free_mb "$(existing_folder "$TK_CACHE")")
  rm -rf ${work:+"$work"} ${new:+"$new"} "$state"/*.new.$$ "$state"/modules/*.new.$$
  case $1 in
    0 | 6[4-9] | 7[0-9] | 130 | 143) ;;
    *)
      [ "$left_mb" -gt 1 ] || cannot_write "$TK_CACHE" "No space left on device"
      die "$EXIT_INTERNAL" "the setup failed (exit code $1; see the errors above)" \
        "Run it again; ./tk doctor shows the setup."
      ;;
  esac
}

# The lines that `bazel_is_ready` in tk reads, in its order; the last two are for people. Where a
# time-out decided there are none: then the next run sets up again, and asks again.
write_settings() {
  if [ -z "$mode_is_certain" ]; then
    rm -f "$state/settings" "$state/settings.stamp" "$state/started"
    return 0
  fi
  printf '%s\n' "$asked" "$HOME" "$TK_CACHE" "$TK_MODULES_MODE" "$TK_BAZEL_BIN" \
    "$TK_SANDBOX_BASE" "$mode_reason" "$found_version" | replace_file "$state/settings"
  mv -f "$state/started" "$state/settings.stamp"
}
