//! Making the commit: the same tree, parent and build give the same one.

use service::TaskId;
use service::ports::{Commit, Job, StepError, Workspace};

use super::HardenedGit;
use super::call::{Call, Protocols, lasting};
use super::stage::Staged;
use crate::places::Places;

/// Letters of the first line.
const SUBJECT: usize = 72;

impl HardenedGit {
    pub(super) async fn commit_of(
        &self,
        job: &Job,
        workspace: &Workspace,
        staged: Staged,
    ) -> Result<Commit, StepError> {
        let git_dir = Places::of_workspace(workspace).git();
        let mut arguments = vec!["commit-tree", &staged.tree];
        if let Some(base) = &workspace.base {
            arguments.extend(["-p", base]);
        }
        let call = Call {
            input: message(&job.build.spec.prompt, job.task_id()).into_bytes(),
            environment: self.signature(job),
            ..Call::of(&git_dir, &arguments)
        };
        let sha = self.git_line(call).await?;
        self.prove(job, workspace, &sha).await?;
        Ok(Commit {
            sha,
            files_changed: staged.files,
        })
    }

    /// Whether git takes the commit from others: it refuses some files, such as a `.gitmodules` with a program in it. One
    /// that is pushed all the same could not be fetched any more, and no later build would begin.
    async fn prove(&self, job: &Job, workspace: &Workspace, sha: &str) -> Result<(), StepError> {
        let (git_dir, mirror) = (Places::of_workspace(workspace).git(), self.mirror(job));
        let made = Self::own_reference(job, "made");
        self.git(Call::of(&git_dir, &["update-ref", &made, sha]))
            .await?;
        let (from, refspec) = (git_dir.display().to_string(), format!("+{made}:{made}"));
        let arguments = [
            "fetch",
            "-q",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            &from,
            &refspec,
        ];
        let call = Call {
            protocols: Protocols::Own,
            ..Call::of(&mirror, &arguments)
        };
        let output = self.output(call).await?;
        match output.status.success() {
            true => Ok(()),
            false => Err(lasting(self.failure("fsck", &output))),
        }
    }

    /// Author and committer, with the build's time as dates.
    fn signature(&self, job: &Job) -> Vec<(&'static str, String)> {
        let (name, mail) = &self.settings.author;
        let date = format!("@{} +0000", job.build.created_at.0 / 1000);
        vec![
            ("GIT_AUTHOR_NAME", name.clone()),
            ("GIT_AUTHOR_EMAIL", mail.clone()),
            ("GIT_AUTHOR_DATE", date.clone()),
            ("GIT_COMMITTER_NAME", name.clone()),
            ("GIT_COMMITTER_EMAIL", mail.clone()),
            ("GIT_COMMITTER_DATE", date),
        ]
    }
}

/// The line by which a build's commit is known.
pub(super) fn trailer(task: TaskId) -> String {
    format!("Tachikoma-Task: {task}")
}

/// The prompt's first line, and the trailer: written here, because `--trailer` runs programs of the settings.
fn message(prompt: &str, task: TaskId) -> String {
    let line = prompt
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("Build");
    let plain = redact::terminal::plain(line);
    let mut subject: String = plain
        .chars()
        .filter(|it| !it.is_control())
        .take(SUBJECT)
        .collect();
    if plain.chars().count() > SUBJECT {
        subject.pop();
        subject.push('…');
    }
    format!("{}\n\n{}\n", subject.trim(), trailer(task))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_first_line_and_the_trailer_behind_all_else() {
        let task = TaskId::new();
        let of = |prompt: &str| message(prompt, task).replace(&task.to_string(), "ID");
        assert_eq!(of("Add a page\nmore"), "Add a page\n\nTachikoma-Task: ID\n");
        assert_eq!(of("\n \0a\u{1b}[1mb\n"), "ab\n\nTachikoma-Task: ID\n");
        let long = of(&"ä".repeat(80));
        assert_eq!(long.lines().next().unwrap().chars().count(), SUBJECT);
        assert!(long.contains("ä…\n"));
        assert_eq!(
            of("Tachikoma-Task: other"),
            "Tachikoma-Task: other\n\nTachikoma-Task: ID\n"
        );
    }
}
