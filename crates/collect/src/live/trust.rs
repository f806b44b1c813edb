//! Which certificates are believed: those of the system's authorities or of given ones, those
//! that were pinned, or, said loudly, any.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

use super::pin::Pin;

/// Which certificates to believe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustRequest {
    /// A file of authorities in PEM; the system's are then not asked.
    pub authorities: Option<PathBuf>,
    /// Certificates believed whoever shows them.
    pub pins: Vec<Pin>,
    /// Any certificate will do, and so will none.
    pub is_insecure: bool,
}

/// Why trust cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    #[error("read certificate authorities from `{}`", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: rustls::pki_types::pem::Error,
    },
    #[error("find a certificate authority in `{}`", .0.display())]
    Empty(PathBuf),
    #[error("set up certificate checks")]
    Setup(#[source] TlsError),
}

/// What all hosts share.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    provider: Arc<CryptoProvider>,
    /// Nobody to ask where no authority is known.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    pins: Vec<Pin>,
    is_insecure: bool,
}

/// The certificate a host showed, kept for what is said when it is not believed.
pub(crate) type Shown = Arc<Mutex<Option<Pin>>>;

impl Trust {
    pub(crate) fn new(request: &TrustRequest) -> Result<Trust, TrustError> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        if let Some(path) = &request.authorities {
            roots.add_parsable_certificates(authorities_in(path)?);
            if roots.is_empty() {
                return Err(TrustError::Empty(path.clone()));
            }
        } else if !request.is_insecure {
            // A system without a store trusts nobody; the host's own error then says so.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let authorities = match roots.is_empty() {
            true => None,
            false => {
                let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
                Some(builder.build().map_err(|error| TrustError::Setup(TlsError::General(error.to_string())))?)
            }
        };
        Ok(Trust { provider, authorities, pins: request.pins.clone(), is_insecure: request.is_insecure })
    }

    /// How to speak TLS with a host; where it has a pin, nothing else will do.
    pub(crate) fn config(&self, pin: Option<Pin>, shown: &Shown) -> Result<Arc<ClientConfig>, TlsError> {
        let pins = pin.map_or_else(|| self.pins.clone(), |pin| vec![pin]);
        let verifier = Verifier {
            provider: Arc::clone(&self.provider),
            authorities: self.authorities.clone(),
            pins,
            is_insecure: self.is_insecure,
            shown: Arc::clone(shown),
        };
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}

#[expect(clippy::disallowed_methods, reason = "the authorities are a file the arguments name")]
fn authorities_in(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let unreadable = |source| TrustError::Unreadable { path: path.to_path_buf(), source };
    let text = fs::read(path).map_err(|error| unreadable(rustls::pki_types::pem::Error::Io(error)))?;
    CertificateDer::pem_slice_iter(&text).collect::<Result<_, _>>().map_err(unreadable)
}

#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    authorities: Option<Arc<WebPkiServerVerifier>>,
    pins: Vec<Pin>,
    is_insecure: bool,
    shown: Shown,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let pin = Pin::of(certificate);
        if let Ok(mut shown) = self.shown.lock() {
            *shown = Some(pin);
        }
        if self.is_insecure || self.pins.contains(&pin) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.authorities {
            _ if !self.pins.is_empty() => Err(CertificateError::ApplicationVerificationFailure.into()),
            Some(authorities) => authorities.verify_server_cert(certificate, chain, name, ocsp, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if self.is_insecure {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if self.is_insecure {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
