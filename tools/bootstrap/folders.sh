# shellcheck shell=sh
# Where things lie: the user's home, the cache that checkouts share, and .tk/ in the checkout.

# Sets HOME, which Bazel, cargo and npm need: the environment's, else that of the passwd entry,
# else a folder in TK_CACHE_DIR.
find_home() {
  [ -z "${HOME-}" ] || return 0
  HOME=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6) || HOME=
  if [ ! -d "$HOME" ]; then
    [ -n "${TK_CACHE_DIR-}" ] || die "$EXIT_NO_PERMISSION" \
      "HOME is not set and this user has no home directory" \
      "Set HOME, or set TK_CACHE_DIR to a folder for everything that tk keeps."
    HOME=$TK_CACHE_DIR/home
  fi
  export HOME
}

# Sets TK_CACHE, the folder that checkouts share.
find_cache() {
  TK_CACHE=${TK_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tachikoma}
  case $TK_CACHE in
    /*) ;;
    *) die "$EXIT_USAGE" "the cache folder '$TK_CACHE' is not an absolute path" \
      "Set TK_CACHE_DIR (or XDG_CACHE_HOME, HOME) to a path that begins with /." ;;
  esac
  # Characters that an rc file, an ELF run path or a class path cannot hold.
  case $TK_CACHE in
    *[\"\'\\:\;\$\`]* | *"
"*) die "$EXIT_BAD_WORKSPACE" "the cache folder's path has a character that Bazel does not support there: $TK_CACHE" \
      "Set TK_CACHE_DIR to a path without quotes, backslashes, colons, semicolons, dollar signs and line breaks." ;;
  esac
}

# Sets output_user_root to the folder for Bazel's outputs where its own choice would not do: it
# must be writable, and builds break in a path with a space. Empty: Bazel's own choice.
choose_output_root() {
  output_user_root=
  ! holds_builds "${XDG_CACHE_HOME:-$HOME/.cache}/bazel" || return 0
  for output_user_root in "$TK_CACHE/output" "/var/tmp/tachikoma-$(id -u)/output"; do
    ! holds_builds "$output_user_root" || return 0
  done
  die "$EXIT_CANNOT_WRITE" "no folder for Bazel's outputs: neither $HOME nor $TK_CACHE is writable and without spaces" \
    "Set TK_CACHE_DIR to a folder that you can write, without a space in its path."
}

holds_builds() {
  case $1 in *[[:space:]]*) return 1 ;; esac
  can_write_in "$(existing_folder "$1")"
}

# In a place that everybody can write, the folder around it must be this user's alone. (Bazel opens
# the root itself to readers.)
make_output_root() {
  case $output_user_root in
    /var/tmp/*)
      around=$(dirname "$output_user_root")
      [ -d "$around" ] || mkdir -m 700 "$around" 2>/dev/null || :
      is_private_folder "$around" || die "$EXIT_NO_PERMISSION" \
        "$around is not a private folder of this user" \
        "Remove it, or set TK_CACHE_DIR to a folder without a space in its path."
      ;;
  esac
}

# Others must be able neither to look in nor to put something there first.
is_private_folder() { [ -n "$(find "$1" -maxdepth 0 -type d -user "$(id -u)" -perm 700 2>/dev/null)" ]; }

# make_private_folder FOLDER: a folder of this user's alone, made where it is not there. One that others could
# only read is shut: a Bazel that still ran when its folder was removed makes it again, for all to read.
make_private_folder() {
  [ -d "$1" ] || mkdir -m 700 "$1" 2>/dev/null || return 1
  is_private_folder "$1" && return
  [ -n "$(find "$1" -maxdepth 0 -type d -user "$(id -u)" ! -perm -020 ! -perm -002 2>/dev/null)" ] && chmod 700 "$1"
}

# free_mb FOLDER: what its file system still holds.
free_mb() { echo $(($(df -Pk "$1" | sed -n 's/.* \([0-9][0-9]*\)  *[0-9]*% .*/\1/p') / 1024)); }

can_write_in() { [ -d "$1" ] && [ -w "$1" ]; }

make_state_folder() {
  case $TK_ROOT in
    *"
"*) die "$EXIT_BAD_WORKSPACE" "the checkout's path has a line break" "Move the checkout." ;;
  esac
  make_folder "$state/bin"
  # What is remembered there tells of the project.
  is_private_folder "$state" || chmod -R go= "$state" 2>/dev/null || :
}

# The nearest thing above a path that exists.
existing_folder() {
  at=$1
  while [ ! -e "$at" ]; do at=$(dirname "$at"); done
  echo "$at"
}

# make_folder PATH: makes the folder, or says what is in the way.
make_folder() {
  [ ! -d "$1" ] || return 0
  reason=$(mkdir -p "$1" 2>&1) || cannot_write "$1" "$reason"
}

# cannot_write PATH REASON: ends with the exit code and the way out for the reason a tool gave.
cannot_write() {
  case $2 in
    *"No space left"* | *"quota exceeded"*)
      die "$EXIT_CANNOT_WRITE" "no space left for $1" "$2" \
        "Free some space there, or set TK_CACHE_DIR to a folder on a larger disk." ;;
    *"ermission denied"* | *"Read-only"* | *"not permitted"*)
      die "$EXIT_NO_PERMISSION" "no permission to write $1" "$2" \
        "Set TK_CACHE_DIR to a folder that user $(id -un 2>/dev/null || id -u) can write; the checkout must be writable too." ;;
    *) die "$EXIT_CANNOT_WRITE" "cannot write $1" "$2" \
      "Move what is in the way, or set TK_CACHE_DIR to another folder." ;;
  esac
}

# replace_file PATH: stdin becomes the file in one step; an equal file keeps its time stamp.
replace_file() {
  new=$1.new.$$
  reason=$( { cat >"$new"; } 2>&1) || { rm -f "$new"; cannot_write "$1" "$reason"; }
  if [ "${2-}" = if-changed ] && cmp -s "$new" "$1"; then
    rm -f "$new"
  else
    reason=$(mv -f "$new" "$1" 2>&1) || { rm -f "$new"; cannot_write "$1" "$reason"; }
  fi
}
