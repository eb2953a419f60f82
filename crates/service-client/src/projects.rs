//! Making and listing projects.

use reqwest::Method;
use service::Project;
use service::project::NewProject;
use service_api::{CallbackSecrets, CreateAndBuild, Created, Page, Part};

use crate::builds::Answered;
use crate::client::{Client, with_json};
use crate::error::ClientError;

impl Client {
    /// Makes a project.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn create_project(&self, project: &NewProject) -> Result<Project, ClientError> {
        self.post(&["projects"], project).await
    }

    /// A page of the projects, the oldest first.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn projects(&self, part: &Part) -> Result<Page<Project>, ClientError> {
        self.get(&["projects"], part).await
    }

    /// A project by its id or name.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn project(&self, project: &str) -> Result<Project, ClientError> {
        self.get(&["projects", project], &()).await
    }

    /// What receivers of a project's callbacks verify signatures with.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn callback_secrets(&self, project: &str) -> Result<CallbackSecrets, ClientError> {
        self.get(&["projects", project, "callback-secrets"], &())
            .await
    }

    /// Makes a project with its repository, and asks for its first build. Requests with the same key and content are one.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer; where a step failed, the problem says which, and what was undone.
    pub async fn create_and_build(
        &self,
        wanted: &CreateAndBuild,
        key: Option<&str>,
    ) -> Result<Answered<Created>, ClientError> {
        let request = || {
            let request = self.request(Method::POST, &["project", "create-and-build"])?;
            Ok(with_json(request, wanted))
        };
        self.make(request, key).await
    }
}
