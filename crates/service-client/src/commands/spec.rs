//! What a build is asked to do, from a command line.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use service::BuildSpec;
use service::spec::Variable;
use uuid::Uuid;

use super::failure::CommandError;

/// More than the service takes: it says itself how much that is.
const PROMPT_BYTES: u64 = 1024 * 1024;

#[derive(Args, Debug)]
pub(super) struct SpecArgs {
    /// What the agent shall do
    #[arg(
        value_name = "PROMPT",
        required_unless_present = "prompt_file",
        conflicts_with = "prompt_file"
    )]
    prompt: Option<String>,
    /// Read the prompt from this file; "-" reads standard input
    #[arg(long, value_name = "FILE")]
    prompt_file: Option<PathBuf>,
    /// Begin with this template
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Give the template a value: true, false, a whole number or text; in double quotes it is always text
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, Variable)>,
    /// Make no commit of the changes
    #[arg(long)]
    no_commit: bool,
    /// Push the commit to the project's branch
    #[arg(long, conflicts_with = "no_commit")]
    push: bool,
    /// Post the result there
    #[arg(long, value_name = "URL")]
    callback_url: Option<String>,
}

/// What happens once a build is queued.
#[derive(Args, Debug)]
pub(super) struct AfterArgs {
    /// Requests with the same key and content are one build; without it, each command is another one
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Wait until the build has ended; its end is the exit code
    #[arg(long)]
    pub wait: bool,
    /// Show what happens until the build has ended; its end is the exit code
    #[arg(long, conflicts_with = "wait")]
    pub watch: bool,
}

impl AfterArgs {
    /// The key of this command: a lost answer is asked for again, and is the same build.
    pub fn key(&self) -> String {
        let own = || Uuid::now_v7().to_string();
        self.idempotency_key.clone().unwrap_or_else(own)
    }
}

impl SpecArgs {
    pub fn spec(self) -> Result<BuildSpec, CommandError> {
        let prompt = match (self.prompt, &self.prompt_file) {
            (Some(prompt), _) => prompt,
            (None, Some(path)) => prompt_of(path)?,
            (None, None) => String::new(),
        };
        Ok(BuildSpec {
            prompt,
            template: self.template,
            variables: self.variables.into_iter().collect(),
            auto_commit: !self.no_commit,
            auto_push: self.push,
            callback_url: self.callback_url,
        })
    }
}

fn prompt_of(path: &Path) -> Result<String, CommandError> {
    let is_stdin = path == Path::new("-");
    let failed = |source| CommandError::Read {
        path: match is_stdin {
            true => "standard input".to_owned(),
            false => path.display().to_string(),
        },
        source,
    };
    let mut bytes = Vec::new();
    let read = match is_stdin {
        true => read(io::stdin().lock(), &mut bytes),
        false => File::open(path).and_then(|file| read(file, &mut bytes)),
    };
    read.map_err(failed)?;
    String::from_utf8(bytes)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

fn read(source: impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    source.take(PROMPT_BYTES + 1).read_to_end(bytes)?;
    if bytes.len() as u64 > PROMPT_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(())
}

/// `NAME=VALUE`, with the value as JSON has it where it is of a type, and as text otherwise.
fn variable(text: &str) -> Result<(String, Variable), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("give NAME=VALUE")?;
    let value = match serde_json::from_str(value) {
        Ok(value) => value,
        Err(_) => Variable::Text(value.to_owned()),
    };
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_the_type_that_they_look_like() {
        let value = |text: &str| variable(text).unwrap().1;
        assert_eq!(value("a=true"), Variable::Flag(true));
        assert_eq!(value("a=-7"), Variable::Number(-7));
        for (given, text) in [
            ("a=", ""),
            ("a=x=y", "x=y"),
            ("a=1.5", "1.5"),
            ("a=null", "null"),
            ("a=[1]", "[1]"),
            ("a=99999999999999999999", "99999999999999999999"),
            ("a=\"7\"", "7"),
            ("a=\"open", "\"open"),
        ] {
            assert_eq!(value(given), Variable::Text(text.to_owned()), "{given}");
        }
        assert!(variable("a").is_err() && variable("=a").is_err());
    }
}
