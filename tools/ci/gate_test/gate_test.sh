#!/usr/bin/env bash
# Runs .ci/run in a checkout whose tk, Bazel and checks are fakes, and tells it lies: each must end in failure.
set -uo pipefail
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
area=$(mktemp -d)
trap 'rm -rf "$area"' EXIT
checkout="$area/a check out"
failures=0

executable() { cat >"$1" && chmod 755 "$1"; }

# What every case begins with: three tests, all of which pass, and all say so.
fresh() {
  rm -rf "$checkout" "$area/fake"
  mkdir -p "$checkout/.ci" "$checkout/tools/ci" "$area/fake"
  cp -L "$source_root/.ci/run" "$checkout/.ci/run"
  cp -L "$source_root/tools/ci/tests" "$source_root/tools/ci/floor" "$checkout/tools/ci/"
  for name in programs docs structure coherence starlark names licences shellcheck consumer templates deploy api incremental breakages dev kills rust affected reproducible; do
    executable "$checkout/tools/ci/$name" <<<$'#!/bin/sh\nexit 0'
  done
  printf 'tests 3\npackages 3\nchecks 19\n' >"$checkout/.ci/floor"
  git -C "$checkout" init --quiet
  commit
  executable "$checkout/tk" <<END
#!/bin/sh
case "\$1 \$2" in
  "test --dry-run") echo "bazel test --config=test --rust_incremental=KEY -- //..." ;;
  test*) echo "\$*" >>"$area/fake/asked"; cat "$area/fake/tk"; exit "\$(cat "$area/fake/tk-status")" ;;
  env*) echo "export PATH='$area/fake/bin':\"\\\$PATH\" TK_BAZEL_BIN=fake TK_MODULES_MODE=packages" ;;
  doctor*) echo "no word of a mode" ;;
esac
END
  mkdir -p "$area/fake/bin"
  executable "$area/fake/bin/bazel" <<END
#!/bin/sh
if [ "\$1" = query ]; then cat "$area/fake/labels"; exit 0; fi
for word; do case \$word in --build_event_json_file=*) cat "$area/fake/events" >"\${word#*=}" ;; esac; done
echo "\$*" >>"$area/fake/flags"
exit "\$(cat "$area/fake/bazel-status")"
END
  printf 'some words\n3 passed, 0 failed\n' >"$area/fake/tk"
  echo 0 | tee "$area/fake/tk-status" >"$area/fake/bazel-status"
  printf '@@//a:a_test\n@@//a:b_test\n@@other~//c:c_test\n' >"$area/fake/labels"
  : >"$area/fake/events"
  result //a:a_test PASSED
  result //a:b_test FLAKY
  result @@other~//c:c_test PASSED
}

commit() {
  git -C "$checkout" add .ci/floor
  git -C "$checkout" -c user.name=gate -c user.email=gate@invalid commit --quiet -m floor
}

# result LABEL STATUS: what Bazel writes of a test; its log says what LOG says.
result() {
  local log
  log="$area/fake/$(basename "$1")/test.log"
  mkdir -p "$(dirname "$log")"
  printf '%s\n' "${LOG-}" >"$log"
  printf '{"id":{"testSummary":{"label":"%s","configuration":{"id":"x"}}},"testSummary":{"totalRunCount":1,"passed":[{"uri":"file://%s"}],"overallStatus":"%s"}}\n' \
    "$1" "${log// /%20}" "$2" >>"$area/fake/events"
}
without() { sed -i "\\,\"$1\",d" "$area/fake/events"; }

# ends WHAT STATUS LINE [ARGUMENT...]: how .ci/run ends.
ends() {
  local what=$1 wanted=$2 line=$3 status=0 last
  shift 3
  "$checkout/.ci/run" "$@" >"$area/out" 2>"$area/err" || status=$?
  last=$(tail -n 1 "$area/out")
  if [[ $status -eq $wanted && $last == "$line" ]]; then
    echo "ok   $what"
  else
    echo "FAIL $what: exit code $status with '$last', not $wanted with '$line'"
    sed 's/^/  | /' "$area/err"
    failures=$((failures + 1))
  fi
}

# says WORDS: behind everything else, where whoever sees the end alone reads them.
says() {
  sed -n '/^== /,$p' "$area/out" | grep -qF -- "$1" && return
  echo "FAIL nothing says '$1'"
  failures=$((failures + 1))
}

fresh
ends "all pass and all say so" 0 "3 passed, 0 failed" fast
grep -q -- '--config=test --rust_incremental=KEY' "$area/fake/flags" || { echo "FAIL Bazel gets another configuration"; failures=1; }

fresh
printf '4 passed, 0 failed\n' >"$area/fake/tk"
ends "tk counts a test that is not there" 1 "3 passed, 1 failed" fast
says "./tk test says 4 passed, 0 failed; Bazel says 3 passed, 0 failed"

fresh
without //a:b_test
LOG='expected 1, got 2' result //a:b_test FAILED
echo 3 >"$area/fake/bazel-status"
ends "tk takes a failed test for one that passed" 1 "2 passed, 2 failed" fast
says "FAILED: //a:b_test: FAILED"
says "  | expected 1, got 2"
grep -q -- '--check_tests_up_to_date' "$area/fake/flags" || { echo "FAIL tests run twice"; failures=1; }

fresh
printf '2 passed, 0 failed, 1 flaky\n' >"$area/fake/tk"
ends "tk tells a flaky test from those that passed" 0 "3 passed, 0 failed" fast

fresh
without //a:b_test
printf '2 passed, 1 not built\n' >"$area/fake/tk"
echo 1 | tee "$area/fake/tk-status" >"$area/fake/bazel-status"
ends "a test was not built, and both say so" 1 "2 passed, 1 failed" fast
says "FAILED: //a:b_test: NO RESULT"

fresh
printf 'some words\n' >"$area/fake/tk"
ends "tk ends without its line" 1 "3 passed, 1 failed" fast

fresh
echo 70 >"$area/fake/tk-status"
ends "tk fails, and no test did" 1 "3 passed, 1 failed" fast

fresh
echo 1 >"$area/fake/bazel-status"
ends "Bazel fails, and no test did" 1 "3 passed, 2 failed" fast

fresh
without @@other~//c:c_test
printf '2 passed, 0 failed\n' >"$area/fake/tk"
ends "a test has no result, and tk knows nothing of it" 1 "2 passed, 2 failed" fast
says "FAILED: @@other~//c:c_test: NO RESULT"

fresh
printf 'tests 4\n' >"$checkout/.ci/floor"
ends "there are fewer tests than before" 1 "3 passed, 1 failed" fast
says "3 of tests ran, .ci/floor asks for at least 4"

fresh
without //a:b_test
echo '{"id":{"targetCompleted":{"label":"//a:b_test"}},"aborted":{"reason":"SKIPPED","description":"Target //a:b_test build was skipped."}}' >>"$area/fake/events"
printf '2 passed, 0 failed, 1 skipped\n' >"$area/fake/tk"
printf 'tests 2\n' >"$checkout/.ci/floor"
ends "a skipped test is said" 0 "2 passed, 0 failed, 1 skipped" fast
says "SKIPPED: //a:b_test"

fresh
without //a:b_test
LOG=$'test child ... ignored, started by another test, which kills it\ntest no_root ... ignored, needs another user' result //a:b_test PASSED
ends "a case that a test skipped is said" 0 "3 passed, 0 failed, 1 skipped" fast
says "SKIPPED: //a:b_test: no_root"

fresh
: >"$area/fake/labels"
ends "there are no tests" 1 "0 passed, 1 failed" fast

fresh
ends "all of it, without the programs that checks need" 0 "24 passed, 0 failed, 6 skipped"
grep -q 'stand_ins_test @aspect_rules_js//\.\.\. .*--test_env=TK_BAZEL_BIN' "$area/fake/asked" || { echo "FAIL the tests of packages mode are not run"; failures=1; }

fresh
executable "$checkout/tools/ci/dev" <<<$'#!/bin/sh\necho the reason >&2\nexit 3'
ends "a check fails" 1 "23 passed, 1 failed, 6 skipped"
says "FAILED: tools/ci/dev (exit code 3)"
says "  | the reason"
says "SKIPPED: //crates/tk:shells_test"
says "SKIPPED: //rules/electron/tests:makensis_test"
says "SKIPPED: //crates/service-store:postgres_test"
says "SKIPPED: //crates/service-run:sandbox_test"
says "SKIPPED: //crates/tachikoma-serve:build_test"
says "SKIPPED: tools/ci/shellcheck --plant"

fresh
executable "$checkout/tools/ci/dev" <<<$'#!/bin/sh\necho begun\nsleep 600'
CHECK_LIMIT=1s ends "a check does not end" 1 "23 passed, 1 failed, 6 skipped"
says "FAILED: tools/ci/dev (exit code 124)"
says "  | stopped after 1s"

fresh
mkdir -p "$area/fake/df"
executable "$area/fake/df/df" <<<$'#!/bin/sh\necho "Filesystem 1024-blocks Used Available"\necho "disk 9 9 1048576"'
executable "$checkout/tools/ci/dev" <<<$'#!/bin/sh\nexit 3'
PATH=$area/fake/df:$PATH ends "a check fails where the disk is nearly full" 1 "23 passed, 1 failed, 6 skipped"
sed -n '/^== /,$p;/^NOTE/p' "$area/out" | grep -q 'NOTE: .* has 1 GiB of free space' || { echo "FAIL nothing says that the disk is nearly full"; failures=$((failures + 1)); }

fresh
sed -i '/check tools\/ci\/dev/d' "$checkout/.ci/run"
ends "a check is gone" 1 "23 passed, 1 failed, 6 skipped"

fresh
printf 'tests 2\npackages 3\nchecks 19\n' >"$checkout/.ci/floor"
commit
ends "the floor was lowered" 1 "23 passed, 1 failed, 6 skipped"
says "tests is 2, but 3 in commit"

fresh
printf 'tests 2 # two of them were one\npackages 3\nchecks 19\n' >"$checkout/.ci/floor"
commit
ends "the floor was lowered for a reason" 0 "24 passed, 0 failed, 6 skipped"

((failures == 0))
