//! `--dry-run`: the command line that a build would run.

use bazel::shell::shell_word;
use bazel::{Invocation, Recordings, incremental, prepare};
use checkout::{Workspace, files};

use crate::error::Result;
use crate::ui::pasteable::Pasteable;
use crate::ui::printer::Printer;

/// Prints the command line that [`super::run`] would run, for a shell.
///
/// Bazel's recordings go to a lasting private folder. A secret value of the environment is named, not
/// printed.
///
/// # Errors
/// When the user's flags cannot be passed on, or there is no place for the recordings.
pub fn dry_run(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
) -> Result<()> {
    let folder = workspace.make_state_dir().join("dry-run");
    files::make_private_folder(&folder)?;
    let prepared = prepare::for_workspace(workspace, invocation)?;
    let mut invocation = prepare::with_execution_log(&prepared, &folder);
    let patience = prepare::patience(workspace, Some(&invocation));
    invocation.own_flags.extend(patience);
    invocation.compilation.reused = incremental::may_reuse(&invocation);
    let recordings = Recordings::below(&folder);
    let arguments = invocation.arguments(&recordings)?;
    invocation.write_targets(&recordings)?;
    let line = Pasteable::new(printer.redactor()).line(&workspace.bazel, &arguments);
    let is_below =
        std::env::current_dir().is_ok_and(|current| current.starts_with(&workspace.root));
    printer.exact_data(&match is_below {
        true => line,
        false => format!(
            "cd {} && {line}",
            shell_word(&workspace.root.to_string_lossy())
        ),
    });
    Ok(())
}
