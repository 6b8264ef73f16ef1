//! The tokens that the provider signs, rightly or wrongly.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{CLIENT, Fault, SECRET};

const KEY_NAME: &str = "key-1";
const LIVES_SECONDS: i64 = 300;

/// The key that is published, and one that is not.
pub(super) struct Keys {
    own: EcdsaKeyPair,
    strange: EcdsaKeyPair,
    random: SystemRandom,
}

/// Who says what of whom.
pub(super) struct Names<'a> {
    pub(super) issuer: &'a str,
    pub(super) subject: &'a str,
    pub(super) nonce: &'a str,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn pair(random: &SystemRandom) -> EcdsaKeyPair {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let made = EcdsaKeyPair::generate_pkcs8(algorithm, random).expect("the machine gives random numbers");
    EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), random).expect("it was made just now")
}

fn now() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}

impl Keys {
    pub(super) fn new() -> Self {
        let random = SystemRandom::new();
        Self { own: pair(&random), strange: pair(&random), random }
    }

    /// The key as the provider publishes it (RFC 7517).
    pub(super) fn published(&self) -> Value {
        // One byte says that the two coordinates follow uncompressed.
        let point = &self.own.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": KEY_NAME, "x": encoded(x), "y": encoded(y) })
    }

    pub(super) fn token(&self, names: &Names<'_>, fault: Fault, ahead: i64) -> String {
        let mut head = json!({ "alg": "ES256", "typ": "JWT", "kid": KEY_NAME });
        match fault {
            Fault::StrangeKeyName => head["kid"] = json!("key-2"),
            Fault::Unsigned => head["alg"] = json!("none"),
            Fault::SecretAsKey => head["alg"] = json!("HS256"),
            _ => {}
        }
        let signed =
            format!("{}.{}", encoded(head.to_string()), encoded(claims(names, fault, ahead).to_string()));
        let signature = match fault {
            Fault::Unsigned => Vec::new(),
            Fault::SecretAsKey => {
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length is a key");
                mac.update(signed.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            Fault::StrangeKey => self.signature(&self.strange, &signed),
            _ => self.signature(&self.own, &signed),
        };
        if fault == Fault::Altered {
            let other = Names { subject: "somebody-else", ..*names };
            let claims = claims(&other, fault, ahead).to_string();
            return format!("{}.{}.{}", encoded(head.to_string()), encoded(claims), encoded(signature));
        }
        format!("{signed}.{}", encoded(signature))
    }

    fn signature(&self, pair: &EcdsaKeyPair, signed: &str) -> Vec<u8> {
        let signature = pair.sign(&self.random, signed.as_bytes());
        signature.expect("the machine gives random numbers").as_ref().to_vec()
    }
}

fn claims(names: &Names<'_>, fault: Fault, ahead: i64) -> Value {
    let issued_at = match fault {
        Fault::Expired => now() - 3600,
        Fault::OfTheFuture => now() + 3600,
        _ => now() + ahead,
    };
    let mut claims = json!({
        "iss": names.issuer,
        "sub": names.subject,
        "aud": CLIENT,
        "iat": issued_at,
        "exp": issued_at + LIVES_SECONDS,
        "nonce": names.nonce,
    });
    match fault {
        Fault::WrongNonce => claims["nonce"] = json!("another-nonce"),
        Fault::NoNonce => drop(claims.as_object_mut().and_then(|claims| claims.remove("nonce"))),
        Fault::WrongAudience => claims["aud"] = json!("another-client"),
        Fault::WrongIssuer => claims["iss"] = json!("https://id.example.org"),
        _ => {}
    }
    claims
}
