//! The county's registration with an identity provider: who sets it, and what is right about it.

use junheng_domain::Finding;
use junheng_oidc::{OidcError, Provider, Registration};
use junheng_store::{Change, NewProvider, ProviderRecord};
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

/// A registration, as typed.
#[derive(Clone, Copy)]
pub struct ProviderForm<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    /// Empty to keep the one there is.
    pub secret: &'a str,
    /// What its button says.
    pub label: &'a str,
    /// The address of this program, as browsers know it.
    pub address: &'a str,
    pub on: bool,
}

impl std::fmt::Debug for ProviderForm<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderForm(…)")
    }
}

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

impl ProviderForm<'_> {
    /// As it is kept: nothing around it, and no slash at the end of the address.
    fn trimmed(&self) -> ProviderForm<'_> {
        ProviderForm {
            issuer: self.issuer.trim(),
            client: self.client.trim(),
            label: self.label.trim(),
            address: self.address.trim().trim_end_matches('/'),
            ..*self
        }
    }

    fn findings(&self, needs_secret: bool) -> Vec<Finding> {
        let is_text = |text: &str, longest: usize| {
            !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
        };
        let is_address = |text: &str| is_text(text, LONGEST) && junheng_oidc::is_safe(text);
        // The pages stand at the root.
        let at_root = !self.address.split_once("://").is_some_and(|(_, host)| host.contains('/'));
        let checks = [
            (is_address(self.issuer), "issuer", "provider-issuer"),
            (is_text(self.client, LONGEST), "client", "provider-client"),
            (
                !needs_secret && self.secret.is_empty() || is_text(self.secret, LONGEST),
                "secret",
                "provider-secret",
            ),
            (is_text(self.label, LONGEST_LABEL), "label", "provider-label"),
            (is_address(self.address) && at_root, "address", "provider-address"),
        ];
        checks.into_iter().filter(|(right, ..)| !right).map(|(_, field, code)| wrong(field, code)).collect()
    }
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

    /// Sets the registration. Before it is switched on, the provider has to answer. Sign-ins under way end; switched off, or
    /// of another issuer, so do the sessions that the provider opened.
    ///
    /// # Errors
    /// When a field is wrong, the provider does not answer, or the store fails.
    pub async fn set_provider(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        form: ProviderForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let form = form.trimmed();
        let county = self.county_to_fill().await?;
        let before = self.store.provider(&county).await?.filter(|record| record.authentic);
        // A secret is never sent to another issuer than the one that it was typed for.
        let kept = before.filter(|before| before.issuer == form.issuer && before.client == form.client);
        let findings = form.findings(kept.is_none());
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let secret = match kept {
            Some(kept) if form.secret.is_empty() => kept.secret,
            _ => Zeroizing::new(form.secret.to_owned()),
        };
        if form.on {
            self.must_answer(&form, &secret).await?;
        }
        let new = NewProvider {
            issuer: form.issuer,
            client: form.client,
            secret: &secret,
            label: form.label,
            address: form.address,
            on: form.on,
        };
        Ok(self.store.set_provider(&county, new, &Change::new(permit.by(), at, "")).await?)
    }

    async fn must_answer(&self, form: &ProviderForm<'_>, secret: &Zeroizing<String>) -> Result<(), Trouble> {
        let registration = Registration {
            issuer: form.issuer.to_owned(),
            client_id: form.client.to_owned(),
            client_secret: secret.clone(),
            redirect: format!("{}{PROVIDER_RETURN}", form.address),
        };
        match asked(move || Provider::discover(&registration)).await? {
            Ok(_) => Ok(()),
            Err(error) => Err(Trouble::Findings(vec![finding_of(&error)])),
        }
    }
}
