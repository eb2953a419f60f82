#!/bin/sh
# Disks that are full and places that cannot be written, as a real small file system where one is needed.
. "$(dirname "$0")/harness.sh"

# on_small_disk MB TK_ARGUMENT...: runs tk with a cache on a file system of that size.
on_small_disk() {
  megabytes=$1
  shift
  mkdir -p "$home/.cache"
  status=0
  # shellcheck disable=SC2016  # the inner shell expands them
  in_machine unshare --user --map-root-user --mount sh -c \
    'env -i "$(command -v mount)" -t tmpfs -o size="$1"m tmpfs "$HOME/.cache" && shift && "$@"' \
    - "$megabytes" "$checkout/tk" "$@" >"$area/out" 2>"$area/err" </dev/null || status=$?
  out=$(cat "$area/out")
  err=$(cat "$area/err")
}

fresh_machine
ln -s "$(command -v mount)" "$fake_path/mount"
on_small_disk 64 build
expect_status 73 "a disk that is too small"
expect_text "$err" "not enough space in $home/.cache/tachikoma: 64 MB free" "a small disk is told before the download"
expect_equal "$(calls apt-get)" 0 "on a small disk nothing is downloaded"

# The check beforehand cannot see everything: here it believes in a large disk.
fresh_machine
ln -s "$(command -v mount)" "$fake_path/mount"
printf '#!/bin/sh\necho "tmpfs 9000000 1 8000000 1%% /"\n' | replace df
tree=$area/tree
mkdir -p "$tree/usr/share"
head -c 3000000 /dev/zero >"$tree/usr/share/large"
printf '#!/bin/sh\ntar -C "%s" -c .\n' "$tree" | replace dpkg-deb
on_small_disk 2 build
expect_status 73 "a disk that fills while packages are unpacked"
expect_text "$err" "no space left for $home/.cache/tachikoma/bazel-" "the full disk is named"
expect_text "$err" "set TK_CACHE_DIR" "the full disk has a way out"

fresh_machine
mkdir "$home/.cache"
echo "in the way" >"$home/.cache/tachikoma"
tk build
expect_status 73 "a file in the cache's place"
expect_text "$err" "cannot write $home/.cache/tachikoma" "the file in the way is named"
expect_equal "$(cat "$home/.cache/tachikoma")" "in the way" "the file in the way is left alone"

fresh_machine
echo "in the way" >"$checkout/.tk"
tk build
expect_status 73 "a file in the place of .tk"
expect_text "$err" "cannot write $checkout/.tk" "the file in the place of .tk is named"

fresh_machine
printf '#!/bin/sh\necho "mkdir: cannot create directory: Permission denied" >&2; exit 1\n' | replace mkdir
tk build
expect_status 77 "a folder that may not be written"
expect_text "$err" "no permission to write" "the permission is named"

# With real permissions, which do not hold for root until it gives its privileges away.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then
    in_machine "$(command -v setpriv)" --bounding-set=-all --inh-caps=-all "$@"
  else
    in_machine "$@"
  fi
}
fresh_machine
mkdir -p "$home/.cache/bazel"
chmod 555 "$home/.cache"
status=0
unprivileged "$(command -v mkdir)" "$home/.cache/planted" 2>/dev/null || status=$?
expect_status 1 "permissions hold here"
status=0
unprivileged "$checkout/tk" build >"$area/out" 2>"$area/err" </dev/null || status=$?
out=$(cat "$area/out")
err=$(cat "$area/err")
expect_status 77 "a cache in a folder that may not be written"
expect_text "$err" "no permission to write $home/.cache/tachikoma" "the folder is named"
expect_text "$err" "Set TK_CACHE_DIR to a folder that user" "the permission has a way out"

# Tools speak the user's language; their reasons are understood all the same.
fresh_machine
replace mkdir <<'END'
#!/bin/sh
if [ "$LC_ALL" = C ]; then echo "mkdir: Permission denied" >&2; else echo "mkdir: Keine Berechtigung" >&2; fi
exit 1
END
settings="LC_ALL=de_DE.UTF-8"
tk build
expect_status 77 "a folder that may not be written, in another language"
settings=

fresh_machine
tk x
printf '#!/bin/sh\necho "cp: error writing: No space left on device" >&2; exit 1\n' | replace cp
before=$(cat "$checkout/.tk/bin/tk")
echo 0 >"$checkout/.tk/bin/tk.stamp"
tk x
expect_status 73 "no space for the Rust tk"
expect_equal "$(cat "$checkout/.tk/bin/tk")" "$before" "the old tk is whole"
expect_no_leftovers "no space for the Rust tk"

finish
