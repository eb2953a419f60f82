use super::*;
use crate::shell::shell_line;

fn line(invocation: &Invocation) -> String {
    let arguments = invocation
        .arguments(&Recordings::below(Path::new("/tmp/run")))
        .unwrap();
    shell_line(Path::new("bazel"), &arguments)
}

#[test]
fn every_choice_has_its_flag() {
    let mut build = Invocation::new(Verb::Build, Mode::Production);
    build.targets = vec!["//:rust-build".to_owned(), "-//web/...".to_owned()];
    insta::assert_snapshot!(line(&build), @"bazel build --config=production --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile --color=no --curses=yes --show_timestamps --show_progress --noprogress_in_terminal_title --ui_event_filters=+error --show_result=0 --ui_actions_shown=6 --terminal_columns=240 --show_progress_rate_limit=1 --build_event_binary_file_path_conversion=no -- //:rust-build -//web/...");
    build.platform = Some("darwin-arm64".to_owned());
    build.parallel = false;
    build.keep_going = true;
    build.live = true;
    build.user_flags = vec!["--define=a=b c".to_owned()];
    insta::assert_snapshot!(line(&build), @"bazel build --config=production --platforms=//platforms:darwin-arm64 --jobs=1 --keep_going --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile '--define=a=b c' --color=no --curses=yes --show_timestamps --show_progress --noprogress_in_terminal_title --ui_event_filters=+error --show_result=0 --ui_actions_shown=6 --terminal_columns=240 --show_progress_rate_limit=0.2 --build_event_binary_file_path_conversion=no -- //:rust-build -//web/...");
}

#[test]
fn the_last_word_on_times_counts() {
    let wanted = |of_rc: &[&str], typed: &[&str]| {
        let mut build = Invocation::new(Verb::Build, Mode::Development);
        build.user_flags = typed.iter().map(|it| (*it).to_owned()).collect();
        let given = of_rc.iter().map(|option| Given {
            option: (*option).to_owned(),
            place: crate::rc::Place::default(),
        });
        build.of_rc = given.collect();
        build.wants_times()
    };
    assert!(!wanted(&[], &[]));
    assert!(wanted(&[], &["--show_timestamps", "--jobs=1"]));
    assert!(wanted(
        &["--noshow_timestamps", "--show_timestamps=yes"],
        &[]
    ));
    assert!(wanted(&["--noshow_timestamps"], &["--show_timestamps"]));
    assert!(!wanted(
        &["--show_timestamps"],
        &["--show_timestamps=false"]
    ));
}

#[test]
fn many_targets_go_into_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let recordings = Recordings::below(dir.path());
    let mut build = Invocation::new(Verb::Test, Mode::Test);
    build.targets = (0..3000)
        .map(|number| format!("//some/package:test_{number}"))
        .collect();
    let arguments = build.arguments(&recordings).unwrap();
    let last = arguments.last().unwrap().to_string_lossy().into_owned();
    assert!(last.starts_with("--target_pattern_file="), "{last}");
    build.write_targets(&recordings).unwrap();
    let text = std::fs::read_to_string(&recordings.targets).unwrap();
    assert_eq!(text.lines().count(), 3000);
    build.targets.truncate(3);
    assert!(!build.has_target_file());
}

#[test]
fn flags_that_would_make_tk_deaf_are_refused() {
    let mut build = Invocation::new(Verb::Build, Mode::Development);
    build.user_flags = vec!["--build_event_binary_file=/tmp/mine".to_owned()];
    let error = build
        .arguments(&Recordings::below(Path::new("/tmp/run")))
        .unwrap_err();
    insta::assert_snapshot!(error, @"--build_event_binary_file=/tmp/mine cannot be passed to Bazel: tk uses it to follow the build; record events with --build_event_json_file=FILE, or run `tk bazel build ...`");
}
