//! The backup file: all tables as lines of JSON, the same from either engine.
//!
//! 1. a header: format, its version, the version of the tables;
//! 2. for each table its name and columns, a line a row, and the count of its rows;
//! 3. the SHA-256 of everything before the last line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::hex;
use crate::files::NewFile;
use crate::schema::{TableKey, all_tables};
use crate::sql::{self, Row, int, text};
use crate::store::begin_read;
use crate::{BackupError, BackupReceipt, migrate};

const FORMAT: &str = "junheng-backup";
const FORMAT_VERSION: u32 = 1;
/// No line of ours is longer: the largest is a part of a locked snapshot, about 1 MiB before escaping.
const LONGEST_LINE: u64 = 64 << 20;

/// A value as the tables hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Plain {
    Int(i64),
    Text(String),
}

impl Plain {
    fn bytes(&self) -> usize {
        match self {
            Self::Int(_) => 8,
            Self::Text(words) => words.len(),
        }
    }

    fn value(self) -> sea_orm::Value {
        match self {
            Self::Int(number) => int(number),
            Self::Text(words) => text(words),
        }
    }
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Line {
    Row(Vec<Plain>),
    Header { format: String, version: u32, schema: i64 },
    Table { table: String, columns: Vec<String> },
    End { end: String, rows: u64 },
    Seal { sha256: String },
}

struct Columns {
    names: Vec<String>,
    whole_numbers: Vec<bool>,
}

/// The columns of a table as the database has them; none when an older version has no such table.
async fn columns<C: ConnectionTrait>(on: &C, table: &str) -> Result<Columns, sea_orm::DbErr> {
    let sql = match on.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT column_name::text, upper(data_type)::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
        _ => "SELECT name, upper(type) FROM pragma_table_info($1) ORDER BY cid",
    };
    let found = sql::rows(on, sql, vec![text(table)]).await?;
    let names = found.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
    let whole_numbers =
        found.iter().map(|row| Ok(row.text(1)? == "BIGINT")).collect::<Result<_, sea_orm::DbErr>>()?;
    Ok(Columns { names, whole_numbers })
}

/// Writes all tables to `to`, reads the file back, and only then gives it its name.
pub(crate) async fn write_file(
    connection: &DatabaseConnection,
    to: &Path,
) -> Result<BackupReceipt, BackupError> {
    let tx = begin_read(connection).await.map_err(BackupError::Database)?;
    let mut sealed = Sealed { file: NewFile::create(to).map_err(BackupError::File)?, hasher: Sha256::new() };
    let schema = migrate::version(&tx).await.map_err(BackupError::Database)?;
    sealed.line(&Line::Header { format: FORMAT.to_owned(), version: FORMAT_VERSION, schema })?;
    for table in all_tables().filter(|table| table.dumped) {
        write_table(&tx, table, &mut sealed).await?;
    }
    let mut file = sealed.seal()?;
    let receipt = check_file(file.sync().map_err(BackupError::File)?)?;
    file.keep().map_err(BackupError::File)?;
    Ok(receipt)
}

async fn write_table(
    tx: &DatabaseTransaction,
    table: &TableKey,
    sealed: &mut Sealed,
) -> Result<(), BackupError> {
    let Columns { names, whole_numbers } = columns(tx, table.name).await.map_err(BackupError::Database)?;
    if names.is_empty() {
        return Ok(());
    }
    sealed.line(&Line::Table { table: table.name.to_owned(), columns: names.clone() })?;
    let (mut rows, mut last) = (0, None::<Vec<Plain>>);
    loop {
        let (sql, values) = page(table, &names, last.as_deref());
        let found = sql::rows(tx, &sql, values).await.map_err(BackupError::Database)?;
        for row in &found {
            let plain = plain_row(row, &whole_numbers).map_err(BackupError::Database)?;
            last = Some(plain[..table.key].to_vec());
            sealed.line(&Line::Row(plain))?;
        }
        rows += found.len() as u64;
        if found.len() < table.page {
            break;
        }
    }
    sealed.line(&Line::End { end: table.name.to_owned(), rows })
}

/// The next rows after the key `last`, in key order.
fn page(table: &TableKey, names: &[String], last: Option<&[Plain]>) -> (String, Vec<sea_orm::Value>) {
    let key = names[..table.key].join(", ");
    let (after, values) = match last {
        Some(last) => {
            let places: Vec<String> = (1..=table.key).map(|place| format!("${place}")).collect();
            let values = last.iter().cloned().map(Plain::value).collect();
            (format!("WHERE ({key}) > ({})", places.join(", ")), values)
        }
        None => (String::new(), Vec::new()),
    };
    let (all, name, limit) = (names.join(", "), table.name, table.page);
    (format!("SELECT {all} FROM {name} {after} ORDER BY {key} LIMIT {limit}"), values)
}

fn plain_row(row: &Row, whole_numbers: &[bool]) -> Result<Vec<Plain>, sea_orm::DbErr> {
    whole_numbers
        .iter()
        .enumerate()
        .map(|(at, whole)| if *whole { row.int(at).map(Plain::Int) } else { row.text(at).map(Plain::Text) })
        .collect()
}

struct Sealed {
    file: NewFile,
    hasher: Sha256,
}

impl Sealed {
    fn line(&mut self, line: &Line) -> Result<(), BackupError> {
        let mut bytes = serde_json::to_vec(line).map_err(|e| BackupError::File(e.into()))?;
        bytes.push(b'\n');
        self.hasher.update(&bytes);
        self.file.write_all(&bytes).map_err(BackupError::File)
    }

    fn seal(self) -> Result<NewFile, BackupError> {
        let mut file = self.file;
        let seal = Line::Seal { sha256: hex(&self.hasher.finalize()) };
        let text = serde_json::to_string(&seal).map_err(|e| BackupError::File(e.into()))?;
        writeln!(file, "{text}").map_err(BackupError::File)?;
        Ok(file)
    }
}

/// Reads a backup file from its start, line by line, checking as it goes.
pub(crate) struct Reader {
    input: BufReader<File>,
    hasher: Sha256,
    pub(crate) schema: i64,
    line: u64,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Self, BackupError> {
        let input = BufReader::with_capacity(1 << 16, File::open(path).map_err(BackupError::File)?);
        let mut reader = Self { input, hasher: Sha256::new(), schema: 0, line: 0 };
        match reader.next()? {
            Line::Header { format, version: FORMAT_VERSION, schema } if format == FORMAT => {
                reader.schema = schema;
                Ok(reader)
            }
            Line::Header { format, version, .. } if format == FORMAT => {
                Err(BackupError::NewerFormat(version))
            }
            _ => Err(BackupError::NotABackup),
        }
    }

    /// The next line; the seal is compared with what was read before it.
    pub(crate) fn next(&mut self) -> Result<Line, BackupError> {
        let mut bytes = Vec::new();
        let limited = &mut (&mut self.input).take(LONGEST_LINE);
        limited.read_until(b'\n', &mut bytes).map_err(BackupError::File)?;
        self.line += 1;
        let broken = BackupError::Broken { line: self.line };
        if bytes.pop() != Some(b'\n') {
            return Err(if self.line == 1 { BackupError::NotABackup } else { broken });
        }
        let Ok(line) = serde_json::from_slice(&bytes) else {
            return Err(if self.line == 1 { BackupError::NotABackup } else { broken });
        };
        if let Line::Seal { sha256 } = &line {
            let mut after = [0];
            let is_last = self.input.read(&mut after).map_err(BackupError::File)? == 0;
            if !is_last || *sha256 != hex(&self.hasher.clone().finalize()) {
                return Err(BackupError::Altered);
            }
        }
        self.hasher.update(&bytes);
        self.hasher.update(b"\n");
        Ok(line)
    }

    pub(crate) fn broken(&self) -> BackupError {
        BackupError::Broken { line: self.line }
    }
}

/// Reads the whole file: form, counts of rows, and the seal.
pub(crate) fn check_file(path: &Path) -> Result<BackupReceipt, BackupError> {
    let mut reader = Reader::open(path)?;
    let (mut total, mut open) = (0, None::<(String, usize, u64)>);
    loop {
        match (reader.next()?, &mut open) {
            (Line::Table { table, columns }, None) => open = Some((table, columns.len(), 0)),
            (Line::Row(row), Some((_, columns, rows))) if row.len() == *columns => *rows += 1,
            (Line::End { end, rows }, Some((table, _, counted))) if end == *table && rows == *counted => {
                total += rows;
                open = None;
            }
            (Line::Seal { sha256 }, None) => {
                let bytes = std::fs::metadata(path).map_err(BackupError::File)?.len();
                return Ok(BackupReceipt { rows: total, bytes, sha256, schema: reader.schema });
            }
            _ => return Err(reader.broken()),
        }
    }
}

/// Rows that go into one `INSERT` when a backup is loaded, by count and by size.
const ROWS_A_STATEMENT: usize = 500;
const BYTES_A_STATEMENT: usize = 4 << 20;

/// Loads all tables of a checked file into the empty tables of the same version. Each must be there, once.
pub(crate) async fn load(tx: &DatabaseTransaction, reader: &mut Reader) -> Result<(), BackupError> {
    for known in all_tables().filter(|table| table.dumped) {
        let there = columns(tx, known.name).await.map_err(BackupError::Database)?;
        if there.names.is_empty() {
            continue;
        }
        match reader.next()? {
            Line::Table { table, columns: names } if table == known.name && names == there.names => {
                load_table(tx, reader, known.name, &there).await?;
            }
            _ => return Err(reader.broken()),
        }
    }
    match reader.next()? {
        Line::Seal { .. } => Ok(()),
        _ => Err(reader.broken()),
    }
}

/// Whether a row has a value of the right kind for each column.
fn fits(row: &[Plain], there: &Columns) -> bool {
    let kinds = row.iter().map(|plain| matches!(plain, Plain::Int(_)));
    row.len() == there.names.len() && kinds.eq(there.whole_numbers.iter().copied())
}

async fn load_table(
    tx: &DatabaseTransaction,
    reader: &mut Reader,
    table: &str,
    there: &Columns,
) -> Result<(), BackupError> {
    let (mut rows, mut bytes) = (Vec::new(), 0);
    loop {
        match reader.next()? {
            Line::Row(row) if fits(&row, there) => {
                bytes += row.iter().map(Plain::bytes).sum::<usize>();
                rows.push(row);
            }
            Line::End { .. } => break,
            _ => return Err(reader.broken()),
        }
        if rows.len() == ROWS_A_STATEMENT || bytes > BYTES_A_STATEMENT {
            insert(tx, table, &there.names, std::mem::take(&mut rows)).await?;
            bytes = 0;
        }
    }
    insert(tx, table, &there.names, rows).await
}

async fn insert(
    tx: &DatabaseTransaction,
    table: &str,
    names: &[String],
    rows: Vec<Vec<Plain>>,
) -> Result<(), BackupError> {
    // The steps that made the tables wrote their versions already.
    if rows.is_empty() || table == "schema_version" {
        return Ok(());
    }
    let sql = sql::insert(tx.get_database_backend(), table, &names.join(", "), names.len(), rows.len());
    let values = rows.into_iter().flatten().map(Plain::value).collect();
    sql::run(tx, &sql, values).await.map_err(BackupError::Database)?;
    Ok(())
}

/// An error of the file as the engines' own.
impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}
