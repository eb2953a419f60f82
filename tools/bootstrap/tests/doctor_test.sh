#!/bin/sh
# ./tk doctor: what it prints before and after the set-up, and what it calls wrong.
. "$(dirname "$0")/harness.sh"

fresh_machine
tk doctor
expect_status 0 "doctor on a fresh machine"
expect_text "$out" "the next run does it, in packages mode" "doctor says what the next run does"
expect_equal "$(calls apt-get)" 0 "doctor does not call apt"
expect_equal "$(find "$home" "$checkout/.tk" 2>/dev/null)" "$home" "doctor writes nothing"

tk x
tk doctor
expect_status 0 "doctor after the set-up"
for piece in "packages mode: no bazelisk" "Bazel          7.7.1 at $(prefixes)/bin/bazel" \
  "Cache          $home/.cache/tachikoma (" "State          $checkout/.tk (" "C compiler     " \
  "Sandbox        works" "tk             $checkout/.tk/bin/tk (" "No problems found."; do
  expect_text "$out" "$piece" "doctor shows: $piece"
done

refuse_text "$out" "runs in every build" "doctor has nothing to say of a tested Bazel"

ln -s /none/_bazel_me/0123/execroot/_main "$checkout/bazel-bin"
ln -s /none/_bazel_me/0123/execroot/_main "$checkout/bazel-a check out"
ln -s /none/else "$checkout/bazel-mine"
tk doctor
refuse_text "$out" "Old link" "doctor does not name links that Bazel keeps, nor others"
ln -s /none/_bazel_me/4567/execroot/_main "$checkout/bazel-original"
tk doctor
expect_text "$out" "Old link       bazel-original leads to the outputs of another checkout; to remove it: rm '$checkout/bazel-original'" \
  "doctor names the link of a checkout of which this is a copy"

touch "$checkout/crates/tk"
tk doctor
expect_text "$out" "out of date: the next successful build of //crates/tk replaces it" "doctor knows of newer sources"

printf '#!/bin/sh\necho bazel 1\n' | replace bazel
tk doctor
expect_text "$out" "$fake_path/bazel was installed later" "doctor knows of a Bazel that came later"
without bazel

settings="TK_APT_MIRROR=http://me:hunter2@$(printf 'mirror\033]0;x\007\302\2332J\342\200\256\r').invalid/debian?token=swordfish"
tk doctor
expect_text "$out" "TK_APT_MIRROR=http://[redacted]@mirror]0;x2J.invalid/debian?token=[redacted]" "doctor shows no secrets and no escapes"
settings=

without gcc
tk doctor
expect_status 69 "doctor without a C compiler"
expect_text "$out" "  - no C compiler: Rust needs one for linking
    Install one: apt-get install gcc libc6-dev (as root)" "doctor names the repair"

printf '#!/bin/sh\necho "clone: Operation not permitted" >&2; exit 1\n' >"$(prefixes)/usr/share/bazel/linux-sandbox"
tk doctor
expect_text "$out" "user namespaces do not work here" "doctor knows of a missing sandbox"
expect_text "$out" "clone: Operation not permitted" "doctor shows why"

settings="npm_config_registry="
tk doctor
expect_status 69 "doctor without npm and its registry"
expect_text "$out" "  - no npm registry is configured: npm is not installed, and no .npmrc sets one
    Install npm: apt-get install npm (as root)" "doctor says how to get npm"
echo "registry=http://npm.invalid" >"$home/.npmrc"
tk doctor
refuse_text "$out" "no npm registry" "a registry in ~/.npmrc will do"
# npmrc FORMAT: a printf format of ~/.npmrc.
npmrc() {
  # shellcheck disable=SC2059  # the format is the test's
  printf "$1" >"$home/.npmrc"
  tk doctor
}
for form in 'registry=http://npm.invalid' '\tregistry = "http://npm.invalid"\r\n' '; mine\n\nregistry=http://npm.invalid\n'; do
  npmrc "$form"
  refuse_text "$out" "no npm registry" "a registry in ~/.npmrc, written as $form"
done
for form in '' '#registry=http://npm.invalid\n' 'registry=\r\n' '@mine:registry=http://npm.invalid\n'; do
  npmrc "$form"
  expect_text "$out" "no npm registry" "no registry in ~/.npmrc, written as '$form'"
done
settings=

fresh_machine
without apt-get
without tar
tk doctor
expect_status 69 "doctor on a machine without apt"
expect_text "$out" "apt-get is missing" "doctor names apt"

finish
