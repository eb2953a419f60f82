//! Templates: what they make, and that nothing leads out of the workspace.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod escapes;
mod making;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use escapes::{ESCAPES, Escape, Expected, Try};
use making::{files_below, values, workspace};
use service::ports::{StepError, Templates};
use service_run::TemplateFolder;

const MANIFEST: &str = r#"
description = "Tries"
[variables]
value = { type = "text", description = "A value" }
"#;

async fn tried(escape: &Escape) {
    let top = tempfile::tempdir().unwrap();
    let path = |name: &str| top.path().join(name);
    for folder in ["templates/own/files", "workspace", "outside"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    fs::write(path("templates/own/template.toml"), MANIFEST).unwrap();
    fs::write(path("outside/mine"), "mine").unwrap();
    (escape.make)(&Try {
        template: &path("templates/own"),
        workspace: &path("workspace"),
        outside: &path("outside"),
    });
    let templates = TemplateFolder::new(Some(path("templates")));
    let variables = values(&[("value", &(escape.value)())]);
    let began = Instant::now();
    let end = templates
        .apply(escape.template, &variables, &workspace(&path("workspace")))
        .await;
    let took = began.elapsed();
    assert!(
        took <= Duration::from_secs(1),
        "{} took {took:?}",
        escape.name
    );
    match escape.expected {
        Expected::Refused(word) => {
            let Err(StepError::Final(message)) = end else {
                panic!("{} is not refused: {end:?}", escape.name);
            };
            assert!(message.contains(word), "{}: {message}", escape.name);
        }
        Expected::Makes(name, content) => {
            assert_eq!(end, Ok(()), "{}", escape.name);
            let made = fs::read_to_string(path("workspace").join(name)).unwrap();
            assert_eq!(made, content, "{}", escape.name);
        }
    }
    nothing_else_is_there(top.path(), escape.name);
}

/// The folders of a try are there, and outside of the workspace nothing has changed.
fn nothing_else_is_there(top: &Path, name: &str) {
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> = entries.map(|it| it.file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(top), ["outside", "templates", "workspace"], "{name}");
    let outside = top.join("outside");
    assert_eq!(names(&outside), ["mine"], "{name}");
    assert_eq!(fs::read_to_string(outside.join("mine")).unwrap(), "mine");
}

#[tokio::test]
async fn nothing_leads_out_of_the_workspace_or_takes_long() {
    assert!(ESCAPES.len() >= 40, "{}", ESCAPES.len());
    for escape in ESCAPES {
        tried(escape).await;
    }
}

#[tokio::test]
async fn an_embedded_template_makes_files() {
    let folder = tempfile::tempdir().unwrap();
    let templates = TemplateFolder::default();
    let variables = values(&[("name", "hi"), ("greeting", "Good {{ day }} & <b>")]);
    assert_eq!(templates.check("shell", &variables), []);
    templates
        .apply("shell", &variables, &workspace(folder.path()))
        .await
        .unwrap();
    let script = folder.path().join("hi.sh");
    assert_eq!(
        fs::read_to_string(&script).unwrap(),
        "#!/bin/sh\n# Prints a greeting.\ncat <<'END'\nGood {{ day }} & <b>\nEND\n"
    );
    assert_eq!(
        fs::metadata(&script).unwrap().permissions().mode() & 0o111,
        0o111
    );
    assert!(folder.path().join("hi_test.sh").is_file());
    // Again: what is there stays.
    fs::write(&script, "changed").unwrap();
    templates
        .apply("shell", &variables, &workspace(folder.path()))
        .await
        .unwrap();
    assert_eq!(fs::read_to_string(&script).unwrap(), "changed");
}

#[test]
fn what_is_wrong_is_said_before_a_build_is_queued() {
    let templates = TemplateFolder::default();
    let said = |name: &str, pairs: &[(&str, &str)]| {
        let faults = templates.check(name, &values(pairs)).into_iter();
        let lines: Vec<String> = faults
            .map(|it| format!("{} {}", it.field, it.message))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(said("other", &[]), @r#"template there is no template "other""#);
    insta::assert_snapshot!(said("shell", &[("nmae", "x")]), @r"
    variables.nmae is no variable of the template: it has greeting, name, rules, rules_archive, rules_integrity, rules_strip_prefix
    variables.name is missing: The program's name
    ");
}

#[test]
fn a_folder_adds_templates_and_replaces_embedded_ones() {
    let folder = tempfile::tempdir().unwrap();
    for (name, description) in [("shell", "Ours"), ("other", "Another")] {
        fs::create_dir_all(folder.path().join(name).join("files")).unwrap();
        let manifest = format!("description = {description:?}\n");
        fs::write(folder.path().join(name).join("template.toml"), manifest).unwrap();
    }
    let embedded = TemplateFolder::default().list().unwrap();
    assert_eq!(
        embedded.keys().collect::<Vec<_>>(),
        ["desktop", "rust", "service", "shell", "svelte"]
    );
    let list = TemplateFolder::new(Some(folder.path().to_owned()))
        .list()
        .unwrap();
    assert_eq!(
        (list["shell"].as_str(), list["other"].as_str()),
        ("Ours", "Another")
    );
}

/// Name, `template.toml`, and files with their content.
type Own<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn templates_in(folder: &Path, templates: &[Own<'_>]) -> TemplateFolder {
    for (name, manifest, files) in templates {
        let template = folder.join(name);
        fs::create_dir_all(template.join("files")).unwrap();
        fs::write(template.join("template.toml"), manifest).unwrap();
        for (path, content) in *files {
            fs::write(template.join("files").join(path), content).unwrap();
        }
    }
    TemplateFolder::new(Some(folder.to_owned()))
}

#[tokio::test]
async fn a_template_has_what_those_have_that_it_uses() {
    let folder = tempfile::tempdir().unwrap();
    let templates = templates_in(
        folder.path(),
        &[
            (
                "own",
                "description = \"Own\"\nuses = [\"part\", \"shell\"]\n",
                &[("a", "own")],
            ),
            (
                "part",
                "[variables.word]\ntype = \"text\"\ndescription = \"A word\"\n",
                &[("a.jinja", "part"), ("b.jinja", "{{ word }}")],
            ),
        ],
    );
    let listed: Vec<String> = templates.list().unwrap().into_keys().collect();
    assert!(
        listed.contains(&"own".to_owned()) && !listed.contains(&"part".to_owned()),
        "{listed:?}"
    );
    assert_eq!(
        templates.check("part", &values(&[("word", "x")])).len(),
        1,
        "it is no template for builds"
    );
    let made = tempfile::tempdir().unwrap();
    let variables = values(&[("word", "said"), ("name", "hi")]);
    templates
        .apply("own", &variables, &workspace(made.path()))
        .await
        .unwrap();
    let files = files_below(made.path());
    assert_eq!(files["a"], "own");
    assert_eq!(files["b"], "said");
    assert!(files.contains_key("hi.sh") && files.contains_key("BUILD.bazel"));
}

#[test]
fn templates_that_use_too_much_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let uses =
        |name: &str, count: usize| format!("description = \"x\"\nuses = {:?}\n", vec![name; count]);
    let (circle, wide) = (uses("circle", 6), uses("wide", 7));
    let templates = templates_in(
        folder.path(),
        &[
            ("circle", &circle, &[]),
            ("wide", &wide, &[]),
            ("up", "description = \"x\"\nuses = [\"../circle\"]\n", &[]),
        ],
    );
    let said = |name: &str| {
        let began = Instant::now();
        let fault = templates.check(name, &values(&[])).remove(0).message;
        assert!(began.elapsed() < Duration::from_secs(1), "{name}");
        fault
    };
    insta::assert_snapshot!(said("circle"), @"circle is used in a row of more than 4, or in a circle");
    insta::assert_snapshot!(said("wide"), @"wide uses more than 6 templates");
    insta::assert_snapshot!(said("up"), @r#"there is no template "../circle""#);
}
