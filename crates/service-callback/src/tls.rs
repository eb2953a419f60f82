//! Whom HTTPS trusts.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::settings::SetupError;

/// Mozilla's authorities, which are compiled in, and those of `pem`. Nothing of the machine is asked: a container without
/// certificates works, and what an administrator adds to a machine for other programs is not trusted here.
pub(crate) fn config(pem: Option<&str>) -> Result<ClientConfig, SetupError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = pem {
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| SetupError::Pem(error.to_string()))?;
            roots.add(certificate).map_err(SetupError::Certificate)?;
            count += 1;
        }
        if count == 0 {
            return Err(SetupError::Pem("there is none".to_owned()));
        }
    }
    // The provider is given here, so that no part of the process has to install one for all.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(SetupError::Certificate)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
