#!/bin/sh
# shellcheck disable=SC2016  # expect evaluates its commands
# What packages mode's runner of build scripts does with links that a script leaves: run.sh with another runner.
set -eu

area=$(mktemp -d "${TEST_TMPDIR:-/tmp}/runner.XXXXXX")
cp "$(dirname "$0")/../run.sh" "$area/run.sh"
mkdir "$area/execroot"
cd "$area/execroot"
mkdir out source
echo text >source/file

cat >"$area/debian_runner" <<'SCRIPT'
#!/bin/sh
[ "$1" != fail ] || exit 7
mkdir -p out/build/include
echo real >out/real
ln -s real out/relative
ln -s "$PWD/out/real" out/absolute
ln -s "$PWD/source" out/build/source
ln -s "$PWD/gone" "out/build/a link"
ln -s nowhere out/build/include/dangling
SCRIPT
chmod +x "$area/debian_runner"

failed=0
expect() {
  if ! eval "$2"; then
    echo "FAIL $1: $2"
    failed=1
  fi
}

"$area/run.sh" --script=x --out_dir=out --links=
mv "$area/execroot" "$area/elsewhere"
cd "$area/elsewhere"
expect "a relative link stays" '[ "$(readlink out/relative)" = real ]'
expect "an absolute one is what it leads to, also elsewhere" '[ "$(cat out/absolute)" = real ] && [ ! -L out/absolute ]'
expect "a folder, too" '[ "$(cat out/build/source/file)" = text ]'
expect "what leads nowhere is gone" '[ -z "$(find -L out -type l)" ] && [ ! -L "out/build/a link" ]'
expect "the script's files are there" '[ "$(cat out/real)" = real ]'

status=0
"$area/run.sh" fail --out_dir=out || status=$?
expect "the runner's exit status is passed on" '[ "$status" -eq 7 ]'
exit "$failed"
