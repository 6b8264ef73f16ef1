//! People, posts, sign-in and sessions. What is personal is sealed here on its way in and opened on its way out.

mod attempts;
mod credentials;
mod links;
mod outside;
mod people;
mod posts;
mod provider;
mod reseal;
mod sessions;
mod tokens;

use std::sync::Arc;

use junheng_vault::Vault;

use crate::sql;
use crate::{Store, StoreError};

pub(crate) use people::place;

pub use attempts::{Attempt, LockRule};
pub use credentials::Credential;
pub use links::{LinkPurpose, OneTimeLink};
pub use outside::{OutsideIdentity, OutsideSignIn};
pub use people::{NewPerson, Person, PersonState};
pub use posts::{GrantedPost, NewPost};
pub use provider::{NewProvider, ProviderRecord};
pub use reseal::ResealError;
pub use sessions::{NewSession, Opening, Session, SessionStage, SessionWay};
pub use tokens::{MachineToken, NewToken};

impl Store {
    /// The keys of the data folder, made when there is nothing yet that they could have sealed.
    pub(crate) async fn vault(&self) -> Result<Arc<Vault>, StoreError> {
        if let Some(vault) = self.vault.get() {
            return Ok(vault.clone());
        }
        let path = self.location.key_file();
        let sealed = "SELECT 1 FROM person UNION ALL SELECT 1 FROM evidence UNION ALL SELECT 1 FROM group_seat \
                      UNION ALL SELECT 1 FROM provider LIMIT 1";
        let sealed = sql::row(&self.connection, sealed, vec![]).await?.is_some();
        let vault = if sealed { Vault::open(&path) } else { Vault::open_or_create(&path) };
        let vault = Arc::new(vault.map_err(StoreError::Keys)?);
        Ok(self.vault.get_or_init(|| vault).clone())
    }
}
