#!/bin/sh
# Which Bazel runs and where the modules come from.
. "$(dirname "$0")/harness.sh"

# bazelisk_that BODY [VERSION [SAYING]]: puts a bazelisk on PATH that does BODY when it is asked to resolve modules,
# and SAYING when it is asked for its version.
bazelisk_that() {
  saying=${3:-"echo 'bazel ${2:-7.7.1}'"}
  replace bazelisk <<END
#!/bin/sh
echo "\$*" >>"\$FAKE_LOG/bazelisk"
case "\$*" in
  --version) $saying ;;
  "mod dump_repo_mapping ") $1 ;;
  *build*)
    mkdir -p .tk/bazel-bin/crates/tk
    printf '#!/bin/sh\necho "\$TK_MODULES_MODE|\$TK_ROOT|\$TK_CACHE|\$TK_BAZEL_BIN|\$*" >>"\$FAKE_LOG/tk"\n' >.tk/bazel-bin/crates/tk/tk
    chmod 755 .tk/bazel-bin/crates/tk/tk ;;
  *) echo "ERROR: not understood: \$*" >&2; exit 2 ;;
esac
END
}

# mode_and_bazel: what the last tk was told of them, whichever Bazel built it.
mode_and_bazel() { tail -n 1 "$log/tk" | cut -d'|' -f1,4; }

fresh_machine
bazelisk_that 'echo "<root>"'
tk x
expect_status 0 "bazelisk that reaches the registry"
expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "central mode runs that bazelisk"
expect_equal "$(calls apt-get)" 0 "central mode does not call apt"
refuse_text "$(cat "$checkout/.tk/bazelrc")" "override_module" "central mode overrides no module"
expect_text "$err" "central mode: $fake_path/bazelisk (Bazel 7.7.1) can reach" "central mode says why"
: >"$log/bazelisk"
sleep 0.02
touch "$checkout/tools/bootstrap"
tk x
refuse_text "$(cat "$log/bazelisk")" "mod " "the verdict is remembered"
tk doctor
expect_text "$out" "7.7.1 at $fake_path/bazelisk" "doctor says which Bazel that is"

# Another version is another question.
sleep 0.02
echo 8.4.2 >"$checkout/.bazelversion"
bazelisk_that 'echo "{}"' 8.4.2
tk x
expect_text "$(cat "$log/bazelisk")" "mod dump_repo_mapping" "another .bazelversion asks again"
expect_text "$err" "(Bazel 8.4.2) can reach" "and its Bazel is in force"
tk doctor
expect_text "$out" "runs in every build: tk skips it only with 7.7.1" "doctor says that this one is never skipped"

fresh_machine
bazelisk_that 'echo "ERROR: Unknown host" >&2; exit 1'
tk x
expect_status 0 "bazelisk that does not reach the registry"
expect_text "$(cat "$log/tk")" "packages|" "then packages mode is in force"
expect_text "$err" "it cannot resolve the modules (ERROR: Unknown host)" "packages mode says what bazelisk said"
: >"$log/bazelisk"
sleep 0.02
touch "$checkout/tools/bootstrap"
tk x
expect_equal "$(cat "$log/bazelisk")" "" "a refusal is an answer, and remembered"
tk doctor
expect_text "$out" "to check it again on the next run: rm '$checkout/.tk/settings'" "doctor says how to ask again"

fresh_machine
bazelisk_that : 7.7.1 'echo "ERROR: could not download Bazel" >&2; exit 1'
tk x
expect_text "$err" "it does not print its version (ERROR: could not download Bazel)" "bazelisk without a Bazel is named"
expect_text "$(cat "$log/tk")" "packages|" "then packages mode is in force, too"

# A time-out is no answer: this run goes on, and the next asks again.
fresh_machine
bazelisk_that 'sleep 30'
settings="TK_PROBE_SECONDS=1"
tk x
expect_status 0 "bazelisk that never answers"
expect_text "$err" "no answer from $fake_path/bazelisk after 1 s: using packages mode for now; the next run tries again" "the time-out is said"
expect_text "$(cat "$log/tk")" "packages|" "after the time-out packages mode is in force"
expect_equal "$(ps -eo args | grep -c "[b]in/bazelisk mod")" 0 "the bazelisk that hangs is stopped"
tk doctor
expect_text "$out" "checks whether $fake_path/bazelisk can reach" "doctor knows that the next run asks"
settings=
bazelisk_that 'echo "{}"'
tk x
expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "the next run asks again, and gets an answer"

fresh_machine
bazelisk_that : 7.7.1 'sleep 30'
settings="TK_PROBE_SECONDS=1"
tk x
expect_text "$err" "no answer from" "a Bazel whose version takes too long is no answer either"
expect_equal "$(ls "$checkout/.tk/settings" 2>/dev/null)" "" "and nothing is remembered of it"
settings=

# Which versions serve.
for version in 7.7.1 7.7.2 7.10.0 8.0.0 8.4.2 9.0.0 9.1.0-pre.20260101.1 "7.7.1- (@non-git)"; do
  fresh_machine
  bazelisk_that 'echo "{}"' "$version"
  tk x
  expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "Bazel $version serves"
done
for version in 4.2.3 6.5.0 7.6.9 7.7.0; do
  fresh_machine
  bazelisk_that 'echo "{}"' "$version"
  tk x
  expect_text "$err" "Bazel $version is too old: 7.7.1 is the oldest" "Bazel $version is named as too old"
  expect_text "$(cat "$log/tk")" "packages|" "and is not used"
  refuse_text "$(cat "$log/bazelisk")" "mod " "nor asked for modules"
  settings="TK_MODULES=central"
  tk x
  expect_status 69 "central mode with Bazel $version"
  expect_text "$err" "$fake_path/bazelisk is Bazel $version: 7.7.1 is the oldest" "which is named there, too"
  settings=
done

fresh_machine
bazelisk_that 'echo "{}"' 10.0.0
tk x
expect_text "$err" "Bazel 10.0.0 is newer than the versions that were tested" "a Bazel that nobody tried is named"
expect_text "$(cat "$log/tk")" "packages|" "and not taken unasked"
settings="TK_MODULES=central"
tk x
expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "but for who asks for it"
settings=

fresh_machine
bazelisk_that 'echo "{}"' "" 'echo "bazel no_version"'
tk x
expect_text "$err" "it does not print a Bazel version (bazel no_version)" "a Bazel without a version is named"
settings="TK_MODULES=central"
tk x
expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "and used by who asks for it"
settings=

fresh_machine
bazelisk_that 'echo "{}"' 6.5.0
mv "$fake_path/bazelisk" "$fake_path/own-bazel"
settings="TK_BAZEL=own-bazel TK_MODULES=packages"
tk x
expect_status 69 "TK_BAZEL that is too old"
expect_text "$err" "own-bazel is Bazel 6.5.0: 7.7.1 is the oldest" "TK_BAZEL's version is named"
expect_equal "$(calls apt-get)" 0 "before anything is downloaded"
settings=

fresh_machine
bazelisk_that 'exit 1'
settings="TK_MODULES=central"
tk x
expect_equal "$(mode_and_bazel)" "central|$fake_path/bazelisk" "TK_MODULES=central does not ask"
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
expect_text "$err" "TK_BAZEL is not a program: /nowhere/bazel" "TK_BAZEL is named"

fresh_machine
bazelisk_that 'exit 1'
mv "$fake_path/bazelisk" "$fake_path/own-bazel"
settings="TK_BAZEL=own-bazel TK_MODULES=packages"
tk x
expect_equal "$(mode_and_bazel)" "packages|$fake_path/own-bazel" "TK_BAZEL runs with the modules of the packages"
settings=

# The launcher's own Bazel on PATH is no Bazel of the user's.
fresh_machine
tk env
eval "$(echo "$out" | sed 's/PATH=/own_path=/; s/:"\$PATH"//')"
bazel=$(readlink "$own_path/bazel")
expect_equal "$bazel" "$(prefixes)/bin/bazel" "env names the launcher's Bazel"
expect_equal "$TK_MODULES_MODE" packages "env names the source of the modules"
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
