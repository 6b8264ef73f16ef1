//! A sign-in from its first question to the subject that it proves.

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse,
};

use crate::address::{is_safe, may_be_asked};
use crate::client::{ClientError, ask};
use crate::{OidcError, Registration};

/// How far the provider's clock and ours may be apart.
const APART_SECONDS: i64 = 60;

/// What may sign an answer. A secret that both sides know, or nothing, may not.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider, as it describes itself now.
#[derive(Debug)]
pub struct Provider {
    registration: Registration,
    described: CoreProviderMetadata,
}

/// A sign-in that was begun: where the browser goes, and what is kept until it comes back.
pub struct Begun {
    /// The provider's page.
    pub address: String,
    /// Comes back with the browser.
    pub state: String,
    pub kept: Asked,
}

/// What a sign-in is known by when the browser comes back.
#[derive(Clone)]
pub struct Asked {
    pub nonce: String,
    /// The verifier of PKCE.
    pub verifier: String,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Begun(…)")
    }
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asked(…)")
    }
}

fn down_or(error: &(impl std::error::Error + 'static), client: &ClientError) -> OidcError {
    match client {
        ClientError::Address(address) => OidcError::Address(address.clone()),
        _ => OidcError::Down(OidcError::cause(error)),
    }
}

impl Provider {
    /// Asks a provider to describe itself, and for its keys.
    ///
    /// # Errors
    /// When it cannot be reached, or its description is not one that can be used.
    pub fn discover(registration: &Registration) -> Result<Self, OidcError> {
        let issuer = &registration.issuer;
        if !is_safe(issuer) {
            return Err(OidcError::Address(issuer.clone()));
        }
        let url = IssuerUrl::new(issuer.clone()).map_err(|_| OidcError::Address(issuer.clone()))?;
        let described = CoreProviderMetadata::discover(&url, &ask).map_err(|error| match &error {
            DiscoveryError::Request(client) => down_or(&error, client),
            _ => OidcError::Description(OidcError::cause(&error)),
        })?;
        let provider = Self { registration: registration.clone(), described };
        provider.check()?;
        Ok(provider)
    }

    /// Both pages that a sign-in needs must be there, where nobody listens in.
    fn check(&self) -> Result<(), OidcError> {
        let page = self.described.authorization_endpoint().url();
        let token = self.described.token_endpoint().map(|token| token.url());
        let token = token.ok_or_else(|| OidcError::Description("it has no token endpoint".into()))?;
        match [page, token].into_iter().find(|url| !may_be_asked(url)) {
            Some(url) => Err(OidcError::Address(url.to_string())),
            None => Ok(()),
        }
    }

    fn redirect(&self) -> Result<RedirectUrl, OidcError> {
        let redirect = &self.registration.redirect;
        RedirectUrl::new(redirect.clone()).map_err(|_| OidcError::Address(redirect.clone()))
    }

    fn secret(&self) -> ClientSecret {
        ClientSecret::new(self.registration.client_secret.to_string())
    }

    /// How the secret is given: in the header, unless the provider only takes it in the form.
    fn secret_goes(&self) -> AuthType {
        let taken = self.described.token_endpoint_auth_methods_supported();
        let in_form = taken.is_some_and(|taken| {
            taken.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !taken.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        if in_form { AuthType::RequestBody } else { AuthType::BasicAuth }
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    /// When the address to come back to is none.
    pub fn begin(&self) -> Result<Begun, OidcError> {
        let client = CoreClient::from_provider_metadata(
            self.described.clone(),
            ClientId::new(self.registration.client_id.clone()),
            Some(self.secret()),
        )
        .set_redirect_uri(self.redirect()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let (address, state, nonce) = asked.set_pkce_challenge(challenge).url();
        let kept = Asked { nonce: nonce.secret().clone(), verifier: verifier.secret().clone() };
        Ok(Begun { address: address.to_string(), state: state.secret().clone(), kept })
    }

    /// Hands in the code that the browser brought back, and says whom the provider has proved: its subject. `now` is in
    /// seconds since 1970.
    ///
    /// # Errors
    /// When the provider does not take the code, or its answer cannot be believed.
    pub fn finish(&self, code: &str, asked: &Asked, now: i64) -> Result<String, OidcError> {
        let answer = self.exchange(code, asked)?;
        let token = answer.id_token().ok_or_else(|| OidcError::Untrusted("it names nobody".into()))?;
        self.subject(token, asked, now)
    }

    fn exchange(&self, code: &str, asked: &Asked) -> Result<CoreTokenResponse, OidcError> {
        let client = CoreClient::from_provider_metadata(
            self.described.clone(),
            ClientId::new(self.registration.client_id.clone()),
            Some(self.secret()),
        )
        .set_redirect_uri(self.redirect()?)
        .set_auth_type(self.secret_goes());
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|error| OidcError::Description(OidcError::cause(&error)))?;
        let verifier = PkceCodeVerifier::new(asked.verifier.clone());
        request.set_pkce_verifier(verifier).request(&ask).map_err(|error| match &error {
            RequestTokenError::ServerResponse(said) => OidcError::Code(said.error().as_ref().to_owned()),
            RequestTokenError::Request(client) => down_or(&error, client),
            _ => OidcError::Untrusted(OidcError::cause(&error)),
        })
    }

    fn subject(&self, token: &CoreIdToken, asked: &Asked, now: i64) -> Result<String, OidcError> {
        // A token that ended within the last minute may still be good by the provider's clock.
        let latest = moment(now - APART_SECONDS)?;
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(self.registration.client_id.clone()),
            self.secret(),
            self.described.issuer().clone(),
            self.described.jwks().clone(),
        )
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || latest);
        let nonce = Nonce::new(asked.nonce.clone());
        let claims = token.claims(&verifier, &nonce).map_err(|error| match error {
            ClaimsVerificationError::Expired(said) => OidcError::Clock(said),
            ClaimsVerificationError::InvalidNonce(_) => OidcError::Nonce,
            other => OidcError::Untrusted(OidcError::cause(&other)),
        })?;
        if claims.issue_time() > moment(now + APART_SECONDS)? {
            return Err(OidcError::Clock(format!("issued at {}", claims.issue_time())));
        }
        Ok(claims.subject().to_string())
    }
}

fn moment(seconds: i64) -> Result<DateTime<Utc>, OidcError> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| OidcError::Clock(seconds.to_string()))
}
