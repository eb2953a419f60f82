use super::*;

fn read(files: &[(&str, &str)]) -> (tempfile::TempDir, RcFiles) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let home = dir.path().join("no-home");
    let rc = RcFiles::of(dir.path(), Some(&home));
    (dir, rc)
}

#[test]
fn configs_are_found_for_the_verbs_that_take_them() {
    let (_dir, rc) = read(&[
        (
            ".bazelrc",
            "# build:comment --x\nbuild:fast --copt=-O0\ntest:slow --x\ncommon:all \\\n  --y\r\nimport %workspace%/more.rc\n",
        ),
        (
            "more.rc",
            "build:more --z\ntry-import %workspace%/.bazelrc\ntry-import none.rc\n",
        ),
    ]);
    assert!(rc.defines(Verb::Build, "fast") && rc.defines(Verb::Test, "fast"));
    assert!(rc.defines(Verb::Test, "slow") && !rc.defines(Verb::Build, "slow"));
    assert!(rc.defines(Verb::Build, "all") && rc.defines(Verb::Run, "more"));
    assert!(!rc.defines(Verb::Build, "comment") && !rc.defines(Verb::Build, "none"));
}

/// The options in force for a verb and the words of its command line.
fn in_force(rc: &RcFiles, verb: Verb, command_line: &str) -> String {
    let given = rc.in_force(verb, command_line.split_whitespace());
    let words: Vec<String> = given.into_iter().map(|given| given.option).collect();
    words.join(" ")
}

#[test]
fn options_are_those_of_the_verb_and_of_the_configs_that_are_named() {
    let (_dir, rc) = read(&[(
        ".bazelrc",
        "test --b\nbuild --a='1 2' # no\nquery --c\nbuild:one --d --config=two\ncommon:two --e\nbuild:three --f\n\
         build:linux --g\nbuild:macos --g\ncommon --z\nalways --y\nrun --config two\n",
    )]);
    for (verb, command_line, options) in [
        (Verb::Build, "", "--y --z --a=1 2"),
        (Verb::Test, "", "--y --z --a=1 2 --b"),
        (Verb::Run, "", "--y --z --a=1 2 --config two --e"),
        (
            Verb::Build,
            "--config=one --x",
            "--y --z --a=1 2 --d --config=two --e",
        ),
        (Verb::Build, "--config two", "--y --z --a=1 2 --e"),
        (
            Verb::Build,
            "--config=none --configure=two",
            "--y --z --a=1 2",
        ),
        (
            Verb::Build,
            "--enable_platform_specific_config",
            "--y --z --a=1 2 --g",
        ),
        (
            Verb::Build,
            "--noenable_platform_specific_config",
            "--y --z --a=1 2",
        ),
    ] {
        assert_eq!(
            in_force(&rc, verb, command_line),
            options,
            "{verb:?} {command_line}"
        );
    }
}

#[test]
fn the_systems_config_counts_where_it_is_switched_on() {
    let platforms = "build --last\nbuild:linux --g\nbuild:macos --g\ncommon --enable_platform_specific_config\n";
    let (_dir, rc) = read(&[(".bazelrc", platforms)]);
    let on = "--enable_platform_specific_config --g --last";
    assert_eq!(in_force(&rc, Verb::Test, ""), on);
    let off = "--noenable_platform_specific_config";
    assert_eq!(
        in_force(&rc, Verb::Test, off),
        "--enable_platform_specific_config --last"
    );
}

#[test]
fn options_know_their_place() {
    let (dir, rc) = read(&[
        (
            ".bazelrc",
            "# one \\\n  goes on\r\nbuild \\\r\n  --a\nimport %workspace%/more.rc\n",
        ),
        ("more.rc", "\n\nbuild --b"),
    ]);
    let places: Vec<String> = rc
        .in_force(Verb::Build, [])
        .iter()
        .map(|given| {
            let file = given.place.file.strip_prefix(dir.path()).unwrap();
            format!("{} {}:{}", given.option, file.display(), given.place.line)
        })
        .collect();
    assert_eq!(places, ["--a .bazelrc:3", "--b more.rc:3"]);
}

#[test]
fn circles_of_configs_and_imports_end() {
    let (_dir, rc) = read(&[
        (
            ".bazelrc",
            "import %workspace%/a.rc\nbuild:x --config=y\nbuild:y --config=x --b\n",
        ),
        ("a.rc", "import %workspace%/.bazelrc\nbuild --a\n"),
    ]);
    assert_eq!(
        in_force(&rc, Verb::Build, "--config=x"),
        "--a --config=y --config=x --b"
    );
}

/// As Bazel 7.7.1 reads them, which makes a word of a byte order mark.
#[test]
fn files_are_read_however_people_and_editors_wrote_them() {
    for (text, options) in [
        ("build --a", "--a"),
        ("build --a\r\nbuild --b\r\n", "--a --b"),
        ("\n\n \t\n", ""),
        ("", ""),
        ("  build\t--a  \n", "--a"),
        ("# build --a\nbuild --b # --c\n", "--b"),
        ("build --a \\\n --b \\\r\n --c", "--a --b --c"),
        ("build --a=\u{e4} --b\u{a0}\n", "--a=\u{e4} --b\u{a0}"),
        ("\u{feff}build --a\nbuild --b\n", "--b"),
    ] {
        let (_dir, rc) = read(&[(".bazelrc", text)]);
        assert_eq!(in_force(&rc, Verb::Build, ""), options, "{text:?}");
    }
}

#[test]
fn imports_are_followed_wherever_they_lead() {
    let (dir, rc) = read(&[
        (
            ".bazelrc",
            "build --x # import no\nimport %workspace%/a.rc\n  try-import \"/nowhere/b c.rc\"\ntry-import-if-bazel-version >=8.1 %workspace%/c.rc\n",
        ),
        ("a.rc", "try-import %workspace%/.bazelrc\n"),
        ("c.rc", ""),
    ]);
    let found = rc.into_files();
    let is_there = |path: &Path| {
        let mut known = found.iter().filter(|file| file.path == path);
        known.next().map(|file| file.content.is_some())
    };
    assert_eq!(is_there(&dir.path().join("a.rc")), Some(true));
    assert_eq!(is_there(&dir.path().join("c.rc")), Some(true));
    assert_eq!(is_there(Path::new("/nowhere/b c.rc")), Some(false));
    assert_eq!(is_there(&dir.path().join("no-home/.bazelrc")), Some(false));
}
