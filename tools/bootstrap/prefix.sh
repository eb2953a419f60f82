# shellcheck shell=sh
# The prefix: Bazel and Starlark modules from Debian's packages, in a folder of their own below
# the cache. Nothing of the system changes and no root is needed. The files in it speak of their
# own place, so it is made under a temporary name for its final place, and renamed when complete.

for part in debian_packages pinned_packages relocate trust_store; do
  # shellcheck source=/dev/null
  . "$parts/$part.sh"
done

# Sets prefix to a complete one, making it where it is missing, half made or moved.
need_prefix() {
  prefix=$(prefix_path)
  ! prefix_is_complete || return 0
  check_host_for_packages
  check_c_compiler
  make_folder "$TK_CACHE"
  [ -w "$TK_CACHE" ] || cannot_write "$TK_CACHE" "Permission denied"
  reason=$({ : >>"$prefix.lock"; } 2>&1) || cannot_write "$prefix.lock" "$reason"
  exec 9>"$prefix.lock"
  if ! flock -n 9; then
    say "another tk is setting up $prefix: waiting for it"
    flock 9
  fi
  prefix_is_complete || make_prefix
  exec 9>&-
}

# Named after the recipe: a change of it makes another prefix, and leaves the old to old checkouts.
prefix_path() {
  recipe=$(cd "$parts" && cat versions.sh prefix.sh debian_packages.sh pinned_packages.sh pinned_packages.tsv \
    unpack_package.sh relocate.sh trust_store.sh TrustStore.java | cksum | cut -d' ' -f1)
  echo "$TK_CACHE/bazel-$BAZEL_VERSION-$(uname -m)-$recipe"
}

prefix_is_complete() {
  [ -x "$prefix/bin/bazel" ] && [ "$(cat "$prefix/made-for" 2>/dev/null)" = "$prefix" ]
}

make_prefix() {
  work=$prefix.work
  new=$prefix.new
  say "setting up Bazel $BAZEL_VERSION in $prefix (once for all checkouts; tk clean --all removes it)"
  rm -rf "$work" "$new" 2>/dev/null || cannot_write "$new" "$(rm -rf "$work" "$new" 2>&1)"
  check_free_space
  make_folder "$work"
  make_folder "$new"
  download_packages
  timed "unpack" unpack_packages
  timed "relocate" relocate
  timed "trust store from this machine's certificates" make_trust_store
  write_bazel_command
  printf '%s\n' "$prefix" >"$new/made-for" || cannot_write "$new" "No space left on device"
  rm -rf "$prefix"
  reason=$(mv "$new" "$prefix" 2>&1) || cannot_write "$prefix" "$reason"
  rm -rf "$work"
  say "  Bazel $BAZEL_VERSION is ready: $(size_of "$prefix"), $(seconds_since "$bootstrap_started")"
}

# The pinned packages; where not all are to be had, the suite's current ones: they were made for each other.
download_packages() {
  find_architecture
  prepare_apt
  if are_pinned; then
    timed "download of Bazel and its packages" download_pinned_packages
  else
    missing_pins="no packages are pinned for Bazel $BAZEL_VERSION"
  fi
  if [ -n "$missing_pins" ]; then
    timed "package lists of Debian $DEBIAN_SUITE" fetch_package_lists
    say "  $missing_pins: taking Debian $DEBIAN_SUITE's current ones, whose signature apt has checked"
    timed "download of Bazel and its packages" download_current_packages
  fi
  unset APT_CONFIG
}

check_free_space() {
  free=$(free_mb "$TK_CACHE")
  [ "$free" -ge "$PREFIX_NEEDS_MB" ] || die "$EXIT_CANNOT_WRITE" \
    "not enough space in $TK_CACHE: $free MB free, $PREFIX_NEEDS_MB MB needed to set up Bazel" \
    "Free some space there, or set TK_CACHE_DIR to a folder on a larger disk."
}

# timed WHAT COMMAND: says what is done and how long it took; `detail` may add a size.
timed() {
  part_started=$(hundredths)
  detail=
  "$2"
  say "  $1: ${detail:+$detail, }$(seconds_since "$part_started")"
}

# attempt WHAT COMMAND...: dies with what the tool said, and no space as such.
attempt() {
  attempted=$1
  shift
  errors=$("$@" 2>&1 >/dev/null) && return 0
  case $errors in
    *"No space left"* | *"quota exceeded"* | *"File too large"*) cannot_write "$prefix" "$errors" ;;
  esac
  die "$EXIT_UNAVAILABLE" "$attempted failed: $errors" \
    "Fix this and run it again; nothing incomplete is left behind. ./tk doctor shows the setup."
}

write_bazel_command() {
  mkdir -p "$new/bin"
  write_own_rc
  cat >"$new/bin/bazel" <<END || cannot_write "$new" "No space left on device"
#!/bin/sh
# Bazel names its output folder after the user, and some users have no name.
[ -n "\${USER-}" ] || USER=\$(id -un 2>/dev/null) || USER=uid-\$(id -u)
export USER
exec '$prefix/usr/bin/bazel' --install_base='$prefix/usr/share/bazel' --trust_install_base \\
  --server_javabase='$prefix/$jvm'$own_rc "\$@"
END
  chmod 755 "$new/bin/bazel"
}

# Sets own_rc to the flag for an rc file, or to nothing. Sandboxed actions see an empty /tmp; Bazel's embedded
# tools are links into the prefix, which therefore has to be shown to them where it lies there.
write_own_rc() {
  own_rc=
  real=$(cd "$(dirname "$prefix")" && pwd -P)/$(basename "$prefix")
  case $real in
    /tmp/*)
      own_rc=" --bazelrc='$prefix/bazelrc'"
      echo "build \"--sandbox_add_mount_pair=$real\"" >"$new/bazelrc" || cannot_write "$new" "No space left on device"
      ;;
  esac
}
