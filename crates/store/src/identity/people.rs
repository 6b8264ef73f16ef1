//! People: who there is, under which login, and whether they may sign in.

use junheng_domain::CountyCode;
use junheng_vault::{Place, Vault};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use crate::audit::Deed;
use crate::sql::{self, Row, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// Whether somebody may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    Active,
    Disabled,
}

impl PersonState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// What is stored and unknown lets nobody in.
    fn parse(text: &str) -> Self {
        if text == "active" { Self::Active } else { Self::Disabled }
    }
}

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// A random key that says nothing about the person.
    pub id: String,
    pub login: String,
    pub name: String,
    /// May be empty.
    pub phone: String,
    pub state: PersonState,
    pub made_by: String,
    pub made_at: String,
}

/// A person to be added or changed.
#[derive(Debug, Clone, Copy)]
pub struct NewPerson<'a> {
    /// Compared without regard to case, width and spaces around it.
    pub login: &'a str,
    pub name: &'a str,
    pub phone: &'a str,
}

const COLUMNS: &str = "id, login, name, phone, state, made_by, made_at";

/// A login as it is compared: trimmed, full-width letters as half-width ones, upper case as lower.
fn login_form(login: &str) -> String {
    let compatible: String = login.trim().nfkc().collect();
    compatible.to_lowercase().nfkc().collect::<String>().trim().to_owned()
}

/// The blind index of a login's normal form.
pub(super) fn login_index(vault: &Vault, county: &CountyCode, login: &str) -> String {
    vault.index("person.login", &format!("{county} {}", login_form(login)))
}

pub(crate) fn place<'a>(column: &'a str, row: &'a [&'a str]) -> Place<'a> {
    Place { column, row }
}

fn person_of(vault: &Vault, county: &CountyCode, row: &Row) -> Result<Person, StoreError> {
    let id = row.text(0)?;
    let key = [county.as_str(), &id];
    let open = |column, sealed: String| -> Result<String, StoreError> {
        Ok(vault.open_sealed(place(column, &key), &sealed)?.to_string())
    };
    Ok(Person {
        login: open("person.login", row.text(1)?)?,
        name: open("person.name", row.text(2)?)?,
        phone: open("person.phone", row.text(3)?)?,
        state: PersonState::parse(&row.text(4)?),
        made_by: row.text(5)?,
        made_at: row.text(6)?,
        id,
    })
}

/// The person's row must be there.
pub(super) async fn must_exist(write: &Write, person: &str) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM person WHERE county = $1 AND id = $2";
    let found = sql::row(&write.tx, sql, vec![write.county(), text(person)]).await?;
    found.map(|_| ()).ok_or_else(|| StoreError::UnknownPerson(person.to_owned()))
}

/// Whether another person has the login.
async fn login_is_taken(
    tx: &DatabaseTransaction,
    county: &CountyCode,
    index: &str,
    except: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM person WHERE county = $1 AND login_index = $2 AND id <> $3";
    Ok(sql::row(tx, sql, vec![text(county.as_str()), text(index), text(except)]).await?.is_some())
}

/// Adds a person without any record: the caller writes it.
pub(super) async fn insert(
    write: &Write,
    vault: &Vault,
    county: &CountyCode,
    new: NewPerson<'_>,
    change: &Change,
) -> Result<String, StoreError> {
    let id = junheng_vault::identifier().map_err(junheng_vault::VaultError::Random)?;
    let index = login_index(vault, county, new.login);
    if login_is_taken(&write.tx, county, &index, &id).await? {
        return Err(StoreError::LoginTaken);
    }
    let [login, name, phone] = sealed(vault, county, &id, new)?;
    let values = [&id, &index, &login, &name, &phone, "active", &change.by, &change.at].map(text);
    let sql = "INSERT INTO person (county, id, login_index, login, name, phone, state, made_by, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sql::run(&write.tx, sql, [write.county()].into_iter().chain(values).collect()).await?;
    let sql = "INSERT INTO credential (county, person, password, set_at, previous, totp, totp_step, seen_at) \
               VALUES ($1, $2, '', 0, '[]', '', 0, 0)";
    sql::run(&write.tx, sql, vec![write.county(), text(&*id)]).await?;
    Ok(id)
}

fn sealed(
    vault: &Vault,
    county: &CountyCode,
    id: &str,
    new: NewPerson<'_>,
) -> Result<[String; 3], StoreError> {
    let key = [county.as_str(), id];
    Ok([
        vault.seal(place("person.login", &key), new.login)?,
        vault.seal(place("person.name", &key), new.name)?,
        vault.seal(place("person.phone", &key), new.phone)?,
    ])
}

pub(super) fn object(person: &str) -> String {
    format!("person {person}")
}

impl Store {
    /// All people of the county, in no order that tells anything.
    ///
    /// # Errors
    /// When the database cannot be read, or what is sealed cannot be opened.
    pub async fn people(&self, county: &CountyCode) -> Result<Vec<Person>, StoreError> {
        let vault = self.vault().await?;
        let sql = format!("SELECT {COLUMNS} FROM person WHERE county = $1 ORDER BY id");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(|row| person_of(&vault, county, row)).collect()
    }

    /// One person.
    ///
    /// # Errors
    /// As [`Self::people`].
    pub async fn person(&self, county: &CountyCode, id: &str) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE county = $1 AND id = $2");
        let row = sql::row(&self.connection, &sql, vec![text(county.as_str()), text(id)]).await?;
        let vault = self.vault().await?;
        row.map(|row| person_of(&vault, county, &row)).transpose()
    }

    /// The person of a login.
    ///
    /// # Errors
    /// As [`Self::people`].
    pub async fn person_of_login(
        &self,
        county: &CountyCode,
        login: &str,
    ) -> Result<Option<Person>, StoreError> {
        let vault = self.vault().await?;
        let index = login_index(&vault, county, login);
        let sql = format!("SELECT {COLUMNS} FROM person WHERE county = $1 AND login_index = $2");
        let row = sql::row(&self.connection, &sql, vec![text(county.as_str()), text(index)]).await?;
        row.map(|row| person_of(&vault, county, &row)).transpose()
    }

    /// Adds a person, who has no post and cannot sign in yet; says their id.
    ///
    /// # Errors
    /// When the login is taken or the database fails.
    pub async fn add_person(
        &self,
        county: &CountyCode,
        new: NewPerson<'_>,
        change: &Change,
    ) -> Result<String, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let id = insert(&write, &vault, county, new, change).await?;
        let deed = Deed {
            action: "add-person",
            object: object(&id),
            before: json!(null),
            after: json!({ "state": "active" }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(id)
    }

    /// Changes login, name and phone. The record names the fields, not what stands in them.
    ///
    /// # Errors
    /// When there is no such person, the login is taken or the database fails.
    pub async fn change_person(
        &self,
        county: &CountyCode,
        id: &str,
        new: NewPerson<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let Some(before) = self.person(county, id).await? else {
            return Err(StoreError::UnknownPerson(id.to_owned()));
        };
        let mut write = self.write(county).await?;
        let index = login_index(&vault, county, new.login);
        if login_is_taken(&write.tx, county, &index, id).await? {
            return Err(StoreError::LoginTaken);
        }
        let [login, name, phone] = sealed(&vault, county, id, new)?;
        let sql = "UPDATE person SET login_index = $3, login = $4, name = $5, phone = $6 \
                   WHERE county = $1 AND id = $2";
        let values = [id, &index, &login, &name, &phone].map(text);
        sql::run(&write.tx, sql, [write.county()].into_iter().chain(values).collect()).await?;
        let fields = [
            ("login", before.login != new.login),
            ("name", before.name != new.name),
            ("phone", before.phone != new.phone),
        ];
        let changed: Vec<_> = fields.iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect();
        let deed = Deed {
            action: "change-person",
            object: object(id),
            before: json!(null),
            after: json!({ "fields": changed }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Lets somebody sign in again, or no longer: then all their sessions and links end in the same moment.
    ///
    /// # Errors
    /// When there is no such person or the database fails.
    pub async fn set_person_state(
        &self,
        county: &CountyCode,
        id: &str,
        state: PersonState,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        must_exist(&write, id).await?;
        let sql = "UPDATE person SET state = $3 WHERE county = $1 AND id = $2";
        sql::run(&write.tx, sql, vec![write.county(), text(id), text(state.as_str())]).await?;
        if state == PersonState::Disabled {
            super::sessions::end_all(&write, id, None).await?;
            super::links::remove_all(&write, id).await?;
        }
        let action = if state == PersonState::Active { "enable-person" } else { "disable-person" };
        let deed = Deed {
            action,
            object: object(id),
            before: json!(null),
            after: json!({ "state": state.as_str() }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}
