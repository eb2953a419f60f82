//! Templates: files that a workspace starts with.
//!
//! A template is a folder with `template.toml` and `files/`. Files whose names end in `.jinja` are rendered; names of files
//! and folders may have variables, too. Templates are data: they name variables and ask whether they are set, and that is
//! all of their language. Values are never read as a template.

mod embedded;
mod load;
mod manifest;
mod name;
mod render;
mod syntax;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use service::ports::{StepError, Templates, Workspace};
use service::problem::FieldError;
use service::spec::Variable;

pub use load::TemplateError;
use load::{Template, wrong};

/// Templates that use others, in a row.
const STEPS: usize = 4;

/// Templates that one uses.
const USED: usize = 6;

/// The templates of the service: embedded ones, and those of a folder, which come first.
#[derive(Clone, Debug, Default)]
pub struct TemplateFolder {
    folder: Option<PathBuf>,
}

impl TemplateFolder {
    /// With a folder that has a folder for each template; without one there are the embedded ones.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Names of the templates that a build can name, and what each is for.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or a template in it is wrong.
    pub fn list(&self) -> Result<BTreeMap<String, String>, TemplateError> {
        let mut names = embedded::names();
        if let Some(folder) = &self.folder {
            names.extend(load::names_in(folder)?);
        }
        names
            .into_iter()
            .filter_map(|name| {
                let described = self
                    .with_used(&name, STEPS)
                    .map(|it| it.manifest.description);
                described.map(|it| Some((name, it?))).transpose()
            })
            .collect()
    }

    fn load(&self, name: &str) -> Result<Template, TemplateError> {
        let template = self.with_used(name, STEPS)?;
        match template.manifest.description {
            Some(_) => Ok(template),
            None => Err(TemplateError::NoSuch(name.to_owned())),
        }
    }

    /// A template with what those have that it uses.
    fn with_used(&self, name: &str, steps: usize) -> Result<Template, TemplateError> {
        let mut template = self.alone(name)?;
        let used = template.manifest.uses.clone();
        let fault = |what: String| wrong(Path::new(name), what);
        if used.len() > USED {
            return Err(fault(format!("uses more than {USED} templates")));
        }
        for other in &used {
            let steps = steps.checked_sub(1).ok_or_else(|| {
                fault(format!(
                    "is used in a row of more than {STEPS}, or in a circle"
                ))
            })?;
            template.add(self.with_used(other, steps)?, Path::new(name))?;
        }
        Ok(template)
    }

    fn alone(&self, name: &str) -> Result<Template, TemplateError> {
        if !name::is_name(name) {
            return Err(TemplateError::NoSuch(name.to_owned()));
        }
        if let Some(folder) = &self.folder {
            match load::from_folder(&folder.join(name)) {
                Err(TemplateError::NoSuch(_)) => {}
                other => return other,
            }
        }
        embedded::load(name)
    }
}

#[async_trait]
impl Templates for TemplateFolder {
    fn check(&self, name: &str, variables: &BTreeMap<String, Variable>) -> Vec<FieldError> {
        match self.load(name) {
            Ok(template) => template.manifest.faults(variables),
            Err(error) => vec![FieldError::new("template", error.to_string())],
        }
    }

    async fn apply(
        &self,
        name: &str,
        variables: &BTreeMap<String, Variable>,
        workspace: &Workspace,
    ) -> Result<(), StepError> {
        let templates = self.clone();
        let (name, variables) = (name.to_owned(), variables.clone());
        let root = workspace.folder.clone();
        let apply = move || {
            let template = templates.load(&name)?;
            let rendered = render::all(&template, &variables)?;
            write::below(&root, &rendered)
        };
        tokio::task::spawn_blocking(apply)
            .await
            .map_err(|error| StepError::Passing(format!("the template is not written: {error}")))?
            .map_err(StepError::from)
    }
}
