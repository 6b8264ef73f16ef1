//! An identity provider (OpenID Connect) on this machine: it keeps the rules of the standard, or breaks the one it is told to.
//!
//! It shares no code with the library that is tested against it.

mod http;
mod token;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use http::{Asked, Said};
use token::Keys;

pub const CLIENT: &str = "junheng-county";
pub const SECRET: &str = "a-secret+of/the county";

/// The rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    #[default]
    None,
    /// The token is signed with a key that is not published.
    StrangeKey,
    /// The token names a key that is not there.
    StrangeKeyName,
    /// What is signed was changed afterwards.
    Altered,
    /// The token is not signed: `alg` is `none`.
    Unsigned,
    /// The token is authenticated with the client's secret, as if that were a signature.
    SecretAsKey,
    WrongNonce,
    NoNonce,
    WrongAudience,
    WrongIssuer,
    Expired,
    /// Issued an hour from now.
    OfTheFuture,
    /// It answers every question with a failure.
    Down,
    /// It describes itself as somebody else.
    WrongDescription,
    /// It leads elsewhere when the code is handed in.
    Elsewhere,
    /// It sends no token.
    NoToken,
}

/// A code that was given out and not handed in yet.
struct Code {
    challenge: String,
    nonce: String,
    redirect: String,
    subject: String,
}

#[derive(Default)]
struct State {
    fault: Fault,
    codes: BTreeMap<String, Code>,
    given: u32,
    /// Seconds that its clock is ahead.
    ahead: i64,
}

/// A provider that listens until the test ends.
pub struct TestProvider {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

fn held(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TestProvider {
    /// Begins to listen on a free port.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let (inner, keys) = (state.clone(), Keys::new());
        let issuer = format!("http://{address}");
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                http::answer(stream, |asked| said(&issuer, &keys, &mut held(&inner), asked));
            }
        });
        Ok(Self { address, state })
    }

    #[must_use]
    pub fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks a rule from now on.
    pub fn breaks(&self, fault: Fault) {
        held(&self.state).fault = fault;
    }

    /// Sets its clock ahead, or back.
    pub fn clock_is_ahead(&self, seconds: i64) {
        held(&self.state).ahead = seconds;
    }

    /// Somebody signs in on the provider's page `address`: where their browser is sent back to.
    ///
    /// # Panics
    /// When the address does not ask for what the standard wants.
    #[must_use]
    pub fn consents(&self, address: &str, subject: &str) -> String {
        let (page, query) = address.split_once('?').expect("the page is asked something");
        assert_eq!(page, format!("{}/authorize", self.issuer()));
        let asked: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let mut state = held(&self.state);
        state.given += 1;
        let code = format!("code-{}", state.given);
        let redirect = asked["redirect_uri"].clone();
        let given = Code {
            challenge: asked["code_challenge"].clone(),
            nonce: asked["nonce"].clone(),
            redirect: redirect.clone(),
            subject: subject.to_owned(),
        };
        state.codes.insert(code.clone(), given);
        back_with(&redirect, &[("code", &code), ("state", &asked["state"])])
    }

    /// Somebody refuses on the provider's page: where their browser is sent back to.
    ///
    /// # Panics
    /// When the address does not ask for what the standard wants.
    #[must_use]
    pub fn refuses(&self, address: &str) -> String {
        let query = address.split_once('?').expect("the page is asked something").1;
        let asked: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        back_with(&asked["redirect_uri"], &[("error", "access_denied"), ("state", &asked["state"])])
    }
}

fn back_with(redirect: &str, pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{redirect}?{query}")
}

fn said(issuer: &str, keys: &Keys, state: &mut State, asked: &Asked) -> Said {
    if state.fault == Fault::Down {
        return Said { status: 503, place: None, body: json!({ "error": "temporarily_unavailable" }) };
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/.well-known/openid-configuration") => Said::ok(description(issuer, state.fault)),
        ("GET", "/keys") => Said::ok(json!({ "keys": [keys.published()] })),
        ("POST", "/token") if state.fault == Fault::Elsewhere => {
            Said { status: 307, place: Some(format!("{issuer}/stolen")), body: Value::Null }
        }
        ("POST", "/token") => handed_in(issuer, keys, state, asked),
        _ => Said { status: 404, place: None, body: Value::Null },
    }
}

fn description(issuer: &str, fault: Fault) -> Value {
    let named = if fault == Fault::WrongDescription { "https://id.example.org" } else { issuer };
    json!({
        "issuer": named,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    })
}

/// Whether the client proves itself with its secret, encoded as RFC 6749, 2.3.1 wants it.
fn knows_the_secret(asked: &Asked) -> bool {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET)));
    asked.authorization == format!("Basic {expected}")
}

fn handed_in(issuer: &str, keys: &Keys, state: &mut State, asked: &Asked) -> Said {
    let refused = |status, error: &str| Said { status, place: None, body: json!({ "error": error }) };
    if !knows_the_secret(asked) {
        return refused(401, "invalid_client");
    }
    let field = |name: &str| asked.form.get(name).map_or("", String::as_str);
    // A code opens once, whatever comes of it.
    let Some(code) = state.codes.remove(field("code")) else { return refused(400, "invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier").as_bytes()));
    if challenge != code.challenge || field("redirect_uri") != code.redirect {
        return refused(400, "invalid_grant");
    }
    let mut answer = json!({ "access_token": "unused", "token_type": "Bearer", "expires_in": 60 });
    if state.fault != Fault::NoToken {
        let names = token::Names { issuer, subject: &code.subject, nonce: &code.nonce };
        answer["id_token"] = Value::String(keys.token(&names, state.fault, state.ahead));
    }
    Said::ok(answer)
}
