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
# shellcheck disable=SC2016,SC2086,SC2048  # plain, all and minimal are several flags each, cases are words; sh expands for itself
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
trap 'server_down; unmount; run_bazel shutdown || true; chmod -R u+w "$home"; ${RECORD_KEEP:+:} rm -rf "$home"' EXIT

# --noenable_bzlmod: nothing is fetched, whatever registries the machine reaches.
run_bazel() (
    cd "$home/ws"
    exec env -i PATH=/usr/bin:/bin HOME="$home/home" USER=builder LANG=C.UTF-8 ${RECORD_ENV:-} \
        unshare --uts sh -c 'hostname neutral && echo $$ > "$HOME/client" && exec "$@"' sh \
        "$bazel" --nohome_rc --nosystem_rc --output_base="$home/out" --max_idle_secs=30 \
        --host_jvm_args=-Xmx512m "$@"
)

# record NAME COMMAND [ARGUMENT...]: the exit code goes into $code, and into exits.tsv.
record() {
    name=$1
    command=$2
    shift 2
    rm -f "$home/bep/$name.bep"
    code=0
    json=
    case $name in with_json_*) json=--build_event_json_file=$home/bep/$name.json ;; esac
    run_bazel "$command" --noenable_bzlmod --enable_workspace --color=no --curses=no \
        --incompatible_strict_action_env --jobs=4 \
        --build_event_binary_file="$home/bep/$name.bep" ${json:+"$json"} \
        --profile="$home/bep/$name.profile.gz" --noslim_profile \
        --experimental_profile_include_target_label \
        --experimental_profile_include_primary_output \
        "$@" > "$home/bep/$name.out" 2> "$home/bep/$name.err" || code=$?
    note "$name" "$code" recorded
    keep "$name" bep
    [ -z "$json" ] || keep "$name" json
    case $name in
    success | disk_cache | keep_going | tests) keep "$name" profile.gz ;;
    esac
}

# note NAME CODE FILE: how the process ended, and what became of the file.
note() {
    table=$here/exits.tsv
    [ -e "$table" ] || : > "$table"
    { grep -v "^$1	" "$table" || true; printf '%s\t%s\t%s\n' "$1" "$2" "$3"; } | sort > "$table.tmp"
    mv "$table.tmp" "$table"
}

# without_file NAME ARGUMENT...: of a Bazel that ends before it opens the file.
without_file() {
    name=$1
    shift
    echo "of an earlier build" > "$home/bep/$name.bep"
    code=0
    "$@" > "$home/bep/$name.out" 2> "$home/bep/$name.err" || code=$?
    case $(cat "$home/bep/$name.bep") in
    "of an earlier build") note "$name" "$code" untouched ;;
    *) note "$name" "$code" written ;;
    esac
    printf '%-24s exit %3d\n' "$name" "$code"
}

# keep NAME SUFFIX: a profile names nothing of Bazel's own, so its bytes stay as they are.
keep() {
    file=$1.$2
    case $2 in
    bep | json)
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

# What each row of the list of Bazel's ways to end is recorded as.
plain="--noenable_bzlmod --enable_workspace"
to() { printf -- '--build_event_binary_file=%s' "$home/bep/$1.bep"; }

case_with_json_build() {
    fresh
    record with_json_build build $all -k //... //:third //:fourth //:colourful //:grüße //:elsewhere
}
case_with_json_test() {
    rm -f "$home/flaky"
    record with_json_test test $all -k --sandbox_writable_path="$home" --test_timeout=2 \
        //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test
}
case_with_json_errors() { record with_json_errors build -k //missing:target //:broken //:numbers; }
case_with_json_interrupted() {
    fresh
    after 4 INT "$home/home/client"
    record with_json_interrupted build $all //:numbers //:slow
    wait
}
# after SECONDS SIGNAL FILE: sends a signal to the process that a file names.
after() { (sleep "$1" && kill "-$2" "$(cat "$3")") & }
case_action_killed() { record action_killed build $all //:killed; }
case_located() { record located build $all //:located; }
case_much_output() { record much_output build $all //:much_output; }
case_test_runs() { record test_runs test $all --runs_per_test=2 //:sharded_test; }
case_test_data_broken() { record test_data_broken test $all //:unbuilt_test; }
case_no_tests() { record no_tests test $all //:numbers; }
case_loading_error_keep_going() {
    record loading_error_keep_going build -k //missing:target //:numbers
}
case_analysis_error_keep_going() { record analysis_error_keep_going build -k //:broken //:numbers; }
# package FOLDER NAME...: a package of tests with these names, until `packages_gone`.
package() {
    folder=$1
    shift
    mkdir -p "$home/ws/$folder"
    {
        echo 'load("//:rules.bzl", "script_test")'
        for name in "$@"; do
            echo "script_test(name = '$name', size = 'small', script = $(script_of "$name"))"
        done
    } > "$home/ws/$folder/BUILD.bazel"
}
script_of() {
    case $1 in
    fails_*) echo "'echo expected 1, got 2; exit 5'" ;;
    flaky_*) echo "'echo not now; exit 1', flaky = True" ;;
    slow_*) echo "'sleep 20'" ;;
    skipped_*) echo "'exit 0', target_compatible_with = ['//:other_os']" ;;
    *) echo "'exit 0'" ;;
    esac
}
packages_gone() { rm -r "$home/ws/some"; }
# A pattern leaves out what is not for this platform.
case_tests_skipped() {
    package some/tests passes_test skipped_test
    record tests_skipped test $all //some/...
    packages_gone
}
case_only_tests_skipped() {
    package some/tests skipped_test
    record only_tests_skipped test $all //some/...
    packages_gone
}
# The first test that fails stops the others; Bazel calls its action a failure, too.
case_tests_stopped() {
    fresh
    package some/tests fails_late_test slow_1_test slow_2_test
    sed -i 's/echo expected/sleep 3; echo expected/' "$home/ws/some/tests/BUILD.bazel"
    record tests_stopped test $all --notest_keep_going --local_cpu_resources=4 //some/...
    packages_gone
}
# Between the first attempt and the next one.
case_flaky_stopped() {
    fresh
    package some/tests flaky_test slow_1_test fails_late_test
    sed -i 's/echo expected/sleep 5; echo expected/; s/echo not now;/sleep 4; echo not now;/' "$home/ws/some/tests/BUILD.bazel"
    record flaky_stopped test $all --notest_keep_going --local_cpu_resources=4 //some/...
    packages_gone
}
case_not_built() {
    package some/tests passes_test
    record not_built test $all --nobuild //some/...
    packages_gone
}
# Packages below a pattern: of those that cannot be loaded there is no event at all.
case_loading_errors_below() {
    package some/good passes_test
    mkdir "$home/ws/some/no_repository" "$home/ws/some/no_syntax" "$home/ws/some/no_file"
    printf 'load("@nowhere//:def.bzl", "x")\nx(name = "x")\n' > "$home/ws/some/no_repository/BUILD.bazel"
    printf 'this is no Starlark (\n' > "$home/ws/some/no_syntax/BUILD.bazel"
    printf '\nload("//some:gone.bzl", "x")\n' > "$home/ws/some/no_file/BUILD.bazel"
    record loading_errors_below test -k $all //some/...
    record loading_error_below test $all //some/...
    packages_gone
}
case_bad_module() {
    echo 'module(name = ' > "$home/ws/MODULE.bazel"
    record bad_module build --enable_bzlmod --noenable_workspace //:numbers
    rm "$home/ws/MODULE.bazel"
}
case_terminated() {
    fresh
    after 4 TERM "$home/home/client"
    record terminated build $all //:numbers //:slow
    wait
}
# The server builds on, holds the lock, and writes of a success that nobody waits for.
case_client_killed() {
    fresh
    after 4 KILL "$home/home/client"
    name=client_killed_open
    code=0
    run_bazel build $plain --color=no --curses=no --incompatible_strict_action_env $all \
        "$(to $name)" //:numbers //:brief > "$home/bep/$name.out" 2> "$home/bep/$name.err" || code=$?
    cp "$home/bep/$name.bep" "$home/bep/client_killed.bep"
    mv "$home/bep/$name.bep" "$home/bep/moved"
    cp "$home/bep/client_killed.bep" "$home/bep/$name.bep"
    note $name "$code" recorded
    keep $name bep
    run_bazel info $plain > "$home/bep/info.out" 2>&1
    mv "$home/bep/moved" "$home/bep/client_killed.bep"
    note client_killed "$code" recorded
    keep client_killed bep
}
case_server_killed() {
    fresh
    after 4 KILL "$home/out/server/server.pid.txt"
    record server_killed build $all //:numbers //:slow
    wait
}
# Debian's Bazel crashes on it.
case_server_crash() {
    record server_crash build $all --execution_log_compact_file="$home/log" //:numbers
}
case_executor_gone() {
    fresh
    record executor_gone build $all --remote_executor=grpc://127.0.0.1:1 --remote_retries=0 //:numbers
}
case_bes_refused() { record bes_refused build $all --bes_backend=grpc://127.0.0.1:1 //:numbers; }
# refused_with STATUS NAME: with a build event service that answers every call with a gRPC status. Needs Node.js.
refused_with() {
    fresh
    server_up node "$here/refusing_bes.mjs" "$home/port" "$1"
    record "$2" build $all --bes_backend="grpc://127.0.0.1:$(cat "$home/port")" --bes_timeout=60s //:numbers
    server_down
}
case_bes_rejected() { refused_with 3 bes_rejected; }
case_bes_unauthenticated() { refused_with 16 bes_unauthenticated; }
# A new server knows nothing of the files that the one before did not fetch.
case_cache_evicted() {
    cache_up
    fresh
    run_bazel build $plain --incompatible_strict_action_env --remote_cache="$cache" //:both \
        > "$home/bep/upload.out" 2>&1
    fresh
    minimal="--remote_cache=$cache --remote_download_minimal"
    minimal="$minimal --experimental_remote_cache_eviction_retries=0"
    run_bazel build $plain --incompatible_strict_action_env $minimal //:letters //:numbers \
        > "$home/bep/minimal.out" 2>&1
    python3 "$here/http_cache.py" clear "$cache"
    record cache_evicted build $all $minimal //:both
    server_down
}
# Bazel begins anew by itself, as another invocation, in the same file.
case_cache_evicted_retried() {
    cache_up
    fresh
    run_bazel build $plain --incompatible_strict_action_env --remote_cache="$cache" //:both \
        > "$home/bep/upload.out" 2>&1
    fresh
    minimal="--remote_cache=$cache --remote_download_minimal"
    minimal="$minimal --experimental_remote_cache_eviction_retries=2"
    run_bazel build $plain --incompatible_strict_action_env $minimal //:letters //:numbers \
        > "$home/bep/minimal.out" 2>&1
    python3 "$here/http_cache.py" clear "$cache"
    record cache_evicted_retried build $all $minimal //:both
    server_down
}
case_remote_cache() {
    cache_up
    fresh
    run_bazel build $plain --incompatible_strict_action_env --remote_cache="$cache" //... \
        > "$home/bep/upload.out" 2>&1
    fresh
    record remote_cache build $all --remote_cache="$cache" //...
    server_down
}
cache_up() {
    server_up python3 "$here/http_cache.py" serve "$home/port"
    cache=http://127.0.0.1:$(cat "$home/port")
}
# server_up COMMAND...: a server that writes its port to $home/port.
server_up() {
    "$@" &
    server_pid=$!
    while [ ! -s "$home/port" ]; do sleep 0.1; done
}
server_down() {
    [ -z "${server_pid-}" ] || kill "$server_pid" 2> "$home/bep/kill.err" || true
    server_pid=
    rm -f "$home/port"
}
# Needs root, for a disk of 8 KiB.
case_full_disk() {
    mkdir -p "$home/full"
    mount -t tmpfs -o size=8k tmpfs "$home/full"
    mounted=$home/full
    code=0
    run_bazel build $plain --color=no --curses=no --incompatible_strict_action_env $all \
        --build_event_binary_file="$home/full/full_disk.bep" //:numbers \
        > "$home/bep/full_disk.out" 2> "$home/bep/full_disk.err" || code=$?
    cp "$home/full/full_disk.bep" "$home/bep/full_disk.bep"
    note full_disk "$code" recorded
    keep full_disk bep
    unmount
}
unmount() {
    # The server has the file open.
    [ -z "${mounted-}" ] || { run_bazel shutdown && umount "$mounted"; }
    mounted=
}
# Every write fails.
case_no_space() {
    name=no_space
    code=0
    run_bazel build $plain --color=no --curses=no --incompatible_strict_action_env \
        --build_event_binary_file=/dev/full //:numbers > "$home/bep/$name.out" 2> "$home/bep/$name.err" || code=$?
    note $name "$code" none
    printf '%-24s exit %3d\n' "$name" "$code"
}
# What benchmarks make huge streams of: targets as long-named as real ones, with several files each.
case_bulk() {
    package=services/checkout/backend/internal
    mkdir -p "$home/ws/$package"
    for number in 1 2 3 4 5 6 7 8; do
        name=module_000000$number
        echo "genrule(name = '$name', srcs = glob(['*.in']), cmd = 'for out in \$(OUTS); do echo > \$\$out; done',"
        echo "    outs = ['$name.js', '$name.js.map', '$name.d.ts', '$name.css'])"
    done > "$home/ws/$package/BUILD.bazel"
    record bulk build $all "//$package/..."
    rm -r "$home/ws/services"
}
case_bad_startup_flag() {
    without_file bad_startup_flag run_bazel --no_such_startup_flag build $plain "$(to bad_startup_flag)"
}
case_bad_rc() {
    echo 'build --no_such_flag_in_rc' > "$home/ws/.bazelrc"
    without_file bad_rc run_bazel build $plain "$(to bad_rc)" //:numbers
    rm "$home/ws/.bazelrc"
}
case_no_workspace() {
    mv "$home/ws" "$home/elsewhere"
    mkdir "$home/ws"
    without_file no_workspace run_bazel build "$(to no_workspace)" //:numbers
    rmdir "$home/ws"
    mv "$home/elsewhere" "$home/ws"
}
case_lock_held() {
    fresh
    run_bazel build $plain --incompatible_strict_action_env //:brief > "$home/bep/brief.out" 2>&1 &
    sleep 3
    without_file lock_held run_bazel --noblock_for_lock build $plain "$(to lock_held)" //:numbers
    wait
}

for case in ${*:-success null_rebuild action_cache disk_cache action_failure keep_going \
    default_events verbose_failures colourful not_ascii tests tests_cached plain_test loading_error \
    analysis_error bad_flag run mode secrets interrupted \
    with_json_build with_json_test with_json_errors with_json_interrupted action_killed located \
    much_output test_runs test_data_broken no_tests loading_error_keep_going \
    tests_skipped only_tests_skipped tests_stopped flaky_stopped not_built loading_errors_below \
    analysis_error_keep_going bad_module terminated client_killed server_killed server_crash \
    executor_gone bes_refused bes_rejected bes_unauthenticated cache_evicted cache_evicted_retried remote_cache full_disk no_space bulk bad_startup_flag bad_rc \
    no_workspace lock_held}; do
    "case_$case"
done
