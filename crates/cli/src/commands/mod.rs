//! One file an area: each command translates its arguments, calls a use case, and shows the result.

mod assess;
mod coefficient;
mod demo;
mod explain;
mod gaps;
mod grouped;
mod import;
mod layers;
mod people;
mod register;
mod schools;
mod serve;
mod standards;
mod template;
mod timetable;
mod trend;
mod upkeep;

use std::path::Path;

use junheng_app::{LocalTime, Office, Operator, Trouble};
use junheng_labels::{self as labels, Lang};

use crate::args::{AuditCommand, Cli, Command, Global, SnapshotCommand, StandardsCommand};
use crate::failure::Failure;

/// Where the county's data is when nothing else is said.
const FOLDER: &str = "junheng-data";

/// What every command needs: the language, the person, and where the data is.
pub(crate) struct Desk {
    pub(crate) lang: Lang,
    /// The county's clock.
    pub(crate) clock: LocalTime,
    pub(crate) operator: Operator,
    pub(crate) global: Global,
}

impl Desk {
    pub(crate) fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        labels::text(self.lang, key, args)
    }

    /// Headers of a table: the labels `column.<key>`.
    pub(crate) fn headers(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.say(&format!("column.{key}"), &[])).collect()
    }

    /// The wording in the language of the screen.
    pub(crate) fn word<'a>(&self, wording: &'a junheng_domain::Wording) -> &'a str {
        match self.lang {
            Lang::Zh => &wording.zh,
            Lang::En => &wording.en,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.global.folder.as_deref().unwrap_or(Path::new(FOLDER))
    }

    /// The office of data that is there: a mistyped folder is told, not made.
    pub(crate) async fn office(&self) -> Result<Office, Failure> {
        if self.global.database.is_none() && !Office::is_at(self.folder()) {
            return Err(Trouble::not_found("no-folder", self.folder().display()).into());
        }
        self.office_or_new().await
    }

    /// The office, made if there is none yet: for what brings data in.
    pub(crate) async fn office_or_new(&self) -> Result<Office, Failure> {
        let Global { database, county, .. } = &self.global;
        Ok(Office::open(self.folder(), database.as_deref(), county.as_deref()).await?)
    }

    /// Now, RFC 3339 in the county's local time.
    pub(crate) fn now(&self) -> String {
        self.clock.written(jiff::Timestamp::now())
    }
}

/// Who works here: the name given, else the account's.
fn operator(global: &Global) -> Operator {
    let account = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = global.operator.clone().or_else(account).unwrap_or_else(|| "operator".to_owned());
    Operator::at_the_machine(&name)
}

pub(crate) fn run(cli: Cli, lang: Lang) -> Result<(), Failure> {
    let clock = cli.global.clock.as_deref().map(LocalTime::parse).transpose()?.unwrap_or_default();
    let desk = Desk { lang, clock, operator: operator(&cli.global), global: cli.global };
    let mut runtime = match &cli.command {
        Command::Serve(_) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = runtime.enable_all().build().map_err(Failure::internal)?;
    runtime.block_on(dispatch(&desk, cli.command))
}

async fn dispatch(desk: &Desk, command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo => demo::run(desk).await,
        Command::People(command) => people::run(desk, &command).await,
        Command::Serve(args) => serve::run(desk, args).await,
        Command::Template(args) => template::run(desk, &args).await,
        Command::Import(args) => import::run(desk, &args).await,
        Command::Imports(args) => layers::imports(desk, &args.output).await,
        Command::Undo(args) => layers::undo(desk, &args).await,
        Command::Redo(args) => layers::redo(desk, &args).await,
        Command::Edit(args) => register::edit(desk, &args).await,
        Command::Accept(args) => register::accept(desk, &args).await,
        Command::Enter(args) => register::enter(desk, &args).await,
        Command::Assess(args) => assess::run(desk, &args).await,
        Command::Explain(args) => explain::run(desk, &args).await,
        Command::Gaps(args) => gaps::run(desk, &args).await,
        Command::Trend(args) => trend::run(desk, &args).await,
        Command::Snapshot(SnapshotCommand::Lock(args)) => layers::lock(desk, &args).await,
        Command::Snapshot(SnapshotCommand::Reopen(args)) => layers::reopen(desk, &args).await,
        Command::Snapshots(args) => layers::snapshots(desk, &args.output).await,
        Command::School(command) => schools::run(desk, &command).await,
        Command::Standards(StandardsCommand::List(args)) => standards::list(desk, &args.output),
        Command::Standards(StandardsCommand::Show(args)) => standards::show(desk, &args),
        Command::Standards(StandardsCommand::Check(args)) => standards::check(desk, &args.file),
        Command::Audit(AuditCommand::Verify) => upkeep::verify(desk).await,
        Command::Audit(AuditCommand::List(args)) => upkeep::audit(desk, &args.output).await,
        Command::Timetable(command) => timetable::run(desk, &command).await,
        Command::Backup(args) => upkeep::backup(desk, &args.file).await,
        Command::Restore(args) => upkeep::restore(desk, &args).await,
        Command::Doctor(args) => upkeep::doctor(desk, &args.output).await,
    }
}
