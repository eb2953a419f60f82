#!/bin/sh
# Records what Bazel writes, for the tests of this crate.
#
#   BAZEL=<bazel> crates/bep/testdata/record.sh [CASE...]
#
# A recording holds the whole environment of its maker. So it is made as nobody in particular,
# in a folder that is the same everywhere, with an empty environment; the one path that cannot be
# neutral, Bazel's own (RECORD_HIDE, a folder), is overwritten by as many other letters, which
# keeps every length in the file true. A recording that still names the machine is refused.
# Needs Linux, and the right to `unshare` (root or user namespaces), for the host's name.
set -eu

bazel=${BAZEL:?set BAZEL to the Bazel to record}
hide=${RECORD_HIDE:-$(dirname "$bazel")}
here=$(cd "$(dirname "$0")" && pwd)
home=/tmp/neutral
host=$(hostname)

rm -rf "$home"
mkdir -p "$home/ws" "$home/home" "$home/bep"
cp "$here/workspace/rules.bzl" "$home/ws/rules.bzl"
cp "$here/workspace/BUILD.bazel.in" "$home/ws/BUILD.bazel"
: > "$home/ws/WORKSPACE"
trap 'run_bazel shutdown || true; chmod -R u+w "$home"; ${RECORD_KEEP:+:} rm -rf "$home"' EXIT

# --noenable_bzlmod: nothing is fetched, whatever registries the machine reaches.
run_bazel() (
    cd "$home/ws"
    exec env -i PATH=/usr/bin:/bin HOME="$home/home" USER=builder LANG=C.UTF-8 ${RECORD_ENV:-} \
        unshare --uts sh -c 'hostname neutral && echo $$ > "$HOME/client" && exec "$@"' sh \
        "$bazel" --nohome_rc --nosystem_rc --output_base="$home/out" --max_idle_secs=30 \
        --host_jvm_args=-Xmx512m "$@"
)

# record NAME COMMAND [ARGUMENT...]: the exit code goes into $code.
record() {
    name=$1
    command=$2
    shift 2
    rm -f "$home/bep/$name.bep"
    code=0
    run_bazel "$command" --noenable_bzlmod --enable_workspace --color=no --curses=no \
        --incompatible_strict_action_env --jobs=4 \
        --build_event_binary_file="$home/bep/$name.bep" \
        --profile="$home/bep/$name.profile.gz" --noslim_profile \
        --experimental_profile_include_target_label \
        --experimental_profile_include_primary_output \
        "$@" > "$home/bep/$name.out" 2> "$home/bep/$name.err" || code=$?
    keep "$name" bep
    case $name in
    success | disk_cache | keep_going | tests) keep "$name" profile.gz ;;
    esac
}

# keep NAME SUFFIX: a profile names nothing of Bazel's own, so its bytes stay as they are.
keep() {
    file=$1.$2
    case $2 in
    bep)
        stand_in=$(printf '%s' "$hide" | sed 's/./x/g')
        LC_ALL=C sed "s|$hide|$stand_in|g" "$home/bep/$file" > "$here/$file.tmp"
        cp "$here/$file.tmp" "$home/bep/text"
        ;;
    profile.gz)
        cp "$home/bep/$file" "$here/$file.tmp"
        gzip -dc "$here/$file.tmp" > "$home/bep/text"
        ;;
    esac
    for own in "$HOME" "$host" "$(id -un)" "$hide"; do
        # A name such as "vm" is part of too many words, and everybody is root somewhere.
        [ "${#own}" -gt 3 ] && [ "$own" != root ] || continue
        if LC_ALL=C grep -aqF -- "$own" "$home/bep/text"; then
            rm -f "$here/$file.tmp"
            echo "$file: the recording names $own" >&2
            exit 1
        fi
    done
    mv "$here/$file.tmp" "$here/$file"
    printf '%-24s exit %3d %7d bytes\n' "$file" "$code" "$(wc -c < "$here/$file")"
}

all=--build_event_publish_all_actions
fresh() { run_bazel clean --noenable_bzlmod --enable_workspace > "$home/bep/clean.out" 2>&1; }

case_success() { fresh; record success build $all //...; }
case_null_rebuild() { record null_rebuild build $all //...; }
case_action_cache() {
    run_bazel shutdown > "$home/bep/shutdown.out" 2>&1
    record action_cache build $all //...
}
case_disk_cache() {
    fresh
    run_bazel build --noenable_bzlmod --enable_workspace --incompatible_strict_action_env \
        --disk_cache="$home/disk" //... > "$home/bep/disk.out" 2>&1
    fresh
    record disk_cache build $all --disk_cache="$home/disk" //...
}
case_action_failure() { record action_failure build $all //:fails; }
case_keep_going() {
    fresh
    record keep_going build $all -k //... //:third //:fourth //:colourful
    mkdir -p "$here/steps"
    for step in first second third fourth; do
        cat "$home/ws/bazel-bin/$step.step.json" > "$here/steps/$step.step.json"
    done
}
case_default_events() { fresh; record default_events build //:both //:fails -k; }
case_verbose_failures() { record verbose_failures build --verbose_failures //:fails; }
case_colourful() { record colourful build //:colourful; }
case_not_ascii() { record not_ascii build $all //:grüße; }
case_tests() {
    rm -f "$home/flaky"
    record tests test $all -k --sandbox_writable_path="$home" --test_timeout=2 //:passes_test \
        //:fails_test //:flaky_test //:slow_test //:unbuilt_test
}
case_tests_cached() { record tests_cached test $all --test_timeout=2 //:passes_test; }
case_loading_error() { record loading_error build //missing:target; }
case_analysis_error() { record analysis_error build //:broken; }
case_bad_flag() { record bad_flag build --no_such_flag //:both; }
case_run() { record run run $all //:exits_3; }
# As people without our flags make them.
case_plain_test() { record plain_test test //:passes_test //:fails_test --cache_test_results=no; }
case_mode() { record mode build $all --//:mode=production //:numbers; }
case_secrets() {
    RECORD_ENV='API_TOKEN=hunter2-env' record secrets build $all \
        --action_env=API_TOKEN=hunter2-action --client_env=OTHER=hunter2-client \
        --remote_header=authorization=hunter2-header //:numbers
}
# By then the first target is built and the second one sleeps.
case_interrupted() {
    fresh
    (
        sleep 4
        kill -INT "$(cat "$home/home/client")"
    ) &
    record interrupted build $all //:numbers //:slow
    wait
}

for case in ${*:-success null_rebuild action_cache disk_cache action_failure keep_going \
    default_events verbose_failures colourful not_ascii tests tests_cached plain_test loading_error \
    analysis_error bad_flag run mode secrets interrupted}; do
    "case_$case"
done
