#!/bin/sh
# What .tk/bazelrc says, and the tree of links that puts our files into rules_rust.
. "$(dirname "$0")/harness.sh"

fresh_machine
ours=$checkout/tools/bootstrap/modules/rules_rust_crate_universe
tk x
rc=$(cat "$checkout/.tk/bazelrc")
prefix=$(prefixes)
expect_text "$rc" "common \"--override_module=rules_rust=$prefix/usr/share/bazel/rules/rust\"" "Debian's module is quoted"
expect_text "$rc" 'common "--override_module=zlib=%workspace%/tools/bootstrap/modules/zlib"' "a stand-in is named from the workspace"
expect_text "$rc" "--noenable_workspace --lockfile_mode=off" "no WORKSPACE, no lock file"
expect_equal "$(echo "$rc" | grep -c rules_rust)" 1 "a module is overridden once"

# A stand-in of the checkout comes before Debian's copy.
mkdir "$checkout/tools/bootstrap/modules/rules_cc"
tk x
refuse_text "$(cat "$checkout/.tk/bazelrc")" "modules/rules_cc" "a folder without MODULE.bazel is no module"
touch "$checkout/tools/bootstrap/modules/rules_cc/MODULE.bazel"
tk x
expect_text "$(cat "$checkout/.tk/bazelrc")" '=rules_cc=%workspace%/tools/bootstrap/modules/rules_cc"' "a new stand-in is used"
refuse_text "$(cat "$checkout/.tk/bazelrc")" "$prefix/usr/share/bazel/rules/cc" "instead of Debian's copy"

# Our files in Debian's rules_rust.
mkdir -p "$ours/private/deep"
echo ours >"$ours/extension.bzl"
echo ours >"$ours/private/deep/new.bzl"
tk x
farm=$checkout/.tk/modules/rules_rust
expect_text "$(cat "$checkout/.tk/bazelrc")" '=rules_rust=%workspace%/.tk/modules/rules_rust"' "rules_rust is the tree of links"
expect_equal "$(cat "$farm/crate_universe/extension.bzl")" ours "our file replaces Debian's"
expect_equal "$(cat "$farm/crate_universe/private/deep/new.bzl")" ours "our new file is there"
expect_equal "$(cat "$farm/crate_universe/private/theirs.bzl")" theirs "beside Debian's own"
expect_equal "$(cat "$farm/rust/defs.bzl")" theirs "the rest is Debian's"
expect_equal "$(cat "$prefix/usr/share/bazel/rules/rust/crate_universe/extension.bzl")" theirs "the prefix is untouched"

echo edited >"$ours/extension.bzl"
expect_equal "$(cat "$farm/crate_universe/extension.bzl")" edited "an edit is seen without a run"
rm "$ours/private/deep/new.bzl"
tk x
expect_equal "$(find "$farm" -name new.bzl)" "" "a removed file goes"

# What newer versions have is added to rust/ likewise.
newer=$checkout/tools/bootstrap/modules/rules_rust_rust
mkdir -p "$newer/settings"
echo ours >"$newer/defs.bzl"
echo one >"$newer/settings/one.BUILD.tpl"
tk x
expect_equal "$(cat "$farm/rust/settings/BUILD.bazel")" "theirs
one" "a target is added to a BUILD file"
expect_equal "$(cat "$farm/rust/defs.bzl")" ours "our file replaces Debian's there, too"
expect_equal "$(cat "$farm/rust/debian_defs.bzl")" theirs "which can be loaded from it"
echo other >"$newer/settings/one.BUILD.tpl"
tk x
expect_equal "$(tail -n 1 "$farm/rust/settings/BUILD.bazel")" other "an edited target is added anew"
expect_equal "$(cat "$prefix/usr/share/bazel/rules/rust/rust/settings/BUILD.bazel")" theirs "and the prefix is untouched"

mv "$checkout" "$area/moved"
checkout=$area/moved
expect_equal "$(cat "$checkout/.tk/modules/rules_rust/crate_universe/extension.bzl")" edited "a moved checkout keeps its links"

# An unchanged rc keeps its time stamp and the tree its place, so that Bazel has nothing to do.
touch -d '2020-01-01' "$checkout/.tk/bazelrc"
inode=$(stat -c %i "$checkout/.tk/modules/rules_rust")
touch "$checkout/tools/bootstrap"
tk x
expect_equal "$(stat -c %y "$checkout/.tk/bazelrc" | cut -c1-10)" 2020-01-01 "an unchanged rc is left alone"
expect_equal "$(stat -c %i "$checkout/.tk/modules/rules_rust")" "$inode" "an unchanged tree is left alone"

# A damaged rc or settings file is written anew.
rm "$checkout/.tk/bazelrc"
echo half >"$checkout/.tk/settings"
tk x
expect_status 0 "damaged settings"
expect_text "$(cat "$checkout/.tk/bazelrc")" "override_module" "a removed rc is written anew"

finish
