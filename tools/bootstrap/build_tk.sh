# shellcheck shell=sh
# Builds //crates/tk with Bazel and installs it as .tk/bin/tk. Sourced by tk.

for part in say versions folders host; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

build_tk() {
  build_started=$(hundredths)
  make_folder "$state/bin"
  check_c_compiler
  if [ -x "$state/bin/tk" ]; then
    say "building //crates/tk again: its sources or the set-up changed"
    progress=--noshow_progress
  else
    say "building //crates/tk (the first time this fetches Rust and takes some minutes)"
    progress=--show_progress_rate_limit=15
  fi
  [ ! -t 2 ] || progress=--show_progress
  find "$state/bin" -name 'tk.new.*' -mmin +60 -exec rm -f {} + # of runs that were killed
  # The stamp is older than the build: what is edited while it runs is newer, and builds again.
  : >"$state/bin/tk.stamp.new" || cannot_write "$state/bin" "No space left on device"
  run_bazel_for_tk || fail_to_build "$?"
  built=$state/bazel-bin/crates/tk/tk
  [ -x "$built" ] || die "$EXIT_INTERNAL" "Bazel built //crates/tk:tk, but $built is not there"
  reason=$(install_program "$built" 2>&1) || {
    rm -f "$state/bin/tk.new.$$" "$state/bin/tk.stamp.new"
    cannot_write "$state/bin/tk" "$reason"
  }
  say "  //crates/tk is ready: $(seconds_since "$build_started")"
}

install_program() {
  export LC_ALL=C
  cp "$1" "$state/bin/tk.new.$$" && chmod 755 "$state/bin/tk.new.$$" &&
    mv -f "$state/bin/tk.new.$$" "$state/bin/tk" && mv -f "$state/bin/tk.stamp.new" "$state/bin/tk.stamp"
}

# Its own link names leave the checkout's bazel-* links to the user's builds.
run_bazel_for_tk() {
  (cd "$TK_ROOT" && "$TK_BAZEL_BIN" build --config=production --symlink_prefix=.tk/bazel- \
    --ui_event_filters=-info,-debug --show_result=0 --noshow_loading_progress "$progress" \
    //crates/tk:tk)
}

fail_to_build() {
  rm -f "$state/bin/tk.stamp.new"
  die "$1" "could not build //crates/tk (Bazel's exit code is $1; its errors are above)" \
    "./tk doctor shows the set-up; ./tk bazel ... runs Bazel without it."
}
