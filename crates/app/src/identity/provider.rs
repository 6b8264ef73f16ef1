//! The county's registration with an identity provider: who sets it, and what is right about it.

use junheng_domain::Finding;
use junheng_oidc::{OidcError, Provider, Registration};
use junheng_store::{NewProvider, ProviderRecord};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::fields::wrong;
use super::not_run;
use super::visit::Proof;
use crate::Office;
use crate::permit::{Directory, Permit, Secure};
use crate::trouble::Trouble;

/// Where a provider sends people back to.
pub const PROVIDER_RETURN: &str = "/sign-in/provider/return";

/// A registration, as it is shown: never with its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderView {
    pub issuer: String,
    pub client: String,
    pub label: String,
    pub address: String,
    /// What has to be told to the provider.
    pub returns_to: String,
    pub on: bool,
    pub changed_at: String,
    /// Changed behind the program's back, so that it does not count.
    pub forged: bool,
}

/// The longest text of a field.
const LONGEST: usize = 200;
const LONGEST_LABEL: usize = 30;
/// Questions to the provider at a time: each may wait for seconds.
static ASKING: Semaphore = Semaphore::const_new(8);

/// Asks the provider away from the threads that serve requests.
pub(super) async fn asked<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, OidcError> + Send + 'static,
) -> Result<Result<T, OidcError>, Trouble> {
    let _turn = ASKING.acquire().await.ok();
    tokio::task::spawn_blocking(question).await.map_err(not_run)
}

pub(super) fn registration(record: &ProviderRecord) -> Registration {
    Registration {
        issuer: record.issuer.clone(),
        client_id: record.client.clone(),
        client_secret: record.secret.clone(),
        redirect: format!("{}{PROVIDER_RETURN}", record.address),
    }
}

/// As it is kept: nothing around what was typed, and no slash at the end of the address.
fn trimmed(typed: NewProvider<'_>) -> NewProvider<'_> {
    NewProvider {
        issuer: typed.issuer.trim(),
        client: typed.client.trim(),
        label: typed.label.trim(),
        address: typed.address.trim().trim_end_matches('/'),
        ..typed
    }
}

fn findings(new: &NewProvider<'_>, needs_secret: bool) -> Vec<Finding> {
    let is_text = |text: &str, longest: usize| {
        !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
    };
    let is_address = |text: &str| is_text(text, LONGEST) && junheng_oidc::is_safe(text);
    // The pages stand at the root.
    let at_root = !new.address.split_once("://").is_some_and(|(_, host)| host.contains('/'));
    let secret = !needs_secret && new.secret.is_empty() || is_text(new.secret, LONGEST);
    let checks = [
        (is_address(new.issuer), "issuer", "provider-issuer"),
        (is_text(new.client, LONGEST), "client", "provider-client"),
        (secret, "secret", "provider-secret"),
        (is_text(new.label, LONGEST_LABEL), "label", "provider-label"),
        (is_address(new.address) && at_root, "address", "provider-address"),
    ];
    checks.into_iter().filter(|(right, ..)| !right).map(|(_, field, code)| wrong(field, code)).collect()
}

/// What an answer of the provider says of the field that names it.
fn finding_of(error: &OidcError) -> Finding {
    match error {
        OidcError::Down(_) => wrong("issuer", "provider-not-reached"),
        _ => wrong("issuer", "provider-not-usable"),
    }
}

impl Office {
    /// The registration, for those who see the rules of signing in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn provider(&self, _permit: &Permit<Directory>) -> Result<Option<ProviderView>, Trouble> {
        let record = self.store.provider(&self.county_to_fill().await?).await?;
        Ok(record.map(|record| ProviderView {
            returns_to: format!("{}{PROVIDER_RETURN}", record.address),
            issuer: record.issuer,
            client: record.client,
            label: record.label,
            address: record.address,
            on: record.on,
            changed_at: record.changed_at,
            forged: !record.authentic,
        }))
    }

    /// The registration through which people sign in now.
    pub(super) async fn provider_on(&self) -> Result<Option<ProviderRecord>, Trouble> {
        let county = match self.county().await {
            Err(Trouble::Said { key: "no-data" | "county-needed", .. }) => return Ok(None),
            county => county?,
        };
        Ok(self.store.provider(&county).await?.filter(|record| record.on && record.authentic))
    }

    /// What the button says by which people sign in through the provider; nothing when they do not. Everybody may know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn provider_label(&self) -> Result<Option<String>, Trouble> {
        Ok(self.provider_on().await?.map(|record| record.label))
    }

    /// Sets the registration, as typed; an empty secret keeps the one there is. Before it is switched on, the provider has to
    /// answer. Sign-ins under way end; switched off, or of another issuer, so do the sessions that the provider opened.
    ///
    /// # Errors
    /// When a field is wrong, the provider does not answer, or the store fails.
    pub async fn set_provider(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        typed: NewProvider<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let new = trimmed(typed);
        let county = self.county_to_fill().await?;
        let before = self.store.provider(&county).await?.filter(|record| record.authentic);
        // A secret is never sent to another issuer than the one that it was typed for.
        let kept = before.filter(|before| before.issuer == new.issuer && before.client == new.client);
        let findings = findings(&new, kept.is_none());
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let secret = match kept {
            Some(kept) if new.secret.is_empty() => kept.secret,
            _ => Zeroizing::new(new.secret.to_owned()),
        };
        let new = NewProvider { secret: &secret, ..new };
        if new.on {
            self.must_answer(&new).await?;
        }
        Ok(self.store.set_provider(&county, new, &permit.change(at, "")).await?)
    }

    async fn must_answer(&self, new: &NewProvider<'_>) -> Result<(), Trouble> {
        let registration = Registration {
            issuer: new.issuer.to_owned(),
            client_id: new.client.to_owned(),
            client_secret: Zeroizing::new(new.secret.to_owned()),
            redirect: format!("{}{PROVIDER_RETURN}", new.address),
        };
        match asked(move || Provider::discover(&registration)).await? {
            Ok(_) => Ok(()),
            Err(error) => Err(Trouble::Findings(vec![finding_of(&error)])),
        }
    }
}
