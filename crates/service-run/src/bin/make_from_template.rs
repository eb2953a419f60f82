//! Makes a workspace from a template, as a build of the service does. Templates are tried and tested with it.
//!
//! ```text
//! make_from_template                                  lists the templates
//! make_from_template TEMPLATE FOLDER [NAME=VALUE...]  makes FOLDER, which must be there
//! ```
//!
//! `TACHIKOMA_TEMPLATES` names a folder with templates of one's own.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use service::ports::{Templates, Workspace};
use service::spec::Variable;
use service_run::TemplateFolder;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = std::env::var_os("TACHIKOMA_TEMPLATES").map(PathBuf::from);
    let templates = TemplateFolder::new(folder);
    let done = match arguments.as_slice() {
        [] => list(&templates),
        [template, folder, values @ ..] => {
            make(&templates, template, Path::new(folder), values).await
        }
        _ => Err("usage: make_from_template [TEMPLATE FOLDER [NAME=VALUE...]]".into()),
    };
    let Err(error) = done else {
        return ExitCode::SUCCESS;
    };
    // Where nobody listens, the exit code says it.
    let _ = writeln!(io::stderr(), "make_from_template: {error}");
    ExitCode::FAILURE
}

fn list(templates: &TemplateFolder) -> Result<(), Box<dyn Error>> {
    for (name, description) in templates.list()? {
        writeln!(io::stdout(), "{name:<10} {description}")?;
    }
    Ok(())
}

async fn make(
    templates: &TemplateFolder,
    template: &str,
    folder: &Path,
    values: &[String],
) -> Result<(), Box<dyn Error>> {
    let mut variables = BTreeMap::new();
    for pair in values {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("{pair:?} is not NAME=VALUE"))?;
        variables.insert(name.to_owned(), variable(value));
    }
    let faults = templates.check(template, &variables);
    if !faults.is_empty() {
        let lines = faults
            .iter()
            .map(|it| format!("{} {}", it.field, it.message));
        return Err(lines.collect::<Vec<_>>().join("\n").into());
    }
    let workspace = Workspace {
        folder: folder.to_owned(),
        base: None,
    };
    templates.apply(template, &variables, &workspace).await?;
    Ok(())
}

fn variable(value: &str) -> Variable {
    match (value.parse(), value.parse()) {
        (Ok(flag), _) => Variable::Flag(flag),
        (_, Ok(number)) => Variable::Number(number),
        _ => Variable::Text(value.to_owned()),
    }
}
