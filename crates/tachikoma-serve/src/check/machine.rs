//! What the machine must have.

use std::path::Path;
use std::process::Command;

use rustix::fs::{Access, access};
use service_run::TemplateFolder;

use super::Found;
use crate::outside::{of_files, of_variables};
use crate::settings::Config;
use crate::{data, page};

/// The oldest git that knows all settings that the service gives it: `safe.bareRepository`.
const OLDEST_GIT: (u32, u32) = (2, 38);

/// Whether the folder can be used, or made.
pub fn data_folder(path: &Path) -> Found {
    let shown = path.display();
    let is_usable = |path: &Path| access(path, Access::WRITE_OK | Access::EXEC_OK).is_ok();
    let Some(there) = path.ancestors().find(|it| it.exists()) else {
        return Found::wrong(
            format!("{shown} cannot be made"),
            "name another folder in `data`",
        );
    };
    if !there.is_dir() || !is_usable(there) {
        let what = format!("{} cannot be written to", there.display());
        return Found::wrong(
            what,
            "make it a folder of the service's user, or name another one in `data`",
        );
    }
    if there != path {
        return Found::Right(format!("{shown} is made at the start"));
    }
    if data::is_open(path) {
        let what = format!("{shown} is open to other users, who read prompts and workspaces there");
        return Found::wrong(what, format!("chmod 700 {shown}"));
    }
    Found::Right(shown.to_string())
}

/// Whether git is there and new enough.
pub fn git(program: &Path) -> Found {
    let shown = program.display();
    let repair = "install git 2.38 or newer, or name it in git.program";
    let output = match Command::new(program).arg("--version").env_clear().output() {
        Ok(output) => output,
        Err(error) => return Found::wrong(format!("{shown} cannot be run: {error}"), repair),
    };
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match version(&said) {
        Some(version) if version >= OLDEST_GIT => Found::Right(said),
        Some(_) => Found::wrong(format!("{said} is too old"), repair),
        None => Found::wrong(format!("{shown} does not say its version"), repair),
    }
}

/// Of `git version 2.39.5`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.strip_prefix("git version ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Whether all templates can be read.
pub fn templates(config: &Config) -> Found {
    match TemplateFolder::new(config.templates.clone()).list() {
        Ok(templates) => {
            let names: Vec<String> = templates.into_keys().collect();
            Found::Right(names.join(", "))
        }
        Err(error) => Found::wrong(
            error.to_string(),
            "repair the template, or name another templates.folder",
        ),
    }
}

/// Whether the page for people is there, which needs not be.
pub fn page(config: &Config) -> Found {
    match page::open(config) {
        Ok(Some(site)) => Found::Right(format!("{} files", site.count())),
        Ok(None) => Found::Left("there is none: page.folder names it".to_owned()),
        Err(failure) => Found::wrong(failure.text(), "name another page.folder, or none"),
    }
}

/// Whether what agents and checks are given is there.
pub fn variables(config: &Config) -> Found {
    let all = [
        of_variables("agent.environment", &config.agent_environment),
        of_files("agent.environment_files", &config.agent_environment_files),
        of_variables("check.environment", &config.check_environment),
    ];
    let mut names = Vec::new();
    for variables in all {
        match variables {
            Ok(variables) => names.extend(variables.into_iter().map(|(name, _)| name)),
            Err(failure) => return Found::failure(&failure),
        }
    }
    Found::Right(if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_git() {
        assert_eq!(version("git version 2.39.5"), Some((2, 39)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 3.0.rc1"), Some((3, 0)));
        assert_eq!(version("hub version 2"), None);
        assert!((2, 38) >= OLDEST_GIT && (2, 37) < OLDEST_GIT && (10, 0) > OLDEST_GIT);
    }
}
