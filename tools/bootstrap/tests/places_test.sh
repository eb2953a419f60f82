#!/bin/sh
# Where things may lie, and where they may not. (Every test's checkout has spaces in its path.)
. "$(dirname "$0")/harness.sh"

fresh_machine
settings="TK_CACHE_DIR=relative"
tk build
expect_status 64 "a relative cache folder"
expect_text "$err" "'relative' is not an absolute path" "a relative cache folder is named"

settings='TK_CACHE_DIR=/tmp/a"b'
tk build
expect_status 65 "a cache folder that rc files cannot hold"
expect_text "$err" '/tmp/a"b' "a cache folder that rc files cannot hold is named"
settings=

fresh_machine
mv "$checkout" "$area/it's \"quoted\""
checkout="$area/it's \"quoted\""
tk x
expect_status 0 "a checkout with quotes in its path"
tk env
path=$(PATH=/nowhere; eval "$out"; echo "$PATH")
expect_equal "$path" "$checkout/.tk/path:/nowhere" "env quotes the path"

fresh_machine
ln -s "$checkout/tk" "$area/link"
ln -s link "$area/link to link"
status=0
in_machine "$area/link to link" through a link 2>"$area/err" || status=$?
err=$(cat "$area/err")
expect_status 0 "tk through links"
expect_text "$(cat "$log/tk")" "|$checkout|" "links lead to the checkout"

(cd "$checkout" && in_machine sh tk by name) 2>"$area/err" || status=$?
expect_status 0 "sh tk in the checkout"
expect_text "$(tail -n 1 "$log/tk")" "|$checkout|" "sh tk finds the checkout"

# A checkout that moved brings .tk along.
: >"$log/apt-get"
mv "$checkout" "$area/moved"
checkout=$area/moved
tk x
expect_status 0 "a checkout that moved"
expect_text "$(tail -n 1 "$log/tk")" "|$area/moved|" "a moved checkout knows its place"
expect_equal "$(calls apt-get)" 0 "a moved checkout uses the same prefix"

# Sandboxed actions see an empty /tmp: a Bazel that lies there is shown to them.
fresh_machine
cache=$(mktemp -d /tmp/tk-cache.XXXXXX)
settings="TK_CACHE_DIR=$cache"
tk x
settings=
expect_status 0 "a cache below /tmp"
expect_text "$(cat "$cache"/bazel-*/bazelrc)" "build \"--sandbox_add_mount_pair=$cache/bazel-" "a cache below /tmp is mounted"
expect_text "$(cat "$cache"/bazel-*/bin/bazel)" "--bazelrc='$cache/bazel-" "its Bazel reads the rc file"
rm -rf "$cache"

# Users without HOME: the passwd entry's home, else a folder in TK_CACHE_DIR, else a clear end.
without_home() { status=0; env -i PATH="$fake_path" FAKE_LOG="$log" TK_APT_KEYRING="$area/keys" "$@" "$checkout/tk" x 2>"$area/err" || status=$?; err=$(cat "$area/err"); }

fresh_machine
printf '#!/bin/sh\necho "user:x:1:1::%s:/bin/sh"\n' "$home" | replace getent
without_home
expect_status 0 "no HOME, but a passwd entry"
expect_equal "$(prefixes | wc -l | tr -d ' ')" 1 "the passwd entry's home holds the cache"

fresh_machine
printf '#!/bin/sh\nexit 2\n' | replace getent
without_home
expect_status 77 "no HOME and no passwd entry"
expect_text "$err" "HOME is not set" "the missing home is named"
without_home TK_CACHE_DIR="$area/own-cache"
expect_status 0 "no HOME, but TK_CACHE_DIR"
expect_text "$(cat "$log/tk")" "|$area/own-cache|" "TK_CACHE_DIR holds the cache"

# Bazel's outputs: its own choice is kept where that can be written and has no space.
expect_output_root() { # HOME TK_CACHE_DIR EXPECTED WHAT
  status=0
  env -i PATH="$fake_path" HOME="$1" FAKE_LOG="$log" TK_APT_KEYRING="$area/keys" TK_CACHE_DIR="$2" \
    "$checkout/tk" x 2>"$area/err" || status=$?
  err=$(cat "$area/err")
  expect_status 0 "$4"
  expect_equal "$(sed -n 's/^startup "--output_user_root=\(.*\)"$/\1/p' "$checkout/.tk/bazelrc")" "$3" "Bazel's outputs with $4"
}

fresh_machine
mkdir "$area/ho me"
: >"$area/file"
expect_output_root "$home" "$area/own cache" "" "a space in the cache's path"
expect_output_root "$area/ho me" "$area/own-cache" "$area/own-cache/output" "a space in the home's path"
# Root may write anywhere, so the home that cannot be written is a file.
expect_output_root "$area/file" "$area/own-cache" "$area/own-cache/output" "a home that cannot be written"

. "$source_root/tools/bootstrap/folders.sh"
can_write_in() { :; } # /var/tmp may be closed to a test
HOME="$area/ho me"
TK_CACHE="$area/own cache"
choose_output_root
expect_equal "$output_user_root" "/var/tmp/tachikoma-$(id -u)/output" "Bazel's outputs with spaces everywhere"

finish
