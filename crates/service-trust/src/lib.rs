//! Whom the build service's programs trust when they speak HTTPS.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Certificates that cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The authorities cannot be read.
    #[error("the certificates of further authorities cannot be read as PEM: {0}")]
    Pem(String),
    /// A certificate is none that can be trusted.
    #[error("a certificate of a further authority cannot be used")]
    Certificate(#[source] rustls::Error),
}

/// Mozilla's authorities, which are compiled in, and those of `pem`. Nothing of the machine is asked: a container without
/// certificates works, and what an administrator adds to a machine for other programs is not trusted here.
///
/// # Errors
///
/// `pem` has no certificate, or one that cannot be used.
pub fn client_config(pem: Option<&str>) -> Result<ClientConfig, TrustError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = pem {
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| TrustError::Pem(error.to_string()))?;
            roots.add(certificate).map_err(TrustError::Certificate)?;
            count += 1;
        }
        if count == 0 {
            return Err(TrustError::Pem("there is none".to_owned()));
        }
    }
    // The provider is given here, so that no part of the process has to install one for all.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TrustError::Certificate)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        assert!(client_config(None).is_ok());
        assert!(matches!(
            client_config(Some("no certificate")),
            Err(TrustError::Pem(_))
        ));
        let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(
            client_config(Some(not_der)),
            Err(TrustError::Certificate(_))
        ));
    }
}
