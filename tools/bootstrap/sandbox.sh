# shellcheck shell=sh
# Whether Bazel can sandbox, and where it builds its sandboxes. On a disk, setting them up takes
# most of a small action's time, so they go to memory where there is plenty of it.

SANDBOX_NEEDS_MB=2048
MEMORY_NEEDS_MB=4096

# Sets TK_SANDBOX_BASE to a folder of this user's alone on a tmpfs, or to nothing, and
# sandbox_reason to a sentence for people. Bazel adds a folder per output base itself.
choose_sandbox_base() {
  TK_SANDBOX_BASE=
  shm=${1:-/dev/shm}
  folder=$shm/tachikoma-$(id -u)
  if [ "$(stat -f -c %T "$shm" 2>/dev/null)" != tmpfs ]; then
    sandbox_reason="on the disk: $shm is not a tmpfs"
  elif [ "$(free_mb "$shm")" -lt "$SANDBOX_NEEDS_MB" ]; then
    sandbox_reason="on the disk: $shm has only $(free_mb "$shm") MB free, $SANDBOX_NEEDS_MB MB needed"
  elif [ "$(memory_mb)" -lt "$MEMORY_NEEDS_MB" ]; then
    sandbox_reason="on the disk: only $(memory_mb) MB of memory available, $MEMORY_NEEDS_MB MB needed"
  elif ! make_private_folder "$folder"; then
    sandbox_reason="on the disk: $folder is not a private folder of this user"
  elif ! can_execute_in "$folder"; then
    sandbox_reason="on the disk: programs cannot run from $shm"
  else
    TK_SANDBOX_BASE=$folder
    sandbox_reason="in memory: $folder"
  fi
}

memory_mb() { echo $(($(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024)); }

can_execute_in() {
  printf '#!/bin/sh\n' >"$1/runs.$$" && chmod 700 "$1/runs.$$" && "$1/runs.$$" 2>/dev/null
  runs=$?
  rm -f "$1/runs.$$"
  return "$runs"
}

# sandbox_works: whether linux-sandbox runs here; else sandbox_failure says why.
sandbox_works() {
  tool=$prefix/usr/share/bazel/linux-sandbox
  if [ -x "$tool" ]; then
    sandbox_failure=$("$tool" -- /bin/true 2>&1) && return 0
  else
    sandbox_failure=$(unshare --user --map-root-user --mount --pid --fork /bin/true 2>&1) && return 0
  fi
  if [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null)" = 0 ]; then
    sandbox_failure="user namespaces are switched off (user.max_user_namespaces is 0)"
  fi
  return 1
}
