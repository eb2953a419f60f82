//! `tachikoma build artifacts`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use service::TaskId;
use service::result::Artifact;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::commands::context::Context;
use crate::commands::exit::Exit;
use crate::commands::failure::CommandError;
use crate::commands::screen::Tone;
use crate::commands::table::Table;
use crate::commands::text::size;

/// List the files that are kept of a build, or get one of them
#[derive(Args, Debug)]
pub(in crate::commands) struct ArtifactsArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    /// Get this file: to --output, or to standard output where that is no terminal
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Write the file there
    #[arg(long, short, value_name = "FILE", requires = "name")]
    output: Option<PathBuf>,
}

pub(super) async fn run(
    arguments: &ArtifactsArgs,
    context: &mut Context<'_>,
) -> Result<Exit, CommandError> {
    let build = context.client.build(arguments.id).await?.build;
    let artifacts = build
        .result
        .map(|result| result.artifacts)
        .unwrap_or_default();
    let Some(name) = &arguments.name else {
        return list(&artifacts, context);
    };
    let found = artifacts.iter().find(|it| it.name == *name);
    let artifact = found.ok_or_else(|| CommandError::NoArtifact(name.clone()))?;
    match &arguments.output {
        Some(path) => get_file(arguments.id, artifact, path, context).await?,
        None if context.screen.is_terminal => {
            return Err(CommandError::Usage {
                what: "a terminal would obey what is in the file".to_owned(),
                hint: "give --output FILE",
            });
        }
        None => get(arguments.id, artifact, context, None).await?,
    }
    Ok(Exit::Success)
}

fn list(artifacts: &[Artifact], context: &mut Context<'_>) -> Result<Exit, CommandError> {
    if context.screen.is_json {
        context.screen.document(&artifacts)?;
        return Ok(Exit::Success);
    }
    if artifacts.is_empty() {
        context.screen.say("no files are kept of it");
        return Ok(Exit::Success);
    }
    let mut table = Table::new(&["SIZE", "TYPE", "NAME"]);
    for artifact in artifacts {
        table.row([
            (&size(artifact.size), Tone::Plain),
            (&artifact.media_type, Tone::Plain),
            (&artifact.name, Tone::Plain),
        ]);
    }
    context.screen.print(&table.render(context.screen.look))?;
    Ok(Exit::Success)
}

/// Writes a file beside its place, and puts it there when all of it is there and right.
async fn get_file(
    id: TaskId,
    artifact: &Artifact,
    path: &Path,
    context: &mut Context<'_>,
) -> Result<(), CommandError> {
    let failed = |source| CommandError::Write {
        path: path.to_owned(),
        source,
    };
    let name = path
        .file_name()
        .ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    let part = path.with_file_name(format!(".{}.{}", name.to_string_lossy(), Uuid::now_v7()));
    let mut file = File::create_new(&part).map_err(failed)?;
    let got = get(id, artifact, context, Some((&mut file, path))).await;
    drop(file);
    let placed = got.and_then(|()| fs::rename(&part, path).map_err(failed));
    if placed.is_err() {
        // The error says more than what is left of it.
        let _ = fs::remove_file(&part);
    }
    placed
}

/// Gets a file, to `file` or to standard output, and compares it with what the build kept.
async fn get(
    id: TaskId,
    artifact: &Artifact,
    context: &mut Context<'_>,
    mut file: Option<(&mut File, &Path)>,
) -> Result<(), CommandError> {
    let mut reader = context.client.artifact(id, &artifact.name).await?;
    let mut digest = Sha256::new();
    while let Some(piece) = reader.next().await? {
        digest.update(piece.as_ref());
        match &mut file {
            Some((file, path)) => {
                file.write_all(piece.as_ref())
                    .map_err(|source| CommandError::Write {
                        path: path.to_path_buf(),
                        source,
                    })?;
            }
            None => context.screen.bytes(piece.as_ref())?,
        }
    }
    let sha256: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if sha256 == artifact.sha256 {
        return Ok(());
    }
    Err(CommandError::OtherContent(artifact.name.clone()))
}
