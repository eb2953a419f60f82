//! The registry that modules come from: whether it can be reached, and what Bazel says where it cannot.

use std::net::ToSocketAddrs;
use std::sync::mpsc::channel;
use std::time::Duration;

use checkout::{Workspace, env_vars};

use crate::display::messages;
use crate::flags;

/// The registry that Bazel asks where nothing names another.
const DEFAULT: &str = "https://bcr.bazel.build";

/// Where this is set, hosts need no address here.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// How often Bazel tries a download. By itself it goes on for half a minute.
const ATTEMPTS: &str = "http_connector_attempts";

/// How long the address of a host may take.
const LOOKUP: Duration = Duration::from_secs(1);

/// What Bazel says of a host that it does not reach.
const UNREACHABLE: [&str; 7] = [
    "Unknown host",
    "UnknownHostException",
    "Connection refused",
    "Network is unreachable",
    "No route to host",
    "onnect timed out",
    "failure in name resolution",
];

/// The flag by which Bazel gives up at once, where the registry's host has no address and the workspace has not been
/// built since its modules changed: then Bazel has to ask.
pub fn patience(workspace: &Workspace, words: &[String]) -> Option<String> {
    let has_proxy = PROXIES.iter().any(|name| env_vars::value(name).is_some());
    let is_decided = words.iter().any(|word| {
        flags::sets(word, &[ATTEMPTS, "override_module"])
            || flags::switch(word, "enable_bzlmod") == Some(false)
    });
    if has_proxy || is_decided || !is_first(workspace) {
        return None;
    }
    let is_lost = hosts(words).iter().any(|host| has_no_address(host));
    is_lost.then(|| format!("--{ATTEMPTS}=1"))
}

/// Whether Bazel has yet to see the modules as they are: its links come with the first build, the list of steps with the
/// first question.
fn is_first(workspace: &Workspace) -> bool {
    let changed = |name: &str| {
        let meta = workspace.root.join(name).symlink_metadata();
        meta.and_then(|meta| meta.modified()).ok()
    };
    let modules = changed("MODULE.bazel");
    modules.is_some() && changed("bazel-out").max(changed(".tk/steps.json")) < modules
}

/// The hosts of the registries.
fn hosts(words: &[String]) -> Vec<String> {
    let mut registries: Vec<&str> = flags::values(words, "registry").collect();
    if registries.is_empty() {
        registries.push(DEFAULT);
    }
    registries.into_iter().filter_map(host).collect()
}

/// The host of `https://host:port/path`.
fn host(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or(url.strip_prefix("http://"))?;
    let place = rest.split('/').next()?.rsplit('@').next()?;
    let host = place.split(':').next()?;
    (!host.is_empty() && !place.starts_with('[')).then(|| host.to_owned())
}

fn has_no_address(host: &str) -> bool {
    let (sender, answer) = channel();
    let name = host.to_owned();
    // A lookup cannot be stopped: whoever waits for it leaves.
    std::thread::spawn(move || {
        let _ = sender.send((name.as_str(), 443).to_socket_addrs().is_err());
    });
    answer.recv_timeout(LOOKUP).unwrap_or(false)
}

/// What a line is about that says so.
const DOWNLOADS: [&str; 4] = ["egistry", "ownload", "etch", "repository"];

/// What Bazel printed of a download that did not reach its host; `None` if it printed no such thing.
pub fn unreachable(output: &str) -> Option<String> {
    let is_error = |line: &&str| {
        let has = |texts: &[&str]| texts.iter().any(|text| line.contains(text));
        line.starts_with("ERROR: ") && has(&UNREACHABLE) && has(&DOWNLOADS)
    };
    let line = messages(output).find(is_error)?.strip_prefix("ERROR: ")?;
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn registries_have_hosts() {
        assert_eq!(hosts(&words("--jobs=1")), ["bcr.bazel.build"]);
        assert_eq!(
            hosts(&words(
                "--registry=https://a.example:8443/x --registry http://me:pw@b.example --registry=file:///c"
            )),
            ["a.example", "b.example"]
        );
    }

    #[test]
    fn what_bazel_says_of_an_unreachable_registry_is_found() {
        let said = "Computing main repo mapping:\n\rERROR: Error computing the main repository mapping: Unknown host: bcr.bazel.build\n";
        assert_eq!(
            unreachable(said).as_deref(),
            Some("Error computing the main repository mapping: Unknown host: bcr.bazel.build")
        );
        let timed = said.replace("ERROR: ", "(12:34:56) ERROR: ");
        assert_eq!(unreachable(&timed), unreachable(said));
        assert_eq!(
            unreachable("(12:34:56) INFO: From x:\nERROR: download: Unknown host\n"),
            None,
            "a tool's own trouble"
        );
        assert_eq!(
            unreachable("ERROR: a/BUILD:1:1: broken\nnote: Unknown host\n"),
            None
        );
    }

    #[test]
    fn bazel_is_only_hurried_where_it_has_to_ask_a_host_without_address() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        // A name that, by its standard, nobody has.
        let lost = "--registry=https://registry.invalid";
        let is_hurried = |flags: &str| patience(&workspace, &words(flags)).is_some();
        assert!(!is_hurried(lost), "without modules");
        std::fs::write(dir.path().join("MODULE.bazel"), "").unwrap();
        let has_proxy = PROXIES.iter().any(|name| env_vars::value(name).is_some());
        assert_eq!(is_hurried(lost), !has_proxy);
        assert!(!is_hurried("--registry=https://127.0.0.1"));
        for decided in [
            "--http_connector_attempts=3",
            "--noenable_bzlmod",
            "--override_module=a=b",
        ] {
            assert!(!is_hurried(&format!("{lost} {decided}")), "{decided}");
        }
        std::os::unix::fs::symlink("nowhere", dir.path().join("bazel-out")).unwrap();
        assert!(!is_hurried(lost), "after a build");
    }
}
