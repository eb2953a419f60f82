//! `tk artifacts`: what the last build left in `dist/`.

use clap::Args;

use crate::dist::manifest;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::files;
use crate::platform;
use crate::printer::Printer;
use crate::workspace::Workspace;

/// List the files of dist/<platform>/ with their size, digest and origin
#[derive(Args, Debug)]
pub struct ArtifactsArgs {
    /// The platform whose artifacts to list, instead of this machine's
    #[arg(long, value_name = "PLATFORM", value_parser = platform::parse)]
    platform: Option<String>,

    /// Print manifest.json as it is
    #[arg(long)]
    json: bool,
}

/// Runs `tk artifacts`.
///
/// # Errors
/// When there is no manifest: nothing was built.
pub fn run(args: &ArtifactsArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let platform = args.platform.clone().unwrap_or_else(platform::host);
    let folder = workspace.dist_dir().join(platform);
    let manifest = manifest::read(&folder)?;
    if args.json {
        printer.data(manifest::to_json(&manifest)?.trim_end());
        return Ok(ExitCode::Success);
    }
    let width = manifest
        .files
        .iter()
        .map(|file| file.path.chars().count())
        .max()
        .unwrap_or(0);
    for file in &manifest.files {
        let digest = file.sha256.get(..12).unwrap_or(&file.sha256);
        printer.data(&format!(
            "{:<width$}  {:>9}  {digest}  {}",
            file.path,
            files::size(file.bytes),
            file.label
        ));
    }
    let commit = manifest.commit.as_deref().unwrap_or("no commit");
    printer.line(&format!(
        "{}, {}, {commit}",
        manifest.mode, manifest.platform
    ));
    Ok(ExitCode::Success)
}
