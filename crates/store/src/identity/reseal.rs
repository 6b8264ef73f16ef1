//! Re-sealing: a new key, or the other suite of algorithms, for everything that is sealed.

use std::io;

use junheng_domain::CountyCode;
use junheng_vault::{KeyFileError, Suite, Vault};
use serde_json::json;
use thiserror::Error;

use super::people::{login_index, place};
use crate::audit::Deed;
use crate::sql::{self, text};
use crate::{Change, Location, OpenError, Store, StoreError, organisation};

/// Why nothing was sealed anew.
#[derive(Debug, Error)]
pub enum ResealError {
    #[error("another program is using this data folder")]
    Held,
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Adds a key of the suite to the key file and seals everything with it, all or nothing; says how many rows. Nobody
    /// else may have the folder open. Earlier keys stay, since older backups need them. A crash in between leaves a key
    /// that is not used yet.
    ///
    /// # Errors
    /// When somebody else has the folder open, or the keys or the database fail.
    pub async fn reseal(location: &Location, suite: Suite, change: &Change) -> Result<u64, ResealError> {
        let alone = location.hold(true).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => ResealError::Held,
            _ => ResealError::Folder(error),
        })?;
        let mut vault = Vault::open_or_create(&location.key_file())?;
        vault.renew(suite)?;
        // Whoever comes from here on seals with the new key and opens with either.
        drop(alone);
        let store = Self::open(location).await?;
        let mut rows = 0;
        for county in store.counties().await? {
            rows += store.reseal_county(&county, &vault, change).await?;
        }
        store.close().await?;
        Ok(rows)
    }

    async fn reseal_county(
        &self,
        county: &CountyCode,
        vault: &Vault,
        change: &Change,
    ) -> Result<u64, StoreError> {
        let (people, posts, tokens) =
            (self.people(county).await?, self.posts(county, None).await?, self.tokens(county, None).await?);
        let seats = self.group_seats(county).await?;
        let mut write = self.write(county).await?;
        organisation::reseal(&write, vault, &seats).await?;
        for person in &people {
            let key = [county.as_str(), &person.id];
            let sql = "SELECT totp FROM credential WHERE county = $1 AND person = $2";
            let totp = sql::row(&write.tx, sql, vec![write.county(), text(&*person.id)]).await?;
            let totp = totp.map_or(Ok(String::new()), |row| row.text(0))?;
            let totp = vault.open_sealed(place("credential.totp", &key), &totp)?;
            let totp = vault.seal(place("credential.totp", &key), &totp)?;
            let sql = "UPDATE credential SET totp = $3 WHERE county = $1 AND person = $2";
            sql::run(&write.tx, sql, vec![write.county(), text(&*person.id), text(totp)]).await?;
            let index = login_index(vault, county, &person.login);
            let sealed = [
                vault.seal(place("person.login", &key), &person.login)?,
                vault.seal(place("person.name", &key), &person.name)?,
                vault.seal(place("person.phone", &key), &person.phone)?,
            ];
            let sql = "UPDATE person SET login_index = $3, login = $4, name = $5, phone = $6 \
                       WHERE county = $1 AND id = $2";
            let mut values = vec![write.county(), text(&*person.id), text(index)];
            values.extend(sealed.map(text));
            sql::run(&write.tx, sql, values).await?;
        }
        // A row that was not authentic stays so.
        for post in posts.iter().filter(|post| post.authentic) {
            let sql = "UPDATE post SET mark = $4 WHERE county = $1 AND person = $2 AND no = $3";
            let key = vec![write.county(), text(&*post.person), sql::count(post.no.into())];
            let mark = text(post.mark(vault, county.as_str()));
            sql::run(&write.tx, sql, key.into_iter().chain([mark]).collect()).await?;
        }
        for token in tokens.iter().filter(|token| token.authentic) {
            super::tokens::mark_again(&write, vault, county, token).await?;
        }
        let kept = crate::evidence::seal_anew(&write, vault, county).await?
            + crate::drafts::seal_anew(&write, vault, county).await?
            + super::provider::seal_anew(&write, vault, county).await?
            + super::outside::seal_anew(&write, vault, county).await?;
        // A sign-in under way begins again.
        sql::run(&write.tx, "DELETE FROM outside_sign_in WHERE county = $1", vec![write.county()]).await?;
        // Locks are by the old index: they are forgotten rather than misread.
        sql::run(&write.tx, "DELETE FROM sign_in_attempt WHERE county = $1", vec![write.county()]).await?;
        let rows = (people.len() + posts.len() + tokens.len() + seats.len()) as u64 + kept;
        let deed = Deed {
            action: "reseal",
            object: "vault".to_owned(),
            before: json!(null),
            after: json!({ "suite": vault.suite().as_str(), "rows": rows }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(rows)
    }
}
