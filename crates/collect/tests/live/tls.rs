//! Which certificates are believed, against controllers of our own that speak TLS.
#![expect(clippy::disallowed_methods, reason = "an authority is a file")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rackworth_collect::live::pin::Pin;
use rackworth_collect::live::trust::TrustRequest;
use rackworth_collect::live::{Failed, HostReport, Outcome, Request, Stop, collect, target};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::asking::{request, run, service};
use crate::mock::machine::{self, CONTENT};
use crate::mock::{Mock, Service};

fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A controller with a certificate it signed itself, made out to these names.
fn self_signed(names: &[&str]) -> Mock {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    start(acceptor(made.cert.der().clone(), &made.signing_key))
}

fn start(tls: TlsAcceptor) -> Mock {
    Mock::start(Service { tls: Some(tls), ..service(machine::server(1, CONTENT)) }).unwrap()
}

fn ask(mock: &Mock, trust: TrustRequest) -> HostReport {
    let request = Request { trust, ..request(&[mock.address.to_string()]) };
    run(&request, &Stop::default()).remove(0)
}

fn shown(report: &HostReport) -> Pin {
    match &report.outcome {
        Outcome::Failed(Failed::Untrusted { shown: Some(pin), .. }) => *pin,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_certificate_nobody_knows_is_refused_before_anything_is_sent_and_may_be_pinned() {
    let mock = self_signed(&["127.0.0.1"]);
    let pin = shown(&ask(&mock, TrustRequest::default()));
    assert_eq!(mock.counters.asked.load(Ordering::Relaxed), 0);
    let pinned = TrustRequest { pins: vec![pin], ..TrustRequest::default() };
    assert_eq!(ask(&mock, pinned.clone()).outcome, Outcome::Complete);
    let other = self_signed(&["127.0.0.1"]);
    assert_ne!(shown(&ask(&other, pinned)), pin);
    assert_eq!(other.counters.asked.load(Ordering::Relaxed), 0);
    let insecure = TrustRequest { is_insecure: true, ..TrustRequest::default() };
    assert_eq!(ask(&other, insecure).outcome, Outcome::Complete);
    assert_eq!(other.counters.left_open(), 0);
}

#[test]
fn a_pin_of_one_host_counts_for_that_host_alone() {
    let (mine, other) = (self_signed(&["127.0.0.1"]), self_signed(&["127.0.0.1"]));
    let pin = shown(&ask(&mine, TrustRequest::default()));
    let mut request = Request { trust: TrustRequest::default(), ..request(&[]) };
    let lines = format!("{} pin={pin}\n{} pin={pin}", mine.address, other.address);
    request.targets = target::read_file("t", &lines).unwrap();
    let mut reports = run(&request, &Stop::default());
    reports.sort_by_key(|report| report.target.port != mine.address.port());
    assert_eq!(reports[0].outcome, Outcome::Complete);
    shown(&reports[1]);
}

#[test]
fn a_certificate_of_a_given_authority_is_believed_for_its_name_alone() {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let path = std::env::temp_dir().join(format!("rackworth-ca-{}.pem", std::process::id()));
    std::fs::write(&path, issuer.pem()).unwrap();
    let trust = TrustRequest { authorities: Some(path.clone()), ..TrustRequest::default() };
    for (name, is_believed) in [("127.0.0.1", true), ("192.0.2.1", false)] {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_string()]).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let report = ask(&start(acceptor(certificate.der().clone(), &key)), trust.clone());
        match &report.outcome {
            Outcome::Failed(Failed::Untrusted { why, .. }) => {
                assert!(!is_believed && why.contains("another name"), "{why}");
            }
            outcome => assert!(is_believed && *outcome == Outcome::Complete, "{outcome:?}"),
        }
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn authorities_that_are_none_are_told_before_anybody_is_asked() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let trust = TrustRequest { authorities: Some(path), ..TrustRequest::default() };
    let request = Request { trust, ..request(&["127.0.0.1:9".to_string()]) };
    assert!(collect(&request, &Stop::default(), &mut |_| {}).is_err());
}
