//! The parts of a process that run as long as it does.

use std::future::Future;

use tokio::task::JoinSet;

use crate::failure::Failure;

/// The parts of a process. None of them ends before it is asked to: where one does, it has broken.
#[derive(Default)]
pub struct Parts(JoinSet<Result<(), Failure>>);

impl Parts {
    /// Starts one.
    pub fn add(&mut self, part: impl Future<Output = Result<(), Failure>> + Send + 'static) {
        self.0.spawn(part);
    }

    /// Does something while they run.
    ///
    /// # Errors
    ///
    /// It fails, or one of them has broken meanwhile: what is left of the process would look as if it worked.
    pub async fn beside(
        &mut self,
        work: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        tokio::select! {
            done = work => done,
            Some(ended) = self.0.join_next() => {
                ended.map_err(broken)??;
                Err(Failure::fault("a part of the service has ended", std::io::Error::other("nobody asked it to")))
            }
        }
    }

    /// Waits until all of them have ended.
    ///
    /// # Errors
    ///
    /// One of them has broken.
    pub async fn all(mut self) -> Result<(), Failure> {
        while let Some(ended) = self.0.join_next().await {
            ended.map_err(broken)??;
        }
        Ok(())
    }
}

fn broken(error: tokio::task::JoinError) -> Failure {
    Failure::fault("a part of the service has broken", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_breaks_or_ends_is_not_overlooked() {
        let mut parts = Parts::default();
        parts.add(std::future::pending());
        parts.beside(async { Ok(()) }).await.unwrap();
        parts.add(async { panic!("test") });
        let error = parts.beside(std::future::pending()).await.unwrap_err();
        assert!(error.text().contains("has broken"), "{}", error.text());
        parts.add(async { Ok(()) });
        let error = parts.beside(std::future::pending()).await.unwrap_err();
        assert!(error.text().contains("nobody asked"), "{}", error.text());
    }
}
