#!/bin/sh
# Which Bazel runs and where the modules come from.
. "$(dirname "$0")/harness.sh"

# bazelisk_that BODY: puts a bazelisk on PATH; `--version` answers with the pinned version.
bazelisk_that() {
  replace bazelisk <<END
#!/bin/sh
echo "\$*" >>"\$FAKE_LOG/bazelisk"
case "\$*" in
  --version) echo "bazel 7.7.1" ;;
  "mod graph"*) $1 ;;
  *build*)
    mkdir -p .tk/bazel-bin/crates/tk
    printf '#!/bin/sh\necho "\$TK_MODULES_MODE|\$TK_BAZEL_BIN" >>"\$FAKE_LOG/tk"\n' >.tk/bazel-bin/crates/tk/tk
    chmod 755 .tk/bazel-bin/crates/tk/tk ;;
esac
END
}

fresh_machine
bazelisk_that 'echo "<root>"'
tk x
expect_status 0 "bazelisk that reaches the registry"
expect_equal "$(cat "$log/tk")" "central|$fake_path/bazelisk" "central mode runs that bazelisk"
expect_equal "$(calls apt-get)" 0 "central mode does not call apt"
refuse_text "$(cat "$checkout/.tk/bazelrc")" "override_module" "central mode overrides no module"
expect_text "$err" "central mode: $fake_path/bazelisk reaches" "central mode says why"
: >"$log/bazelisk"
sleep 0.02
touch "$checkout/tools/bootstrap"
tk x
refuse_text "$(cat "$log/bazelisk")" "mod graph" "the verdict is remembered"

fresh_machine
bazelisk_that 'echo "ERROR: Unknown host" >&2; exit 1'
tk x
expect_status 0 "bazelisk that does not reach the registry"
expect_text "$(cat "$log/tk")" "packages|" "then packages mode is in force"
expect_text "$err" "ERROR: Unknown host" "packages mode says what bazelisk said"

fresh_machine
bazelisk_that 'sleep 30'
settings="TK_PROBE_SECONDS=3"
tk x
expect_status 0 "bazelisk that never answers"
expect_text "$err" "no answer in time" "the time-out is named"
expect_text "$(cat "$log/tk")" "packages|" "after the time-out packages mode is in force"
expect_equal "$(ps -eo args | grep -c "[b]in/bazelisk mod graph")" 0 "the bazelisk that hangs is stopped"
settings=

fresh_machine
printf '#!/bin/sh\necho "bazel 4.2.3"\n' | replace bazel
tk x
expect_text "$err" "it is not Bazel 7.7.1 (bazel 4.2.3)" "an unsuitable version is named"
expect_text "$(cat "$log/tk")" "packages|" "an unsuitable version is not used"

fresh_machine
bazelisk_that 'exit 1'
settings="TK_MODULES=central"
tk x
expect_equal "$(cat "$log/tk")" "central|$fake_path/bazelisk" "TK_MODULES=central does not ask"
settings="TK_MODULES=packages"
tk x
expect_text "$(tail -n 1 "$log/tk")" "packages|" "TK_MODULES=packages changes the mode"
settings="TK_MODULES=elsewhere"
tk x
expect_status 64 "TK_MODULES=elsewhere"
expect_text "$err" "TK_MODULES is 'elsewhere'" "a wrong TK_MODULES is named"

fresh_machine
settings="TK_MODULES=central"
tk x
expect_status 69 "TK_MODULES=central without Bazel"
expect_text "$err" "Install bazelisk" "central mode without Bazel says what to install"

fresh_machine
settings="TK_BAZEL=/nowhere/bazel"
tk x
expect_status 69 "TK_BAZEL that is not there"
expect_text "$err" "TK_BAZEL names no program: /nowhere/bazel" "TK_BAZEL is named"

fresh_machine
bazelisk_that 'exit 1'
mv "$fake_path/bazelisk" "$fake_path/own-bazel"
settings="TK_BAZEL=own-bazel TK_MODULES=packages"
tk x
expect_equal "$(cat "$log/tk")" "packages|$fake_path/own-bazel" "TK_BAZEL runs with the modules of the packages"
settings=

# The launcher's own Bazel on PATH is no Bazel of the user's.
fresh_machine
tk env
eval "$(echo "$out" | sed 's/PATH=/own_path=/; s/:"\$PATH"//')"
bazel=$(readlink "$own_path/bazel")
expect_equal "$bazel" "$(prefixes)/bin/bazel" "env names the launcher's Bazel"
ln -s "$own_path/bazel" "$fake_path/unused"
rm -r "$checkout/.tk/settings"
status=0
env -i PATH="$own_path:$fake_path" HOME="$home" FAKE_LOG="$log" "$checkout/tk" x 2>"$area/err" || status=$?
expect_status 0 "with the launcher's Bazel on PATH"
expect_text "$(cat "$area/err")" "no bazelisk or bazel on PATH" "the launcher's Bazel is not taken for the user's"

tk bazel exit-with-37 "a b"
expect_status 37 "./tk bazel passes the exit code on"
expect_text "$(tail -n 1 "$log/bazel")" "exit-with-37 a b" "./tk bazel passes the arguments on"

finish
