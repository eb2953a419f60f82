#!/bin/sh
# Two first runs at once, runs that are killed, and what an older run left behind.
. "$(dirname "$0")/harness.sh"

# slow_download: downloads take a second; `downloads` counts them.
slow_download() {
  mv "$fake_path/apt-helper" "$fake_path/apt-helper-fast"
  replace apt-helper <<'END'
#!/bin/sh
case "$*" in */bazel-bootstrap_*) echo x >>"$FAKE_LOG/downloads"; sleep 1 ;; esac
exec apt-helper-fast "$@"
END
}

wait_for() {
  tries=600
  until [ -e "$1" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { fail "$1 never came"; return; }
    sleep 0.1
  done
}

# another_checkout: a second checkout of the same user.
another_checkout() {
  cp -R "$checkout" "$area/another"
  checkout="$area/another"
  cd "$checkout" || exit 1
}

# two_first_runs WHERE: the second starts while the first downloads.
two_first_runs() {
  in_machine "$checkout/tk" first >"$area/out1" 2>"$area/err1" &
  first=$!
  wait_for "$log/downloads"
  [ "$1" = "one checkout" ] || another_checkout
  tk second
  expect_status 0 "the second of two first runs in $1"
  expect_text "$err" "another tk is setting up" "the second run in $1 says that it waits"
  status=0
  wait "$first" || status=$?
  expect_status 0 "the first of two first runs in $1"
  expect_equal "$(calls downloads)" 1 "two first runs in $1 download once"
  expect_equal "$(sed 's/.*|//' "$log/tk" | sort | tr '\n' ' ')" "first second " "both runs in $1 reach the Rust tk"
  expect_no_leftovers "two first runs in $1"
}

for where in "one checkout" "two checkouts"; do
  fresh_machine
  slow_download
  two_first_runs "$where"
done

# wait_for_group GROUP: until its processes are gone, and their locks with them; a killed process takes a moment.
wait_for_group() {
  tries=0
  while [ "$tries" -lt 100 ] && ps -eo pgid,stat | awk -v group="$1" '$1 == group && $2 !~ /^Z/ { found = 1 } END { exit !found }'; do
    tries=$((tries + 1))
    sleep 0.05
  done
}

# kill -9 of the whole run, at the download.
fresh_machine
slow_download
in_machine setsid "$checkout/tk" killed >"$area/out1" 2>"$area/err1" &
wait_for "$log/downloads"
victim=$(ps -eo pgid,args | sed -n "s|^ *\([0-9]*\) .*$checkout/tk killed\$|\1|p" | head -n 1)
kill -9 "-$victim" 2>/dev/null
wait
wait_for_group "$victim"
expect_equal "$(find "$checkout/.tk/bin" "$home/.cache/tachikoma" -name bazel -o -name tk)" "" "a killed run installs nothing"
tk again
expect_status 0 "the run after a killed one"
refuse_text "$err" "another tk" "a killed run's lock does not hold up the next"
expect_no_leftovers "the run after a killed one"

# kill -9 of the launcher alone: apt goes on for a while, and the next run waits for it.
fresh_machine
slow_download
in_machine setsid "$checkout/tk" killed >"$area/out1" 2>"$area/err1" &
wait_for "$log/downloads"
victim=$(ps -eo pid,args | sed -n "s|^ *\([0-9]*\) .*$checkout/tk killed\$|\1|p" | head -n 1)
kill -9 "$victim" 2>/dev/null
wait
tk again
expect_status 0 "the run after a killed launcher"
expect_no_leftovers "the run after a killed launcher"

# Left by an older run, in every state.
fresh_machine
tk x
prefix=$(prefixes)
rm "$prefix/made-for" "$prefix/usr/share/bazel/A-server.jar"
mkdir -p "$prefix.new" "$prefix.work" "$checkout/.tk/modules/rules_rust.new.1"
touch "$checkout/.tk/bazelrc.new.1"
touch -d '2020-01-01' "$checkout/.tk/bin/tk.new.1"
: >"$prefix.work/old"
sleep 0.02
touch "$checkout/tools/bootstrap"
tk x
expect_status 0 "a half made prefix"
expect_text "$err" "setting up Bazel" "a half made prefix is made anew"
expect_equal "$(cat "$prefix/usr/share/bazel/A-server.jar")" x "a prefix made anew is whole"
expect_no_leftovers "a half made prefix"

rm -r "$prefix"
tk x
expect_status 0 "a prefix that was removed"
expect_equal "$(prefixes)" "$prefix" "a removed prefix is made again"

mv "$home" "$area/another-home"
home="$area/another-home"
tk x
expect_status 0 "a home that was moved"
expect_text "$err" "setting up Bazel" "a moved prefix is made anew, for its new place"
expect_text "$(cat "$(prefixes)/bin/bazel")" "$area/another-home/" "a prefix made anew speaks of its place"

finish
