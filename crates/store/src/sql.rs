//! The few words in which the store speaks SQL: run, read rows, read one.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

/// Whole numbers and texts are all that the tables hold.
pub(crate) fn text(value: impl Into<String>) -> Value {
    let value: String = value.into();
    // PostgreSQL cannot store NUL; free texts (names, reasons) have no use for it either.
    Value::String(Some(if value.contains('\0') { value.replace('\0', "\u{fffd}") } else { value }))
}

pub(crate) fn int(value: impl Into<i64>) -> Value {
    Value::BigInt(Some(value.into()))
}

pub(crate) fn count(value: u64) -> Value {
    Value::BigInt(Some(i64::try_from(value).unwrap_or(i64::MAX)))
}

fn statement<C: ConnectionTrait>(on: &C, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

/// Runs one statement and says how many rows it touched.
pub(crate) async fn run<C: ConnectionTrait>(on: &C, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
    Ok(on.execute_raw(statement(on, sql, values)).await?.rows_affected())
}

pub(crate) async fn rows<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<Row>, DbErr> {
    Ok(on.query_all_raw(statement(on, sql, values)).await?.into_iter().map(Row).collect())
}

pub(crate) async fn row<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<Row>, DbErr> {
    Ok(on.query_one_raw(statement(on, sql, values)).await?.map(Row))
}

/// An `INSERT` of several rows. SQLite looks numbered places up by name one after another, which a thousand of them
/// make slow, so there they stay without numbers.
pub(crate) fn insert(backend: DbBackend, table: &str, columns: &str, width: usize, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} ({columns}) VALUES ");
    for place in 0..rows * width {
        sql.push_str(match place % width {
            0 if place == 0 => "(",
            0 => "),(",
            _ => ",",
        });
        if backend == DbBackend::Postgres {
            sql.push_str(&format!("${}", place + 1));
        } else {
            sql.push('?');
        }
    }
    sql.push(')');
    sql
}

/// A row, read by position.
pub(crate) struct Row(QueryResult);

impl Row {
    pub(crate) fn text(&self, column: usize) -> Result<String, DbErr> {
        self.0.try_get_by_index(column)
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, DbErr> {
        self.0.try_get_by_index(column)
    }

    /// A number that may be absent, such as the maximum of no rows.
    pub(crate) fn maybe_int(&self, column: usize) -> Result<Option<i64>, DbErr> {
        self.0.try_get_by_index(column)
    }

    pub(crate) fn count(&self, column: usize) -> Result<u64, DbErr> {
        Ok(u64::try_from(self.int(column)?).unwrap_or(0))
    }

    pub(crate) fn small(&self, column: usize) -> Result<u32, DbErr> {
        Ok(u32::try_from(self.int(column)?).unwrap_or(0))
    }
}
