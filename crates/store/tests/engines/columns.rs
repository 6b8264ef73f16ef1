//! Every column of the database has a class that says what it may tell of a person.

use std::collections::{BTreeMap, BTreeSet};

use junheng_store::Location;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use toml::{Table, Value};

use crate::support::Place;

const CLASSES: [&str; 8] = ["plain", "person", "post", "text", "facts", "sealed", "digest", "trace"];

/// Tables with their columns, as the database itself tells them.
async fn columns(place: &Place) -> BTreeSet<(String, String)> {
    let url = match &place.location {
        Location::Folder(folder) => format!("sqlite://{}", folder.join("junheng.db").display()),
        Location::Postgres { url, .. } => url.clone(),
    };
    let connection = Database::connect(url).await.unwrap();
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
        _ => {
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let pair =
        |row: &sea_orm::QueryResult| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
    let found = rows.iter().map(pair).collect();
    connection.close().await.unwrap();
    found
}

pub(crate) async fn every_column_has_its_class_and_every_class_its_column(place: Place) {
    place.open().await.close().await.unwrap();
    let table: Table = include_str!("../../columns.toml").parse().unwrap();
    let mut every: BTreeMap<&str, &str> = BTreeMap::new();
    for (class, names) in table["every"].as_table().unwrap() {
        assert!(CLASSES.contains(&class.as_str()), "{class}");
        for name in names.as_array().unwrap().iter().filter_map(Value::as_str) {
            assert_eq!(every.insert(name, class), None, "{name} stands twice");
        }
    }
    let own =
        |name: &str, column: &str| table.get(name).and_then(|own| own.get(column)).and_then(Value::as_str);
    let columns = columns(&place).await;
    let without: Vec<_> = columns
        .iter()
        .filter(|(name, column)| own(name, column).is_none() && !every.contains_key(&**column))
        .collect();
    assert!(without.is_empty(), "without a class: {without:?}");
    for (name, classes) in table.iter().filter(|(name, _)| *name != "every") {
        for (column, class) in classes.as_table().unwrap() {
            assert!(class.as_str().is_some_and(|class| CLASSES.contains(&class)), "{name}.{column}: {class}");
            assert!(columns.contains(&(name.clone(), column.clone())), "{name}.{column} is not there");
        }
    }
    let idle: Vec<_> =
        every.keys().filter(|name| !columns.iter().any(|(_, column)| column == *name)).collect();
    assert!(idle.is_empty(), "no column of this name: {idle:?}");
}
