//! Which service is asked, and how.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use service_api::DEFAULT_LISTEN;

use super::failure::CommandError;
use super::screen::Screen;
use crate::client::{Client, Settings};
use crate::error::ClientError;

/// The address of the service.
const URL: &str = "TACHIKOMA_URL";
/// The token that the service wants.
const TOKEN: &str = "TACHIKOMA_TOKEN";

/// The most bytes of a file with a token or certificates.
const FILE_BYTES: u64 = 16 * 1024 * 1024;

// A token is never a word of a command line, which others on the machine can read.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Service")]
pub(super) struct Connection {
    /// Where the service is; else TACHIKOMA_URL says it, or it is http://127.0.0.1:7420
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<String>,
    /// The file that has the token; else TACHIKOMA_TOKEN has it
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Trust the authorities in this file (PEM), too: a company's own
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Print JSON to standard output: one document, or a line for each event
    #[arg(long, global = true)]
    pub json: bool,
}

impl Connection {
    pub fn client(&self, screen: &mut Screen) -> Result<Client, CommandError> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => variable(URL)?.unwrap_or_else(|| format!("http://{DEFAULT_LISTEN}")),
        };
        let mut settings = Settings::new(url.parse()?);
        settings.token = match &self.token_file {
            Some(path) => Some(text_of(path)?.trim().to_owned()),
            None => variable(TOKEN)?,
        };
        settings.authorities = self.ca_file.as_deref().map(text_of).transpose()?;
        if settings.token.is_some() && settings.address.is_readable_by_others() {
            screen.say(
                "warning: the token goes to another machine unencrypted: https would protect it",
            );
        }
        Ok(Client::new(settings)?)
    }
}

/// The value of a variable; none where it is empty.
fn variable(name: &str) -> Result<Option<String>, CommandError> {
    let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match value.into_string() {
        Ok(value) => Ok(Some(value)),
        Err(_) if name == TOKEN => Err(ClientError::Token.into()),
        Err(value) => Err(ClientError::Address {
            text: value.to_string_lossy().into_owned(),
            why: "it is not UTF-8".to_owned(),
        }
        .into()),
    }
}

fn text_of(path: &Path) -> Result<String, CommandError> {
    let failed = |source| CommandError::Read {
        path: path.display().to_string(),
        source,
    };
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read_to_string(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        connection: Connection,
    }

    #[test]
    fn the_help_names_the_usual_address() {
        let help = Line::command().render_help().to_string();
        assert!(help.contains(&format!("http://{DEFAULT_LISTEN}")), "{help}");
    }
}
