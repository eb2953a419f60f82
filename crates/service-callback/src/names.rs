//! Resolving names to addresses that are allowed.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::Rules;

/// Looks names up.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of a name.
    ///
    /// # Errors
    ///
    /// There is none, or nobody can be asked.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// As this machine looks names up.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why a name is not connected to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("{name} resolves to {address}, which is no public address")]
    NotPublic { name: String, address: IpAddr },
    #[error("{name} has no address")]
    NoAddress { name: String },
}

/// The client's resolver: it fails if any address of a name is not allowed. An attacker who mixes a public address with
/// one of this network gets neither, whichever the client would try first.
pub(crate) struct Guarded {
    pub names: Arc<dyn Names>,
    pub rules: Arc<Rules>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, rules) = (Arc::clone(&self.names), Arc::clone(&self.rules));
        Box::pin(async move {
            let name = name.as_str();
            let addresses = names.addresses(name).await?;
            if let Some(&address) = addresses.iter().find(|address| !rules.allow(**address)) {
                let name = name.to_owned();
                return Err(Refused::NotPublic { name, address }.into());
            }
            if addresses.is_empty() {
                return Err(Refused::NoAddress {
                    name: name.to_owned(),
                }
                .into());
            }
            let sockets = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}
