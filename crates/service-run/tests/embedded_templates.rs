//! The embedded templates: what they make. `tools/ci/templates` builds and tests it.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod making;

use std::collections::BTreeMap;

use making::{files_below, values, workspace};
use service::ports::Templates;
use service::spec::Variable;
use service_run::TemplateFolder;

async fn made(template: &str, variables: &BTreeMap<String, Variable>) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let templates = TemplateFolder::default();
    assert_eq!(templates.check(template, variables), [], "{template}");
    templates
        .apply(template, variables, &workspace(folder.path()))
        .await
        .unwrap();
    files_below(folder.path())
}

#[tokio::test]
async fn embedded_templates_leave_no_mark_and_use_all_of_their_variables() {
    for template in TemplateFolder::default().list().unwrap().keys() {
        let plain = made(template, &values(&[("name", "shop")])).await;
        for (path, content) in &plain {
            let is_marked = path.contains("__")
                || path.contains(".jinja")
                || content.contains("{{ ")
                || content.contains("{% ");
            assert!(!is_marked, "{template}: {path}");
        }
        for variable in variables_of(template) {
            let path = (variable == "rules_integrity" || variable == "rules_strip_prefix")
                .then_some(("rules_archive", "https://rules.test/a.tar.gz"));
            let given = [("name", "shop"), (variable.as_str(), "other-value")];
            let with = values(&given.into_iter().chain(path).collect::<Vec<_>>());
            let changed = made(template, &with).await;
            let is_used = changed
                .values()
                .any(|content| content.contains("other-value"));
            assert!(is_used, "{template}: {variable} is used nowhere");
        }
    }
}

/// As the message for one that is no variable lists them.
fn variables_of(template: &str) -> Vec<String> {
    let faults = TemplateFolder::default().check(template, &values(&[("no-variable", "")]));
    let (_, list) = faults[0].message.split_once("it has ").unwrap();
    list.split(", ").map(str::to_owned).collect()
}

#[tokio::test]
async fn rules_come_from_a_registry_a_folder_or_an_archive() {
    const FILE: &str = "tachikoma.MODULE.bazel";
    let made = async |pairs: &[(&str, &str)]| {
        let all: Vec<_> = pairs.iter().copied().chain([("name", "shop")]).collect();
        made("rust", &values(&all)).await.remove(FILE).unwrap()
    };
    insta::assert_snapshot!(made(&[]).await, @r#"bazel_dep(name = "tachikoma", version = "0.1.0")"#);
    insta::assert_snapshot!(made(&[("rules", "../tachikoma")]).await, @r#"
    bazel_dep(name = "tachikoma", version = "0.1.0")
    local_path_override(
        module_name = "tachikoma",
        path = "../tachikoma",
    )
    "#);
    let archive = ("rules_archive", "https://rules.test/t.tar.gz");
    insta::assert_snapshot!(made(&[archive, ("rules_integrity", "sha256-x")]).await, @r#"
    bazel_dep(name = "tachikoma", version = "0.1.0")
    archive_override(
        module_name = "tachikoma",
        integrity = "sha256-x",
        strip_prefix = "",
        urls = ["https://rules.test/t.tar.gz"],
    )
    "#);
    // Bazel takes an archive without a hash, but none with this one.
    assert!(
        made(&[archive])
            .await
            .contains("integrity = \"rules_integrity is missing\"")
    );
}
