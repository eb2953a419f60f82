# shellcheck shell=sh
# Builds //crates/tk with Bazel and installs it as .tk/bin/tk. Sourced by tk.

for part in say versions folders host; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

# build_tk ARGUMENT...: in the mode of the command that these are the arguments of. Its own build then finds every
# crate that tk shares with it.
build_tk() {
  need_usual_commands
  build_started=$(hundredths)
  make_folder "$state/bin"
  check_c_compiler
  built_mode=$(mode_of "$@")
  say "building //crates/tk for $built_mode (the first build downloads Rust and takes a few minutes)"
  progress=--show_progress_rate_limit=15
  [ ! -t 2 ] || progress=--show_progress
  # The stamp is older than the build: what is edited while it runs is newer.
  reason=$({ printf '%s\n' "$TK_CONTRACT" "$built_mode" >"$state/bin/tk.stamp.new"; } 2>&1) ||
    cannot_write "$state/bin" "$reason"
  run_bazel_for_tk || fail_to_build "$?"
  built=$state/bazel-bin/crates/tk/tk
  [ -x "$built" ] || die "$EXIT_INTERNAL" "Bazel built //crates/tk:tk, but $built is missing"
  reason=$(install_program "$built" 2>&1) || {
    rm -f "$state/bin/tk.new.$$" "$state/bin/tk.stamp.new"
    cannot_write "$state/bin/tk" "$reason"
  }
  say "  //crates/tk is ready: $(seconds_since "$build_started")"
}

# mode_of ARGUMENT...: the mode that a command builds in, as far as its arguments say. Where tk.toml says otherwise,
# crates are compiled for both modes, and nothing else is lost.
mode_of() {
  mode=${TK_MODE:-development}
  [ "${1-}" != verify ] || mode=production
  before=
  for argument in "$@"; do
    case $argument in
      --) break ;;
      --production | --mode=production) mode=production ;;
      --development | --mode=development | --mode=test) mode=development ;;
      --*) ;;
      -*p*) mode=production ;;
      -*d*) mode=development ;;
      *) [ "$before" != --mode ] || mode=$argument ;;
    esac
    before=$argument
  done
  case $mode in production) echo production ;; *) echo development ;; esac
}

install_program() {
  export LC_ALL=C
  cp "$1" "$state/bin/tk.new.$$" && chmod 755 "$state/bin/tk.new.$$" &&
    mv -f "$state/bin/tk.new.$$" "$state/bin/tk" && mv -f "$state/bin/tk.stamp.new" "$state/bin/tk.stamp"
}

# Its own link names leave the checkout's bazel-* links to the user's builds.
run_bazel_for_tk() {
  incremental=$(incremental_flag)
  (cd "$TK_ROOT" && "$TK_BAZEL_BIN" build "--config=$built_mode" ${incremental:+"$incremental"} \
    --symlink_prefix=.tk/bazel- --ui_event_filters=-info,-debug --show_result=0 --noshow_loading_progress "$progress" \
    //crates/tk:tk)
}

# The flag with which tk will ask for the same crates (crates/tk/src/incremental/key.rs): those of the workspace
# have it on their command lines. Here they are compiled in sandboxes, where nothing is kept.
incremental_flag() {
  [ "$built_mode" = development ] || return 0
  case ${CI-} in '' | 0 | false) ;; *) return 0 ;; esac
  case ${TK_INCREMENTAL-} in 0 | false | no | off) return 0 ;; esac
  key_file=$state/rust-incremental.key
  if [ "$(sed -n 2p "$key_file" 2>/dev/null)" != "$TK_ROOT" ]; then
    printf '%s\n' "$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')" "$TK_ROOT" | replace_file "$key_file"
  fi
  echo "--rust_incremental=$(sed -n 1p "$key_file")"
}

fail_to_build() {
  rm -f "$state/bin/tk.stamp.new"
  die "$1" "could not build //crates/tk (Bazel exited with code $1; see the errors above)" \
    "./tk doctor shows the setup; ./tk bazel ... runs Bazel without tk."
}
