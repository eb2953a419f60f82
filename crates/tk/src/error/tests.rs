use super::*;

#[test]
fn failures_of_bazel_keep_their_codes() {
    let code = |error: bazel::Error| Error::from(error).exit_code().code();
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let bazel = PathBuf::from("/no/bazel");
    let source = missing();
    assert_eq!(code(bazel::Error::Start { bazel, source }), 69);
    let reserved = bazel::Error::ReservedFlag {
        flag: "--x".to_owned(),
        reason: "y",
        place: None,
    };
    assert_eq!(code(reserved), 64);
    assert_eq!(code(bazel::Error::NoPlatforms("x".to_owned())), 64);
    let file = checkout::Error::write("/x")(missing());
    assert_eq!(code(file.into()), 73);
    let query = bazel::Error::Query {
        what: "steps",
        code: 7,
        output: String::new(),
    };
    assert_eq!(code(query), 7);
}

#[test]
fn settings_that_are_wrong_end_with_64_or_65() {
    let variable = [("TK_RETRIES".into(), "many".into())].into_iter();
    let error = settings::Sources::read(None, None, variable).unwrap_err();
    assert_eq!(Error::from(error).exit_code().code(), 64);

    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(settings::FILE_NAME), "retries = -1").unwrap();
    let none = std::iter::empty();
    let error = settings::Sources::read(Some(dir.path()), None, none).unwrap_err();
    assert_eq!(Error::from(error).exit_code().code(), 65);
}

#[test]
fn a_manifest_that_is_missing_or_broken_ends_with_66_or_65() {
    let dir = tempfile::tempdir().unwrap();
    let code = || {
        let error = artifacts::manifest::read(dir.path()).unwrap_err();
        Error::from(error).exit_code().code()
    };
    assert_eq!(code(), 66);
    std::fs::write(dir.path().join(artifacts::manifest::FILE_NAME), "{}").unwrap();
    assert_eq!(code(), 65);
}

#[test]
fn what_dist_cannot_take_has_a_code_and_a_way_out() {
    let path = PathBuf::from("bazel-out/bin/app");
    let missing = Error::from(artifacts::Error::MissingArtifact {
        step: "app".to_owned(),
        path: path.clone(),
    });
    let same = Error::from(artifacts::Error::SamePlace {
        first: "//:one".to_owned(),
        second: "//:two".to_owned(),
        path: "app".to_owned(),
    });
    let foreign = Error::from(artifacts::Error::HasForeignFiles {
        folder: path,
        first: "notes".to_owned(),
        more: 0,
    });
    let unwritable = Error::from(artifacts::Error::Checkout(checkout::Error::write("dist")(
        io::ErrorKind::PermissionDenied.into(),
    )));
    for (error, code, has_hint) in [
        (missing, 66, true),
        (same, 65, true),
        (foreign, 77, false),
        (unwritable, 73, true),
    ] {
        assert_eq!(error.exit_code().code(), code, "{error}");
        assert_eq!(error.hint().is_some(), has_hint, "{error}");
    }
}

#[test]
fn a_history_that_is_missing_or_damaged_has_a_code_and_a_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = checkout::Workspace::without_bazel(dir.path());
    let told = || {
        let error = Error::from(history::History::open(&workspace).unwrap_err());
        (error.exit_code().code(), error.hint())
    };
    assert_eq!(
        told(),
        (66, Some("run `tk build`, which records each build"))
    );
    let state = workspace.make_state_dir();
    std::fs::write(state.join("history.sqlite"), [b'x'; 8192]).unwrap();
    let begins_anew = "the next build moves the damaged history aside and starts a new one";
    assert_eq!(told(), (65, Some(begins_anew)));
}
