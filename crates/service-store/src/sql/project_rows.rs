//! The table of projects.

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::{Added, Projects};
use service::{Project, ProjectId};

use super::{SqlStore, all, first};
use crate::database::Database;
use crate::rows::{self, PROJECT_COLUMNS};

#[async_trait]
impl<D: Database> Projects for SqlStore<D> {
    async fn add_project(&self, project: &Project) -> Result<Added, StoreError> {
        // What was read from JSON can be written as JSON.
        let settings = serde_json::to_string(&project.settings).unwrap_or_default();
        let values = vec![
            project.id.to_string().into(),
            project.settings.name.as_str().into(),
            settings.into(),
            project.settings.limits.running.into(),
            project.created_at.0.into(),
        ];
        let sql = "INSERT INTO project (id, name, settings, max_running, created_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (name) DO NOTHING RETURNING id";
        let rows = self.write("add a project", sql, values).await?;
        Ok(if rows.is_empty() {
            Added::NameTaken
        } else {
            Added::Yes
        })
    }

    async fn project(&self, id: ProjectId) -> Result<Option<Project>, StoreError> {
        let sql = format!("SELECT {PROJECT_COLUMNS} FROM project WHERE id = $1");
        first(
            self.read("find a project", sql, vec![id.to_string().into()])
                .await?,
            rows::project,
        )
    }

    async fn project_named(&self, name: &str) -> Result<Option<Project>, StoreError> {
        let sql = format!("SELECT {PROJECT_COLUMNS} FROM project WHERE name = $1");
        first(
            self.read("find a project", sql, vec![name.into()]).await?,
            rows::project,
        )
    }

    async fn projects(
        &self,
        after: Option<ProjectId>,
        limit: u32,
    ) -> Result<Vec<Project>, StoreError> {
        let sql =
            format!("SELECT {PROJECT_COLUMNS} FROM project WHERE id > $1 ORDER BY id LIMIT $2");
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        all(
            self.read("list projects", sql, vec![after.into(), limit.into()])
                .await?,
            rows::project,
        )
    }

    async fn remove_project(&self, id: ProjectId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM project WHERE id = $1 RETURNING id";
        Ok(!self
            .write("remove a project", sql, vec![id.to_string().into()])
            .await?
            .is_empty())
    }
}
